"""The last quarter of last year in a small district, played by the people whose work it is; a module for each service.

Whatever day it is played on, its own days are over: what comes of them is the same in any week of the year.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from deploy.demo.client import Client
from shared.unit_of_work import BEIJING
from tests.journeys.levels import staff
from tools.platforms import Platform

SINCE = "2020-01-01"
TREE = (
    ("示范区", "district", None, "committee", "party"),
    ("东街道", "street", "示范区", "working_committee", "party"),
    ("西街道", "street", "示范区", "working_committee", "party"),
    ("湖滨社区", "community", "东街道", "committee", "party"),
    ("竹苑社区", "community", "东街道", "branch", "party"),
    ("滨海社区", "community", "西街道", "committee", "party"),
    ("湖滨第一党支部", "branch", "湖滨社区", "branch", "party"),
    ("滨海党支部", "branch", "滨海社区", "branch", "party"),
    ("东街商场党委", "branch", "东街道", "committee", "two_new"),
    ("科技园党委", "branch", "东街道", "committee", "two_new"),
    ("文创园党委", "branch", "东街道", "committee", "two_new"),
    ("物流公司党委", "branch", "东街道", "committee", "two_new"),
)
"""Name, level, parent, party form and kind. Organizational life is asked of the three whose form is a branch's."""
FIRMS = tuple(name for name, *_, kind in TREE if kind == "two_new")
STAFF = {
    "district": ("district_staff", ("示范区",)),
    "east": ("street_staff", ("东街道",)),
    "west": ("street_staff", ("西街道",)),
    "lake": ("community_staff", ("湖滨社区",)),
    "bay": ("community_staff", ("滨海社区",)),
    "cell": ("branch_staff", ("湖滨第一党支部",)),
    "firms": ("branch_staff", FIRMS),
}


@dataclass(frozen=True)
class Quarter:
    """Where it is played: the organizations' ids by name, today, and who acts for whom."""

    ids: dict[str, str]
    today: date
    district: Client
    east: Client
    west: Client
    lake: Client
    bay: Client
    cell: Client
    firms: Client

    @classmethod
    def begin(cls, platform: Platform) -> Self:
        """Open the organizations and sign everyone in."""
        operator, ids = platform.operator(), dict[str, str]()
        for name, level, parent, form, kind in TREE:
            asked = {"name": name, "level": level, "party_form": form, "kind": kind, "effective_on": SINCE}
            ids[name] = operator.post("/organizations", parent_id=ids[parent] if parent else None, **asked)["id"]
        people = {
            who: staff(operator, platform, role, *(ids[name] for name in names)) for who, (role, names) in STAFF.items()
        }
        return cls(ids, datetime.now(BEIJING).date(), **people)

    @property
    def year(self) -> int:
        """The year in whose last quarter it is played."""
        return self.today.year - 1

    def on(self, month: int, day: int) -> str:
        """Return a day of that year."""
        return date(self.year, month, day).isoformat()
