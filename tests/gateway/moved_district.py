"""A district in which, within one year, communities open, move and close, streets merge, and records come late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.expect import done
from tests.gateway.full_district.snapshot import come_to_rest
from tests.scenarios.http import HttpScenario

if TYPE_CHECKING:
    from tests.gateway.app_harness import AppHarness

TREE = (
    ("district", None, "district"),
    ("east", "district", "street"),
    ("west", "district", "street"),
    ("north", "district", "street"),
    ("e1", "east", "community"),
    ("e2", "east", "community"),
    ("e3", "east", "community"),
    ("w1", "west", "community"),
    ("n1", "north", "community"),
)
LEVELS = {unit: level for unit, _, level in TREE}
ROLES = {"district": (DISTRICT, AUDITOR), "street": (STREET,), "community": (COMMUNITY,), "branch": (BRANCH,)}
SPRING, SUMMER, AUTUMN = date(2026, 3, 10), date(2026, 6, 15), date(2026, 11, 2)
TODAY = date(2026, 11, 30)
"""The day on which everything is looked at."""


@dataclass
class MovedDistrict(HttpScenario):
    """The district, and for each organization somebody who acts for it and all below it."""

    @classmethod
    def founded(cls, harness: AppHarness) -> MovedDistrict:
        """Open everything that has been there since 2020, and play the year."""
        district = cls(harness)
        operator = harness.person(Grant(SYSTEM_ADMIN, "*"))
        district.people["operator"] = operator
        for unit, parent, level in TREE:
            district.open(operator, unit, level, parent, name=f"{unit}组织")
        district.positions |= operator.headers
        operator.headers = district.positions
        for unit, _, level in TREE:
            district.sign_in(unit, *ROLES[level], organization=unit)
        for level, roles in ROLES.items():
            district.sign_in(level, *roles)
        district._play()
        come_to_rest(harness)
        return district

    def _play(self) -> None:
        self._turn_to(SPRING)
        for unit, day in (("e1", "2026-02-10"), ("e2", "2026-03-05"), ("w1", "2026-03-06")):
            self.theme_day(unit, day)
        for unit, period, tier in (
            ("e1", "2026", "advanced"),
            ("north", "2026", "qualified"),
            ("e1", "2026Q1", "lagging"),
        ):
            self.tier("district", unit, period, tier)
        self._turn_to(SUMMER)
        for unit, day in (("e1", "2026-06-02"), ("e1", "2026-06-09"), ("e3", "2026-06-10")):
            self.theme_day(unit, day)
        deadline = {"organization_id": "district", "year": 2026, "deadline": "2026-10-30", "basis": "要点"}
        self.activities.do("district", "set_hall_deadline", **deadline)
        self.activities.established("e1")
        self.change(date(2026, 7, 1), "e3", "moves", parent_id=self.units["west"])
        self._turn_to(date(2026, 9, 1))
        self.open(self.people["operator"], "e4", "community", "east", name="e4组织", effective_on="2026-09-01")
        self.change(date(2026, 10, 1), "west", "merges", sources=[self.units["north"]])
        self.change(date(2026, 11, 1), "e2", "closures")
        self._turn_to(AUTUMN)
        self.theme_day("e3", "2026-06-20")
        self.change(date(2026, 11, 10), "e1", "renames", name="e1新组织")
        self._turn_to(TODAY)
        self.open(self.people["operator"], "later", "community", "east", name="later组织", effective_on="2027-01-01")

    def _turn_to(self, day: date) -> None:
        come_to_rest(self.harness)
        self.harness.clock.turn_to(day)  # type: ignore[attr-defined]

    def theme_day(self, unit: str, day: str) -> dict[str, Any]:
        """Record a theme day of a unit, on whichever day it is entered."""
        return self.activities.held("theme_day", unit, title=f"主题党日 {day}", held_on=day)

    def tier(self, who: str, unit: str, period: str, tier: str) -> Any:
        """Decide on a tier, and return the answer."""
        body = {"period": period, "tier": tier, "reason": "考核", "basis": "区委〔2026〕1号"}
        return self.people[who].post(f"/organizations/{self.units[unit]}/tiers", body)

    def change(self, day: date, unit: str, what: str, **more: Any) -> Any:
        """Let something happen to a unit on the day from which it is so."""
        self._turn_to(day)
        body = more | {"effective_on": day.isoformat()}
        return done(self.people["operator"].post(f"/organizations/{self.units[unit]}/{what}", body))

    def get(self, path: str, who: str = "district", **query: Any) -> Any:
        """Read something as somebody who may."""
        return done(self.people[who].get(path, query_string=query))

    def overview(self, unit: str, who: str = "district", **asked: Any) -> Any:
        """Return the overview of a unit."""
        return self.get(f"/levels/{self.level(unit)}/{self.units[unit]}/overview", who, **asked)

    def total(self, unit: str, code: str, who: str = "district", **asked: Any) -> Any:
        """Return one figure of a unit."""
        (found,) = self.overview(unit, who, indicators=code, children="false", **asked)["figures"]
        return found["total"]

    def records(self, unit: str, code: str, who: str = "district", **asked: Any) -> Any:
        """Return the records behind a figure."""
        path = f"/levels/{self.level(unit)}/{self.units[unit]}/figures/{code}/records"
        return self.get(path, who, limit=200, **asked)["items"]

    def level(self, unit: str) -> str:
        """Return the level of a unit."""
        return LEVELS.get(unit, "community")

    def named(self, ids: Any) -> set[str]:
        """Return the names of units by their ids."""
        names = {id_: name for name, id_ in self.units.items()}
        return {names[id_] for id_ in ids}
