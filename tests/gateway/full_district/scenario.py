"""Who acts in the full district, on which days, and where its records' ids are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness, Person
from tests.observation_visits import planner_part
from tests.scenarios.http import HttpScenario
from visit_solver.problem import Problem
from visit_solver.schedule import PlannedVisit

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
MORE = {"later": {"effective_on": "2027-01-01"}, "first": {"party_form": "general_branch"}}
"""What opens when everything else here has happened, and whose secretary is to give a party class."""
ROLES = {"district": (DISTRICT, AUDITOR), "street": (STREET,), "community": (COMMUNITY,), "branch": (BRANCH,)}


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
        operator = harness.person(Grant(SYSTEM_ADMIN, "*"))
        for unit, parent, level in TREE:
            district.open(operator, unit, level, parent, name=f"{name}{unit}", **MORE.get(unit, {}))
        district.positions |= operator.headers
        for who, roles in ROLES.items():
            district.sign_in(who, *roles)
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

    def post(self, who: str, path: str, **params: Any) -> Any:
        """Have somebody do something that must be done, and give what was answered."""
        return done(self.people[who].post(path, params))

    def get(self, path: str, **query: Any) -> Any:
        """Read something as the district does."""
        return done(self.people["district"].get(path, query_string=query))

    def book_points(self, year: int) -> None:
        """Enter what three members earned in January of a year."""
        earned = {"great": f"{year}-01-05", "good": f"{year}-01-06", "fair": f"{year}-01-07"}
        job = self.enter_points([(self.ids[name], name, day) for name, day in earned.items()])
        self.ids["points_file"] = job["id"]
        self.await_points(job)

    def excuse_april(self, obligations: list[dict[str, Any]]) -> None:
        """Excuse the community from what April asked."""
        april = next(one["id"] for one in obligations if one["period"] == f"{YEAR}-04")
        self.activities.do("east", "excuse_obligation", obligation_id=april, reason="防汛")

    def publish_round(self, one: dict[str, Any]) -> dict[str, str]:
        """Publish a round in which everyone visits the community, which visits the other host; return who visits."""
        key = {"round_id": one["id"]}
        self.visits.planned(one, "district")
        planner_part.finish(self.executor("observation_visits"), self._everyone_to_the_community)
        self.visits.do("district", "take_proposal", **key)
        # Some stops are open to nobody in these rounds.
        self.visits.do("district", "publish_round", acknowledge_left_out=True, **key)
        listed = self.visits.ask("district", "visits", organization_id="district", **key)["items"]
        names = {organization_id: name for name, organization_id in self.ids.items()}
        return {names[visit["visiting_organization_id"]]: visit["id"] for visit in listed}

    def _everyone_to_the_community(self, problem: Problem) -> Iterator[PlannedVisit]:
        community = self.ids["first"]
        for number, delegation in enumerate(problem.delegations):
            at_home = delegation.organization_id == community
            host = next(each for each in problem.hosts if (each.organization_id == community) != at_home)
            first_of_day = dict(reversed(list(planner_part.moments(problem, delegation, host))))
            day, arrive = sorted(first_of_day.items())[number]
            yield planner_part.visit(delegation, host, day, arrive)
