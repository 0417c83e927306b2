"""Members of every class, a secretary, terms that run out, tiers of three years and a quarter, a transfer under way."""

from random import Random

from deploy.demo import persons
from tests.gateway.full_district.scenario import LAST, YEAR, FullDistrict

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


BORN = {"born_on": "1980-01-01", "joined_on": "2005-01-01", "status": "full", "effective_on": f"{LAST}-01-01"}


def winter(district: FullDistrict) -> None:
    """Enter the roll, the posts, the terms and the tiers."""
    ids, great = district.ids, MEMBERS["great"]
    others = {"guest": ("second", 20, great), "celled": ("cell", 21, great)}
    members = {name: ("first", number, more) for number, (name, more) in enumerate(MEMBERS.items())} | others
    for name, (unit, number, more) in members.items():
        person = BORN | {"name": persons.name(Random(number)), "organization_id": unit} | more
        ids[name] = district.do("first", "organizations", "register_member", **person)["id"]
    post = {"title": "secretary", "member_id": "great", "from_on": f"{LAST}-01-01"}
    ids["post"] = district.do("first", "organizations", "assign_post", organization_id="first", **post)["id"]
    for name, unit, month in (("term", "first", "09"), ("term_of_cell", "cell", "03")):
        began = {"organization_id": unit, "began_on": f"{YEAR - 5}-{month}-01"}
        ids[name] = district.do("first", "organizations", "begin_term", **began)["id"]


def today(district: FullDistrict) -> None:
    """Decide on tiers, and let a member go who has not been received yet."""
    for period, tier in TIERS.items():
        decided = {"reason": "整改到位", "basis": "会议纪要", "decided_on": f"{YEAR}-06-01"}
        key = {"organization_id": "first", "period": period, "tier": tier}
        district.do("east", "organizations", "assign_tier", **key, **decided)
    leaving = {"member_id": "new", "to_organization_id": "third"}
    district.ids["transfer"] = district.do("first", "organizations", "request_transfer", **leaving)["id"]
