"""A district behind the HTTP API: commands become the requests of their operations, by the names that both have."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from werkzeug.routing import Rule

from shared.rights import DISTRICT, Grant
from shared.unit_of_work import BEIJING, CommandExecutor
from tests.expect import done, until
from tests.gateway.app_harness import AppHarness, Person
from tests.gateway.documented import application, templated
from tests.scenarios import mapped, of_service, with_ids
from tests.scenarios.activities import ActivityBuilders
from tests.scenarios.appraisals import AppraisalsBuilders
from tests.scenarios.demonstration_points import DemonstrationPointBuilders
from tests.scenarios.meetings import MeetingsBuilders
from tests.scenarios.member_points import MemberPointBuilders
from tests.scenarios.observation_visits import VisitBuilders, marks
from tests.scenarios.organizations import OrganizationBuilders
from tests.scenarios.projects import ProjectBuilders
from tests.scenarios.supervision import SupervisionBuilders

POINTS_HEAD = "党员编号,项目代码,发生日期,事由\n"
VERB = re.compile("^(get|list|download)_")
"""What stands before a query's name in the name of its operation."""


@dataclass
class HttpScenario:
    """The application, the organizations' ids and levels by name, and the people: one for each level of the tree.

    During what `share_positions` begins, everyone has seen whatever anyone wrote.
    """

    harness: AppHarness
    units: dict[str, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.activities = of_service(ActivityBuilders, self)
        self.appraisals = of_service(AppraisalsBuilders, self)
        self.demonstration_points = of_service(DemonstrationPointBuilders, self)
        self.organizations = of_service(OrganizationBuilders, self)
        self.meetings = of_service(MeetingsBuilders, self)
        self.member_points = of_service(MemberPointBuilders, self)
        self.projects = of_service(ProjectBuilders, self)
        self.supervision = of_service(SupervisionBuilders, self)
        self.visits = of_service(VisitBuilders, self)

    @property
    def day(self) -> date:
        """The day it is in China."""
        return self.harness.clock().astimezone(BEIJING).date()

    def share_positions(self) -> None:
        """Let everyone wait for what anyone writes from now on."""
        for person in self.people.values():
            self.positions |= person.headers
            person.headers = self.positions

    def sign_in(self, name: str, *roles: str, organization: str = "district") -> None:
        """Sign someone in who has roles on an organization, and has seen all that was written since it is shared."""
        place, root = self.units[organization], self.units["district"]
        person = self.people[name] = self.harness.person(*(Grant(role, place) for role in roles), district_id=root)
        person.headers = self.positions

    def open(self, operator: Person, unit: str, level: str, parent: str | None, **more: Any) -> str:
        """Open an organization, since 2020 unless named otherwise, and remember its id."""
        params = {"level": level, "parent_id": self.units.get(parent or ""), "effective_on": "2020-01-01"} | more
        self.units[unit], self.levels[unit] = done(operator.post("/organizations", params))["id"], level
        return self.units[unit]

    def do(self, who: str, service: str, command: str, /, **params: Any) -> Any:
        """Carry out a command or a query in someone's name; the test fails if it is refused."""
        return done(self.send(who, service, command, **params))

    def send(self, who: str, service: str, command: str, /, **params: Any) -> Any:
        """Return the answer to the request that a command or a query is over HTTP."""
        if service == "member_points" and "scheme_id" in params:
            params["point_scheme_id"] = params.pop("scheme_id")
        given = mapped(with_ids(self.units, "", params), _as_sent)
        rule = operation(command, frozenset(given))
        body = {name: value for name, value in given.items() if name not in rule.arguments}
        path = templated(rule.rule, tuple(rule.arguments)).format_map(given).removeprefix("/api/v1")
        person, (method,) = self.acting(who), rule.methods - {"HEAD", "OPTIONS"}
        if method in {"PATCH", "PUT"}:
            return person.amend(method, path, body)
        return person.get(path, query_string=body) if method == "GET" else person.post(path, body)

    def enter_points(self, rows: Iterable[tuple[str, str, str]], **form: str) -> dict[str, Any]:
        """Hand in a file of points as the street: member, item and day of each row."""
        lines = [POINTS_HEAD, *(f"{','.join(row)},修楼道灯\n" for row in rows)]
        whole = {"file": (BytesIO("".join(lines).encode()), "p.csv"), "basis": "纪要"} | self.at() | form
        return dict(done(self.people["street"].upload("/point-imports", whole)))

    def await_points(self, job: dict[str, Any], state: str = "done") -> None:
        """Wait until a file of points is worked through."""
        path, ended = f"/point-imports/{job['id']}", {"done", "refused", "failed"}
        found = until(lambda: done(self.people["street"].get(path)), lambda job: job["state"] in ended, seconds=60)
        assert found["state"] == state, found

    def assess(self, sheet_id: str) -> None:
        """Have five assessors of the district give a visit full points."""
        for _ in range(5):
            self.sign_in("assessor", DISTRICT)
            given = {"sheet_id": sheet_id, "organization_id": "district", "points": marks()}
            self.visits.do("assessor", "hand_in_points", **given)

    def freeze_report(self, organization: str = "district", **more: Any) -> dict[str, Any]:
        """Freeze the report of an organization for the quarter that runs."""
        report = f"/levels/{self.levels[organization]}/{self.units[organization]}/quarterly-reports"
        path = f"{report}/{self.meetings.quarter}/freezes"
        return dict(done(self.people["district"].post(path, {"while_running": True} | more)))

    def require_records(self, appraisal: dict[str, Any]) -> int:
        """Fail the test if a figure of an appraisal is not the sum of its records, or one of them is not to be read.

        Return how many figures there are.
        """
        district, opened = self.people["district"], 0
        for figure in (item["figure"] or {} for item in appraisal["items"]):
            for part, address in (("numerator", figure.get("href")), ("denominator", figure.get("denominator_href"))):
                if address:
                    listed = done(district.get(address.removeprefix("/api/v1")))["items"]
                    assert sum(record["value"] for record in listed) == figure[part], (figure, listed)
                    assert all(done(district.get(record["href"].removeprefix("/api/v1"))) for record in listed)
                    opened += 1
        return opened

    def executor(self, service: str) -> CommandExecutor:
        """Return what carries out a service's commands in this process, for what no command does."""
        return self.harness.host.hosted[service].executor

    def acting(self, who: str) -> Person:
        """Return someone by name, or who acts for an organization by its name or id."""
        names = {id_: name for name, id_ in self.units.items()}
        level = self.levels.get(names.get(who, who), "district")
        return self.people[who] if who in self.people else self.people.get(level, self.people["community"])

    def at(self, name: str = "first") -> dict[str, str]:
        """Return an organization as most bodies do."""
        return {"organization_id": self.units[name]}


@cache
def operation(name: str, given: frozenset[str]) -> Rule:
    """Return the address of an operation that takes the most of what is given."""
    fitting = [rule for rule in _rules()[name] if rule.arguments <= given]
    return max(fitting, key=lambda rule: len(rule.arguments))


@cache
def _rules() -> dict[str, list[Rule]]:
    found = defaultdict[str, list[Rule]](list)
    for rule in application().url_map.iter_rules():
        found[VERB.sub("", rule.endpoint.rpartition(".")[2])].append(rule)
    return found


def _as_sent(_name: str, value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
