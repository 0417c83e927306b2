"""What happens to a community, and which totals of its district are stated to change by it, by how much and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.full_district.scenario import TODAY, YEAR, FullDistrict

ALL = ("projects", "notices", "points", "visits", "halls")
DAY = {"effective_on": TODAY.isoformat()}
Changes = dict[tuple[str, str], tuple[int, str]]
"""Indicator and period to the difference and its reason."""


@dataclass(frozen=True)
class Case:
    """A succession: what happens (it gives the heir's id, if there is one), and what it is stated to change.

    `changes` says of a total by how much it is another afterwards, and why; where nothing is carried, what ended
    counts no more besides. `gone` are the organizations that are open no longer, `more` how many opened, `given` how
    many of its members somebody else gets, `members_to` where the others go if not to the heir, `street` whose the
    heir or what is left of the community is, `above` who decides now on what it put forward.
    """

    happens: Callable[[FullDistrict], str | None]
    changes: Changes = field(default_factory=dict)
    ends: bool = True
    carries: bool = True
    members_to: str | None = None
    given: int = 0
    gone: tuple[str, ...] = ("first",)
    more: int = 0
    street: str = "east"
    above: str = "east"


def moved(district: FullDistrict) -> str | None:
    """Move the community to another street."""
    _done(district, "first", "moves", parent_id=district.ids["west"])
    return district.ids["first"]


def merged(district: FullDistrict, **more: Any) -> str | None:
    """Merge the community into its neighbour."""
    _done(district, "second", "merges", sources=[district.ids["first"]], **more)
    return district.ids["second"]


def merged_anew(district: FullDistrict) -> str | None:
    """Merge the community and its neighbour into a new one."""
    told = _done(district, "second", "merges", sources=[district.ids["first"]], new={"name": "新社区"})
    return str(next(one["id"] for one in told["organizations"] if one["change"] == "opened_by_merge"))


def split(district: FullDistrict, **more: Any) -> str | None:
    """Split the community in two; the first part inherits, the second one receives the branch and a member."""
    other = {"name": "乙社区", "children": [district.ids["cell"]], "members": [district.ids["poor"]]}
    return str(_done(district, "first", "splits", parts=[{"name": "甲社区"}, other], **more)["heir_id"])


def closed(district: FullDistrict, **more: Any) -> str | None:
    """Close the community; its branch and its members go to a neighbour."""
    _done(district, "cell", "moves", parent_id=district.ids["third"])
    _done(district, "first", "closures", members_to=district.ids["third"], **more)
    return district.ids["east"] if more else None


def _done(district: FullDistrict, unit: str, what: str, **more: Any) -> Any:
    return district.post("district", f"/organizations/{district.ids[unit]}/{what}", **DAY, **more)


YEARLY, STANDS = str(YEAR), ""
ENDED = {
    ("obligations_due", YEARLY): (-3, "what it had still to hold is lifted: its heir holds its own"),
    ("obligations_expected", YEARLY): (-3, "the same three"),
    ("terms_due", STANDS): (-1, "its committee is elected no more"),
    ("transfers_open", STANDS): (-1, "the member is with the heir, and is let go from there if at all"),
    ("point_objections_open", YEARLY): (-1, "the objection to that result"),
}  # fmt: skip
ASKED_AGAIN = {
    ("visits_confirmed", YEARLY): (-1, "who receives a visit now has to answer it itself"),
    ("visits_declined", YEARLY): (-1, "the same"),
    ("visits_to_confirm", YEARLY): (2, "these two"),
    ("visits_confirmation_overdue", YEARLY): (-1, "the heir has until today for the one that was late"),
}
ONE_LESS = {
    ("communities", STANDS): (-1, "two are one"),
    ("halls", STANDS): (-1, "the heir wanted a hall and has this one now"),
    ("halls_missing", STANDS): (-1, "the same hall"),
    ("halls_overdue", STANDS): (-1, "the same hall"),
}
ONE_MORE = {
    ("communities", STANDS): (1, "one is two"),
    ("halls", STANDS): (1, "the part that does not inherit is to have a hall of its own"),
    ("halls_missing", STANDS): (1, "the same hall"),
}
AT_CAP = {("visit_hosts_at_cap", YEARLY): (1, "the heir received one in spring already, and one more is to come")}
BOTH_ENDED = {
    ("obligations_due", YEARLY): (-6, "what both had still to hold is lifted: the new one holds its own"),
    ("obligations_expected", YEARLY): (-6, "the same six"),
}
PARTED = {
    ("communities", STANDS): (2, "two parts leave, and it stays"),
    ("halls", STANDS): (2, "each part is to have a hall of its own"),
    ("halls_missing", STANDS): (2, "the same halls"),
}
NOBODY_COMES = {
    ("communities", STANDS): (-1, "it is there no more"),
    ("visit_participants", YEARLY): (-2, "it is left out of the rounds to come"),
    ("visit_hosts_at_cap", YEARLY): (-1, "no visit to come is left for this quarter"),
    ("visits_planned", YEARLY): (-1, "another was to receive a visit that it does not make any more"),
    ("visits_to_confirm", YEARLY): (-1, "the same visit"),
}
NOBODY_TAKES_PART = {
    ("matter_parts", YEARLY): (-3, "nobody has its parts"),
    ("campaign_units", YEARLY): (-2, "it has left, and nobody takes its place"),
}
CARRIED, CLOSED = ({"records": dict.fromkeys(ALL, strategy)} for strategy in ("carry", "close"))
CASES = {
    "moved to another street": Case(moved, ends=False, gone=(), street="west", above="west"),
    "merged into its neighbour": Case(merged, ENDED | ASKED_AGAIN | ONE_LESS | AT_CAP),
    "merged with its neighbour into a new one": Case(
        merged_anew, ENDED | BOTH_ENDED | ASKED_AGAIN | ONE_LESS, gone=("first", "second"), more=1
    ),
    "merged, with all it had closed": Case(
        lambda district: merged(district, **CLOSED), ENDED | NOBODY_COMES, carries=False
    ),
    "divided": Case(split, ENDED | ASKED_AGAIN | ONE_MORE, given=1, more=2),
    "divided, and going on itself": Case(
        lambda district: split(district, keeps_original=True), PARTED, ends=False, gone=(), given=1, more=2
    ),
    "closed in favour of its street": Case(
        lambda district: closed(district, **CARRIED),
        ENDED | ASKED_AGAIN | ONE_LESS,
        members_to="third",
        above="district",
    ),
    "closed with all it had": Case(closed, ENDED | NOBODY_COMES | NOBODY_TAKES_PART, carries=False, members_to="third"),
}
