"""Who acts in the full district, on which days, and where its records' ids are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, OPERATIONS, STREET, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness, Person
from tests.scenarios.http import HttpScenario

WINTER, SPRING, TODAY = date(2026, 1, 12), date(2026, 3, 16), date(2026, 6, 10)
"""The days on which it is planted; what happens to it happens on the last one."""
YEAR, LAST = TODAY.year, TODAY.year - 1
YEAR_END = f"{YEAR}-12-31"
TREE = (
    ("district", None, "district"),
    ("east", "district", "street"),
    ("west", "district", "street"),
    ("first", "east", "community"),
    ("second", "east", "community"),
    ("third", "east", "community"),
    ("fourth", "west", "community"),
    ("fifth", "west", "community"),
    ("cell", "first", "branch"),
    ("later", "east", "community"),
)
LATER = {"later": {"effective_on": "2027-01-01"}}
"""What opens when everything else here has happened."""
ROLES = {"district": (DISTRICT, AUDITOR), "street": (STREET,), "community": (COMMUNITY, BRANCH)}


@dataclass
class FullDistrict(HttpScenario):
    """The district and the people who act: each has a role in all of it, and has seen whatever anyone of them wrote."""

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the organizations and of everything else, by the names of what has them."""
        return self.units

    @classmethod
    def founded(cls, harness: AppHarness, name: str) -> FullDistrict:
        """Open two streets, five communities and a branch, and one that opens later."""
        district = cls(harness)
        operator = harness.person(Grant(OPERATIONS, "*"))
        for unit, parent, level in TREE:
            district.open(operator, unit, level, parent, name=f"{name}{unit}", **LATER.get(unit, {}))
        district.positions |= operator.headers
        district.people = {who: district.person(*roles) for who, roles in ROLES.items()}
        return district

    def saved(self) -> dict[str, Any]:
        """Return what is to be known of it, besides its databases, as JSON has it."""
        people = {name: (one.token, one.account_id) for name, one in self.people.items()}
        return {"units": dict(self.units), "levels": self.levels, "people": people, "positions": dict(self.positions)}

    @classmethod
    def restored(cls, harness: AppHarness, saved: dict[str, Any]) -> FullDistrict:
        """Return a district that was saved, over its databases."""
        seen = dict(saved["positions"])
        people = {name: Person(harness.app, *one, seen) for name, one in saved["people"].items()}
        return cls(harness, dict(saved["units"]), saved["levels"], people, seen)

    def person(self, *roles: str) -> Person:
        """Sign someone in who has roles in the whole district."""
        root = self.units["district"]
        person = self.harness.person(*(Grant(role, root) for role in roles), district_id=root)
        person.headers = self.positions
        return person

    def post(self, who: str, path: str, **params: Any) -> Any:
        """Have somebody do something that must be done, and give what was answered."""
        return done(self.people[who].post(path, params))

    def get(self, path: str, **query: Any) -> Any:
        """Read something as the district does."""
        return done(self.people["district"].get(path, query_string=query))
