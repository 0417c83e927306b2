"""Rounds of observation visits from the stops to the completed score, and what the planner would answer."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import msgspec
from sqlalchemy import select

from services.observation_visits.model.jobs import PlanningJob
from shared import databases
from shared.rights import COMMUNITY, DISTRICT, STREET, Actor, Grant
from tests.observation_visits import planner_part
from tests.scenarios import Builders
from tests.scenarios.in_process import InProcessScenario, actors
from visit_solver.problem import Problem
from visit_solver.schedule import PlannedVisit, Schedule

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)
AREAS = {
    "foundation": ("hall", "records"),
    "organization": ("set_up", "life"),
    "member_management": ("points", "mobile"),
    "activities": ("sessions", "service"),
    "safeguards": ("funds", "duty"),
}
FULL = {"service": "15", "duty": "5"}
"""What makes 100 together with ten points for every other item."""
OUTSIDERS = ("district", "colleague", "west", "third", "inspector", "westerner")
"""People who act for nobody in the east."""
MORE = {
    "inspector": Grant(DISTRICT, "district"),
    "westerner": Grant(STREET, "west"),
}


def people() -> dict[str, Actor]:
    """Return everyone of the small district, and some more who assess."""
    both = Actor("both", "both staff", (Grant(STREET, "west"), Grant(COMMUNITY, "second")))
    return actors(**MORE) | {"both": both}


class VisitBuilders(Builders):
    """Makes stops, rounds and delegations."""

    name: ClassVar[str] = "observation_visits"

    def stop(self, organization: str = "first", **more: Any) -> dict[str, Any]:
        """Return an organization as a stop, on the map and with room for thirty."""
        who = more.pop("who", organization)
        params = {"name": f"{organization}观摩点", "longitude": 118.1, "latitude": 24.4, "group_capacity": 30} | more
        return self.do(who, "name_stop", organization_id=organization, **params)

    def drafted(self, organization: str = "east", hosts: tuple[str, ...] = ("first", "second"), **more: Any) -> Any:
        """Draft an internal round of the east over two days, naming the stops that it needs."""
        if more.pop("stops", True):
            for host in hosts:
                self.stop(host)
        params = {
            "kind": "internal",
            "title": "一季度内部观摩",
            "period": "2026Q1",
            "days": [MONDAY, TUESDAY],
            "basis": "工作要点",
            "hosts": [host if isinstance(host, dict) else {"organization_id": host} for host in hosts],
        }
        who = more.pop("who", organization)
        return self.do(who, "draft_round", organization_id=organization, **params | more)

    def delegation(self, one: dict[str, Any], organization: str = "first", **more: Any) -> dict[str, Any]:
        """Enter a delegation of ten with a minibus of its own."""
        place = {"name": "出发地", "longitude": 118.11, "latitude": 24.41}
        params = {
            "name": f"{organization}观摩团",
            "people": 10,
            "vehicles": [{"name": "中巴", "seats": 19}],
            "start": place,
            "end": place,
        } | more
        who = params.pop("who", organization)
        return self.do(who, "add_delegation", round_id=one["id"], organization_id=organization, **params)

    def planned(self, one: dict[str, Any], who: str = "east", **more: Any) -> str:
        """Ask for a schedule and give the job's id."""
        return str(self.do(who, "request_planning", round_id=one["id"], **more)["id"])


@dataclass
class ObservationVisitsScenario(VisitBuilders, InProcessScenario):
    """The service over one database, with a clock that stands where a test puts it."""

    people: dict[str, Actor] = field(default_factory=people)

    def problem(self, job_id: str) -> Problem:
        with databases.reading(self.executor.engine) as session:
            text = session.scalar(select(PlanningJob.problem).where(PlanningJob.id == job_id))
        return msgspec.json.decode(str(text), type=Problem)

    def solved(self, *visits: PlannedVisit, **more: Any) -> Schedule:
        """Let the planner's process find a schedule; the visits are those that a test wants."""
        return planner_part.finish(self.executor, lambda _problem: visits, **more)

    def published(self, *, hosts: tuple[str, ...] = ("first", "second"), **more: Any) -> dict[str, Any]:
        """Publish an internal round in which the first and the second visit one another."""
        one = self.drafted(hosts=hosts, **more)
        parts = {
            part["organization_id"]: part for part in self.ask("east", "participants", round_id=one["id"])["items"]
        }
        sends = {host: self.delegation(one, host) for host in hosts}
        self.planned(one)
        self.solved(
            visit(sends["first"], parts["second"], MONDAY, 540),
            visit(sends["second"], parts["first"], TUESDAY, 600),
        )
        return self.do("east", "publish_round", round_id=one["id"])

    def parts_of(self, one: dict[str, Any], who: str = "district") -> dict[str, dict[str, Any]]:
        return {part["organization_id"]: part for part in self.ask(who, "participants", round_id=one["id"])["items"]}

    def visits_of(self, one: dict[str, Any]) -> dict[str, dict[str, Any]]:
        found = self.ask("district", "visits", organization_id="district", round_id=one["id"])["items"]
        return {each["organization_id"]: each for each in found}

    def held(self, **more: Any) -> dict[str, Any]:
        """Hold the visit that the first receives, on its day, and give it."""
        one = self.published()
        self.day = TUESDAY
        received = self.visits_of(one)["first"]
        self.do("first", "confirm_visit", visit_id=received["id"])
        return self.do("first", "hold_visit", visit_id=received["id"], **more)

    def sheet(self, visit_held: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.do("east", "open_sheet", visit_id=(visit_held or self.held())["id"])

    def score(self, sheet: dict[str, Any], who: str, points: dict[str, Any] | None = None, **more: Any) -> Any:
        """Hand in points as someone, acting for the organization of their grant."""
        organization = more.pop("organization_id", self.people[who].grants[0].organization_id)
        params = {"sheet_id": sheet["id"], "organization_id": organization, "points": points or marks()}
        return self.do(who, "hand_in_points", **params | more)

    def completed(self, *totals: str) -> dict[str, Any]:
        """Work out a score from assessors' totals, given as points of the area of activities."""
        sheet = self.sheet()
        for who, total in zip(OUTSIDERS, totals or ("10",) * 5, strict=False):
            self.score(sheet, who, marks(sessions=total))
        return self.do("east", "complete_sheet", sheet_id=sheet["id"])

    def enroll(self, member_id: str, organization: str, since: date = date(2025, 1, 1)) -> None:
        self.register(member_id, organization, since)


def visit(delegation: dict[str, Any], part: dict[str, Any], day: date, begin: int, **more: Any) -> PlannedVisit:
    """Return a visit of an hour as the planner would."""
    given = {"arrive": begin, "end": begin + 60, "travel_minutes": 20, "people": delegation["people"]} | more
    host_id = part["stop_id"] if "stop_id" in part else part["id"]
    return PlannedVisit(day=day, begin=begin, delegation_id=delegation["id"], host_id=host_id, **given)


def marks(**named: str) -> dict[str, dict[str, str]]:
    """Return full points for every item but those named."""
    return {area: {item: named.get(item, FULL.get(item, "10")) for item in items} for area, items in AREAS.items()}
