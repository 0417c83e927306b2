"""Two districts of a country: one with a record of every kind in it, one whose staff have no business there."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.supervision.service import SupervisionService
from shared import databases
from shared.events.observation_visits import GapRecorded
from shared.messaging.events import envelope
from shared.messaging.reactions import reactions_of
from shared.rights import (
    AUDITOR,
    BRANCH,
    COMMUNITY,
    DISTRICT,
    EVERYTHING,
    PERSONAL_DATA,
    SECURITY_ADMIN,
    STREET,
    SYSTEM_ADMIN,
    Grant,
)
from shared.unit_of_work import BEIJING, clock
from shared.working_days import is_working_day
from tests.expect import done
from tests.gateway.app_harness import AppHarness, Person
from tests.observation_visits import planner_part
from tests.scenarios.http import POINTS_HEAD, HttpScenario
from tests.scenarios.script import Script

SINCE = "2020-01-01"
TODAY = clock().astimezone(BEIJING).date()
YEAR, LAST = TODAY.year, TODAY.year - 1
YEAR_END = f"{YEAR}-12-31"
LATER = TODAY + timedelta(days=60)
PERIOD = f"{YEAR}Q{(TODAY.month + 2) // 3}"
QUARTER = TODAY.replace(month=3 * ((TODAY.month - 1) // 3) + 1, day=1)
DAYS = [day for day in (QUARTER + timedelta(days=number) for number in range(90)) if is_working_day(day)]
CODE = "350203"
FILE = f"code,name,level,parent_code\n{CODE},东区,district,\n{CODE}001,东街道,street,{CODE}\n"
FILES = {"/api/v1/point-imports": POINTS_HEAD + "m1,helping,2024-05-06,好事\n"}
"""What is handed in where it is no district's file."""
EAST = {"district": "district", "street": "east", "community": "first", "other": "second"}
"""What tests call the organizations of the first district, and their names as the builders have them."""
STORY = yaml.safe_load(Path(__file__).with_name("story.yaml").read_text("utf-8"))
NAMED = {
    "today": TODAY, "later": LATER, "in_a_month": TODAY + timedelta(days=30), "long_ago": TODAY - timedelta(days=60),
    "year": YEAR, "last": LAST, "next": YEAR + 1, "year_end": YEAR_END, "period": PERIOD, "days": DAYS,
}  # fmt: skip
"""What the story calls by name before anything is done."""


@dataclass
class ApiScenario(HttpScenario):
    """Both districts: the ids of what stands in the first by the names that addresses have for them."""

    east: dict[str, str] = field(default_factory=dict)
    west: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.script = Script(self, **NAMED)

    @property
    def operator(self) -> Person:
        """Who operates the platform."""
        return self.people["operator"]

    def person(self, *roles: tuple[str, str], **more: Any) -> Person:
        """Sign someone in who has roles on organizations, and has seen all that the operator has."""
        person = self.harness.person(*(Grant(role, organization_id) for role, organization_id in roles), **more)
        shared = self.operator.headers is self.positions
        person.headers = self.positions if shared else dict(self.operator.headers)
        return person

    def play(self, part: str) -> None:
        """Play a part of the story."""
        self.script.play(STORY[part])

    def solve(self) -> None:
        """Let the planner answer the job that waits."""
        planner_part.finish(self.executor("observation_visits"), planner_part.one_after_another)

    def refuse(self, status: int = 409, detail: str = "", **command: Any) -> None:
        """Give a command that must be refused with a status, and in whose refusal some text must stand."""
        answer = self.send(command.pop("who"), command.pop("service"), command.pop("command"), **command)
        assert answer.status_code == status, answer.text
        assert detail in answer.json["detail"]

    def require_sample(self, draw: dict[str, Any]) -> None:
        """Fail the test if an organization was drawn that could not be."""
        assert set(draw["sample"]) <= set(draw["population"])

    def unmet_obligation(self) -> str:
        """Return an obligation of this year that the community has not met."""
        asked = {"organization_id": "first", "kind": "theme_day", "year": YEAR}
        listed = self.activities.ask("east", "obligations", **asked)["items"]
        return next(each["id"] for each in listed if each["status"] == "expected")

    def record_gap(self) -> str:
        """Let supervision react to a gap at the community that was to be put right by last month; return its item."""
        hosted, unit = self.harness.host.hosted["supervision"], self.units["first"]
        gap = GapRecorded(
            district_id=self.units["district"], organization_id=unit, visit_id="visit-1", gap_id="gap-1",
            text="缺公示栏", clause=None, recorded_on=NAMED["long_ago"], deadline=TODAY - timedelta(days=30),
        )  # fmt: skip
        with databases.transaction(hosted.executor.engine) as session:
            work = hosted.executor.react(session)
            for name in reactions_of(SupervisionService)[GapRecorded]:
                getattr(hosted.service, name)(work, gap)
            hosted.executor.append_events(work, envelope(gap, id="gap-1", time=clock(), number=1))
        asked = {"organization_id": "first", "origin": "observation_visit"}
        listed = self.supervision.ask("district", "items", **asked)["items"]
        return next(item["id"] for item in listed if item["visit_id"] == gap.visit_id)

    def enter_travel_times(self, round_id: str) -> None:
        """Hand in ten minutes between all places of a round; a road is closed, and opened again."""
        street, path = self.people["street"], f"/visit-rounds/{round_id}"
        places = [place["id"] for place in done(street.get(f"{path}/travel-places"))["items"]]
        lines = [",".join(["", *places]), *(",".join([place, *("10" for _ in places)]) for place in places)]
        form = {"file": (BytesIO("\n".join(lines).encode()), "minutes.csv")}
        assert street.upload(f"{path}/travel-matrices", form).status_code == 201
        for roads in ([{"from_place_id": places[0], "to_place_id": places[1]}], []):
            done(street.post(f"{path}/closed-roads", {"roads": roads}))

    def freeze_in_a_month(self, appraisal_id: str) -> Any:
        """Freeze a result as it can be frozen when the time for objections is over."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.executor("appraisals"), "clock", lambda: clock() + timedelta(days=30))
            return self.appraisals.do("east", "freeze_appraisal", appraisal_id=appraisal_id)

    def settle_in_a_month(self, sheet_id: str) -> Any:
        """Settle a score as it can be settled when the time for objections is over."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.executor("observation_visits"), "clock", lambda: clock() + timedelta(days=30))
            return self.visits.do("east", "settle_sheet", sheet_id=sheet_id)


def build(harness: AppHarness) -> ApiScenario:
    """Open both districts through the API, and put a record of every kind into the first."""
    administrators = {"operator": SYSTEM_ADMIN, "security": SECURITY_ADMIN}
    people = {name: harness.person(Grant(role, EVERYTHING)) for name, role in administrators.items()}
    api = ApiScenario(harness, people=people)
    api.share_positions()
    _open(api)
    api.play("records")
    form = {"file": (BytesIO(FILE.encode()), "east.csv"), "effective_on": SINCE, "dry_run": "true"}
    api.ids["job_id"] = done(api.operator.upload("/organizations/imports", form))["id"]
    _await_everything(api)
    return api


def _open(api: ApiScenario) -> None:
    tree = (("district", None, "district"), ("street", "district", "street"), ("community", "street", "community"))
    for name, parent, level in tree:
        asked = {"name": f"西{name}", "level": level, "parent_id": api.west.get(parent or ""), "effective_on": SINCE}
        api.west[name] = done(api.operator.post("/organizations", asked))["id"]
    for name, parent, level in (*tree, ("other", "street", "community")):
        more = {"name": f"东{name}"} | ({"division_code": CODE} if level == "district" else {})
        api.east[name] = api.open(api.operator, EAST[name], level, EAST.get(parent or ""), **more)
    west = api.west["district"]
    api.sign_in("district", DISTRICT, AUDITOR, PERSONAL_DATA)
    api.sign_in("street", STREET, organization="east")
    api.sign_in("community", COMMUNITY, PERSONAL_DATA, organization="first")
    everyone = [(role, west) for role in (DISTRICT, STREET, COMMUNITY, BRANCH, AUDITOR)]
    api.people["stranger"] = api.person(*everyone, district_id=west, organization_id=west)
    api.ids = {"indicator": "projects", "level": "community", "session_id": "no-such-session"}
    api.ids |= {"form": "no-such-form", "key_id": "no-such-key", "identity_id": "no-such-identity"}
    api.ids |= {"organization_id": api.east["community"], "sources": api.east["other"]}
    api.ids |= {"issuer_id": api.east["district"], "to_organization_id": api.east["street"]}


def _await_everything(api: ApiScenario) -> None:
    """Wait until everything was applied before a test begins; nobody has to wait for it again."""
    district, here = api.people["district"], api.ids["organization_id"]
    done(district.get(f"/levels/community/{here}/overview"))
    for records in ("projects", "activities", "point-years"):
        done(district.get(f"/{records}?organization_id={here}"))
    for person in api.people.values():
        person.headers = {}
