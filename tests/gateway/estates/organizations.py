"""Members of every class, a secretary, terms that run out, tiers of three years and a quarter, a transfer under way."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from deploy.demo import persons
from tests.gateway.estates.days import LAST, YEAR

if TYPE_CHECKING:
    from tests.gateway.estate import Estate

MEMBERS = {
    "great": {"member_class": "ordinary"},
    "good": {"member_class": "ordinary"},
    "fair": {"member_class": "ordinary"},
    "poor": {"member_class": "ordinary"},
    "aged": {"member_class": "exempt", "born_on": "1950-01-01", "joined_on": "1975-01-01"},
    "mobile": {"member_class": "mobile"},
    "new": {"member_class": "ordinary", "status": "probationary"},
}
"""The members of the community; what they earn is in their names."""
TIERS = {str(LAST - 1): "advanced", str(LAST): "qualified", str(YEAR): "lagging", f"{YEAR}Q1": "qualified"} | {
    f"{LAST}Q3": "advanced",
    f"{LAST}Q4": "lagging",
}


def winter(estate: Estate) -> None:
    """Enter the roll, the posts, the terms and the tiers."""
    for number, (name, said) in enumerate(MEMBERS.items()):
        estate.ids[name] = _member(estate, "first", number, said)
    estate.ids["guest"] = _member(estate, "second", 20, MEMBERS["great"])
    estate.ids["celled"] = _member(estate, "cell", 21, MEMBERS["great"])
    first = f"/organizations/{estate.ids['first']}"
    post = {"title": "secretary", "member_id": estate.ids["great"], "from_on": f"{LAST}-01-01"}
    estate.ids["post"] = estate.ask("community", f"{first}/posts", **post)["id"]
    estate.ids["term"] = estate.ask("community", f"{first}/terms", began_on=f"{YEAR - 5}-09-01")["id"]
    estate.ask("community", f"/organizations/{estate.ids['cell']}/terms", began_on=f"{YEAR - 5}-03-01")


def today(estate: Estate) -> None:
    """Decide on tiers, and let a member go who has not been received yet."""
    for period, tier in TIERS.items():
        said = {"reason": "整改到位", "basis": "会议纪要", "decided_on": f"{YEAR}-06-01"}
        estate.ask("street", f"/organizations/{estate.ids['first']}/tiers", period=period, tier=tier, **said)
    asked = {"to_organization_id": estate.ids["third"]}
    estate.ids["transfer"] = estate.ask("community", f"/members/{estate.ids['new']}/transfers", **asked)["id"]


def _member(estate: Estate, unit: str, number: int, said: dict[str, str]) -> str:
    born: dict[str, Any] = {"born_on": "1980-01-01", "joined_on": "2005-01-01", "status": "full"}
    whole = born | {"name": persons.name(Random(number)), "effective_on": f"{LAST}-01-01"} | said
    return str(estate.ask("community", f"/organizations/{estate.ids[unit]}/members", **whole)["id"])
