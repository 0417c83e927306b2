"""Nothing that was acknowledged is lost, nothing takes effect twice, nothing out of order; and the check bites."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, column, func, select, table
from sqlalchemy.engine import make_url

from deploy.demo.client import Client
from services import service_names
from shared import databases as opened
from shared.events.projects import ProgressReported
from shared.messaging.events import Envelope
from shared.messaging.tables import outbox
from shared.periods import QUARTER, period_of
from shared.unit_of_work import BEIJING
from tests.faults.expected import Expected
from tests.faults.fault_injector import EACH_TAKES, VICTIMS, FaultInjector
from tests.faults.recorder import OURS, STOCK, seen
from tests.faults.server_faults import chaos_servers
from tests.servers.fixtures import SERVED
from tools.platforms import DISTRIBUTED, ROOT, Platform, running

pytestmark = [pytest.mark.server, pytest.mark.slow]
COMMANDS_A_SECOND = 30
"""Fewer would not be many enough to be lost; a slow machine goes on in peace until there are as many."""
ENOUGH_WITHIN, QUIET_WITHIN, CONTROL_WITHIN = 300, 90, 120
SETTLED = 3.0
"""Seconds after which the control has done with what it is told, or never will."""
SETTINGS = {
    "SANJI_REQUESTS_A_MINUTE": "1000000",
    "SANJI_SIGN_INS_A_MINUTE": "1000",
    "SANJI_RETRY_PAUSE": "0.3",
    "SANJI_RPC_TIMEOUT": "5",
    "SANJI_ACCESS_SECONDS": "86400",
}
AUDITED = (
    "projects/<id:project_id>/progress", "organizations/<id:organization_id>/renames", "activities", "brands",
    "inspections/<id:inspection_id>/findings", "notices", "quarterly-meetings/<id:meeting_id>/decisions",
    "appraisals/<id:appraisal_id>/self-assessments",
)  # fmt: skip
audit = table("audit", column("status"), column("route"))
projects = table("project", column("id"), column("kind"))
entries = table("point_entry", column("evidence_id"), column("member_id"))
DATABASES = ("projects", "member_points", "gateway", OURS, STOCK)
CLIENTS = 20
"""Two for each unit's projects, two each whose units serve and are inspected, one each for the other kinds."""
UNITS = 6
APPRAISED = [{"code": "features", "name": "特色工作", "kind": "judged", "weight": 100}]
BANDS = [{"code": "good", "name": "好", "least": 6000}, {"code": "unqualified", "name": "差", "least": 0}]
MEMBERS = 3
"""Who serve at each of two units: from what they attend, their points derive."""
DISTRICT = "code,name,level,parent_code\n990101,示范区,district,\n990101001,东街道,street,990101\n" + "".join(
    f"99010100100{number},社区{number}号,community,990101001\n" for number in range(1, UNITS + 2)
)


@pytest.fixture
def platform(served: dict[str, str], databases: Any, tmp_path: Path) -> Iterator[Platform]:
    """Yield every process of the platform, and both recorders."""
    for name in (OURS, STOCK):
        databases.create(name)
    commands = (*DISTRIBUTED, *(tuple(name.split()) for name in VICTIMS if name.startswith("tests.")))
    with running(commands, tmp_path, **served, **SETTINGS) as platform:
        yield platform


@pytest.fixture
def injector(platform: Platform, databases: Any, fresh_amqp_uri: str, rabbitmq_server: Any) -> FaultInjector:
    """Return the object that kills processes and cuts the connections of this test's virtual host and databases."""
    vhost = fresh_amqp_uri.rpartition("/")[2]
    return FaultInjector(
        platform, lambda: rabbitmq_server.broker.cut_connections(vhost), databases.cut_connections, Random(7)
    )


@pytest.fixture
def engines(databases: Any) -> Iterator[dict[str, Engine]]:
    """Yield the databases that are read at the end."""
    made = {name: opened.open_database(make_url(f"{databases.url}_{name}")) for name in DATABASES}
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.mark.parametrize("seconds", [25.0, pytest.param(120.0, marks=pytest.mark.long)])
def test_nothing_is_lost_doubled_or_disordered(
    injector: FaultInjector, engines: dict[str, Engine], seconds: float, subtests: pytest.Subtests
) -> None:
    scenario = ChaosScenario(injector.platform)
    commands = round(seconds * COMMANDS_A_SECOND)

    def inject() -> None:
        injector.inject(seconds)
        # What the control loses is chance: it is disturbed until it has lost something.
        until = time.monotonic() + CONTROL_WITHIN
        while not control_has_lost(engines) and time.monotonic() < until:
            injector.inject(EACH_TAKES)

    expected = scenario.work_while(inject, commands)
    assert set(expected.statuses) <= {201, 503}
    with subtests.test("enough was asked for and enough went wrong"):
        assert expected.count >= commands
        assert injector.done.total() >= seconds / EACH_TAKES
    assert_whole(scenario, expected, engines, subtests)
    with subtests.test("nameko's own event handler, hearing the same, lost some: the check bites"):
        control = differences(told(engines["projects"]), heard(engines[STOCK]))
        print(f"control: {control}")
        assert control["lost"] > 0


@pytest.mark.long
def test_every_fault_is_recovered_from_and_the_ledger_is_whole(tmp_path: Path, subtests: pytest.Subtests) -> None:
    draw = Random(7)
    with chaos_servers(draw) as servers:
        for name in ("gateway", OURS, STOCK, *service_names()):
            servers.databases.create(name)
        commands = (*DISTRIBUTED, ("tests.faults.recorder", "ours"))
        with running(commands, tmp_path, **SERVED, **servers.addresses, **SETTINGS) as platform:
            scenario = ChaosScenario(platform)
            injector = FaultInjector(platform, lambda: None, lambda: None, draw)
            expected = Expected()
            probe = partial(expected.probe, scenario._own(40), scenario.probed, scenario.units[0])
            took: dict[str, list[float]] = {}
            seconds, chosen = 60 * float(os.environ.get("MINUTES", "2")), os.environ.get("FAULTS", "")

            def inject() -> None:
                took.update(injector.inject_each(seconds, servers.faults, probe, chosen))

            scenario.work_while(inject, 0, expected)
            print("", *table_of(took), sep="\n")
            made = {name: opened.open_database(make_url(f"{servers.databases.url}_{name}")) for name in DATABASES}
            assert_whole(scenario, expected, made, subtests)
            for engine in made.values():
                engine.dispose()


def table_of(took: dict[str, list[float]]) -> list[str]:
    """Return the faults with how often each was brought and the seconds until all was well again."""
    rows = [f"| {name} | {len(each)} | {median(each):.1f} | {max(each):.1f} |" for name, each in sorted(took.items())]
    return ["| fault | times | recovered after, s, median | at most |", "|---|---|---|---|", *rows]


def assert_whole(
    scenario: "ChaosScenario", expected: Expected, engines: dict[str, Engine], subtests: pytest.Subtests
) -> None:
    """Hold everything that listens against what was acknowledged."""
    log = told(engines["projects"])
    print(f"\n{expected.count} commands; answers {dict(expected.statuses)}")
    await_quiet(lambda: len(heard(engines[OURS])) >= len(log) + len(expected.names), "our recorder")
    await_quiet(lambda: scenario.totals() == expected.figures, "the district's overview")

    with subtests.test("the service's own log has every acknowledged report once, in the order it was entered"):
        for project, listed in expected.reports.items():
            assert [report for _, of, report in log if of == project] == [report for report, _ in listed]
    with subtests.test("who listens on our seam heard everything once and in order"):
        assert differences(log, heard(engines[OURS])) == {"lost": 0, "twice": 0, "out of order": 0}
        assert [what for _, what in heard(engines[OURS]) if what.startswith("社区")] == expected.names
    with subtests.test("who attended has points for it, and every decision of a meeting its project, once"):
        await_quiet(lambda: followed(engines) == expected.followed, "what follows from what was heard")
    with subtests.test("notices are numbered from one on, no number is left out and none is taken twice"):
        assert sorted(expected.notices) == list(range(1, len(expected.notices) + 1))
    with subtests.test("every level says what was entered, the street without the decisions of the district"):
        assert scenario.totals("street") | {"decisions": len(expected.decisions)} == expected.figures
    with subtests.test("the audit has a line for every command"):
        assert audited(engines["gateway"]) >= expected.count
    with subtests.test("reconciliation finds no difference"):
        assert reconciled(scenario.platform) == (0, "差异 0 处 · 0 differences")


def reconciled(platform: Platform) -> tuple[int, str]:
    """Reconcile as an operator does, and give the exit code and the last line."""
    command = [sys.executable, "-m", "gateway.reconcile"]
    found = subprocess.run(command, cwd=ROOT, env=platform.env, capture_output=True, text=True, check=False)
    print(found.stdout, found.stderr[-2000:])
    return found.returncode, (found.stdout.splitlines() or [""])[-1]


class ChaosScenario:
    """A small district whose communities report all the time."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        operator = platform.operator()
        job = operator.upload("/organizations/imports", "d.csv", DISTRICT.encode(), effective_on="2020-01-01")
        await_quiet(lambda: operator.get(f"/organizations/imports/{job['id']}")["state"] == "done", "the import")
        self.ids = {item["name"]: item["id"] for item in operator.get("/organizations", limit=50)["items"]}
        self.units = [id_ for name, id_ in sorted(self.ids.items()) if name.startswith("社区")]
        self.today = datetime.now(BEIJING).date()
        self.day = self.today.isoformat()
        self.district = self._staff(operator, "district_staff", self.ids["示范区"])
        self.street = self._staff(operator, "street_staff", self.ids["东街道"])
        self.clerk = self._staff(operator, "community_staff", self.ids["东街道"])
        self.projects = {self._project(unit): unit for unit in self.units[:UNITS] for _ in range(2)}
        self.probed = self._project(self.units[0])
        self._scheme()
        self.members = {unit: [self._member(unit) for _ in range(MEMBERS)] for unit in self.units[:2]}
        self.inspection = self._inspection()
        self.meeting = self._meeting()
        self.appraisals = self._appraisals()

    def _staff(self, operator: Client, role: str, organization_id: str) -> Client:
        grants = [{"role": role, "organization_id": organization_id, "below": True}]
        made = self.platform.account(operator, username=role, name=role, organization_id=organization_id, grants=grants)
        client = Client(self.platform.address, Random(role))
        client.first_sign_in(role, made["initial_password"], f"足够长的口令-{organization_id}")
        return client

    def _project(self, unit: str) -> str:
        project = self.clerk.post(
            "/projects", organization_id=unit, kind="secretary_project", category="brand_building",
            year=int(self.day[:4]), title="邻里节", lead_post="社区书记",
        )  # fmt: skip
        step = f"/projects/{project['id']}"
        self.street.post(f"{step}/reviews", decision="pass", opinion="同意上报")
        self.district.post(f"{step}/approvals", decision="pass", opinion="同意立项")
        self.district.post(f"{step}/starts", on=self.day)
        return str(project["id"])

    def _scheme(self) -> None:
        asked = {"year": int(self.day[:4]), "member_class": "ordinary", "title": "积分", "citation": "文件"}
        place = {"organization_id": self.ids["示范区"]}
        draft = self.district.post("/member-point-schemes", template="base_60", **asked, **place)
        self.district.post(f"/member-point-schemes/{draft['id']}/publications")

    def _member(self, unit: str) -> str:
        asked = {"name": "张三", "status": "full", "member_class": "ordinary", "effective_on": "2021-01-01"}
        return str(self.clerk.post(f"/organizations/{unit}/members", **asked)["id"])

    def _inspection(self) -> str:
        asked = {"kind": "regular", "title": "组织生活检查", "inspect_on": self.day, "units": self.units[:2]}
        place = {"organization_id": self.ids["示范区"]}
        self.district.post("/inspection-plans", year=int(self.day[:4]), basis="年度检查计划", quota=10, **place)
        inspection = str(self.district.post("/inspections", **asked, **place)["id"])
        self.district.post(f"/inspections/{inspection}/completions")
        return inspection

    def _meeting(self) -> str:
        asked = {"quarter": period_of(self.today, QUARTER).previous.name, "place": "会议室", "convener": "书记"}
        place = {"organization_id": self.ids["示范区"], "units": self.units[:1]}
        meeting = str(self.district.post("/quarterly-meetings", meet_on=self.day, **asked, **place)["id"])
        self.district.post(f"/quarterly-meetings/{meeting}/completions", on=self.day, spoke=self.units[:1])
        return meeting

    def _appraisals(self) -> list[str]:
        place = {"organization_id": self.ids["东街道"], "year": self.today.year, "level": "community"}
        words = {"title": "考核办法", "citation": "年度要点", "items": APPRAISED, "bands": BANDS}
        scheme = self.street.post("/appraisal-schemes", **place, **words)
        self.street.post(f"/appraisal-schemes/{scheme['id']}/publications")
        self.street.post("/appraisals", **place)
        return [
            str(self.street.get("/appraisals", organization_id=unit, year=self.today.year)["items"][0]["id"])
            for unit in self.units
        ]

    def work_while(self, inject: Callable[[], None], commands: int, expected: Expected | None = None) -> Expected:
        """Have everyone report until the disturbing has ended and so many commands were answered."""
        expected, enough = expected or Expected(), Event()
        with ThreadPoolExecutor(CLIENTS) as pool:
            jobs = [
                pool.submit(expected.report, self._own(number), project, unit, enough)
                for number, (project, unit) in enumerate(self.projects.items())
            ]
            jobs += [
                pool.submit(expected.attend, self._own(50 + number), unit, members, self.day, enough)
                for number, (unit, members) in enumerate(self.members.items())
            ]
            jobs += [
                pool.submit(expected.notify, self._own(70 + number), self.inspection, unit, enough)
                for number, unit in enumerate(self.units[:2])
            ]
            deadline = (self.today + timedelta(days=30)).isoformat()
            jobs.append(pool.submit(expected.decide, self._own(80), self.meeting, self.units[3], deadline, enough))
            jobs.append(pool.submit(expected.assess, self._own(85), self.appraisals))
            jobs.append(pool.submit(expected.discover, self._own(90), self.units[2], enough))
            jobs.append(pool.submit(expected.rename, self._own(99), self.units[-1], self.day, enough))
            try:
                inject()
                await_quiet(lambda: expected.count >= commands, "enough commands", ENOUGH_WITHIN)
            finally:
                enough.set()
            for job in jobs:
                job.result()
        return expected

    def _own(self, number: int) -> Client:
        client = Client(self.district.address, Random(number))
        client.http.headers["Authorization"] = self.district.http.headers["Authorization"]
        return client

    def totals(self, level: str = "district") -> dict[str, int]:
        """Read the expected's figures in an overview."""
        where = {"district": "示范区", "street": "东街道"}[level]
        figures = self.district.get(f"/levels/{level}/{self.ids[where]}/overview")["figures"]
        return {each["indicator"]: each["total"] for each in figures if each["indicator"] in Expected().figures}


def told(engine: Engine) -> list[tuple[str, str, str]]:
    """Return the organization, project and id of every report in the event log, in its order."""
    with opened.reading(engine) as session:
        wanted = select(outbox.c.envelope).where(outbox.c.name == ProgressReported.name)
        ordered = wanted.order_by(outbox.c.partition_key, outbox.c.sequence)
        events: list[Any] = [Envelope.decode(text).event() for text in session.scalars(ordered)]
    return [(event.partition_key, event.project_id, event.report_id) for event in events]


def followed(engines: dict[str, Engine]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what followed from what was heard: entries in the points ledger, and projects that carry out decisions."""
    with opened.reading(engines["projects"]) as session:
        carried = sorted(session.scalars(select(projects.c.id).where(projects.c.kind == "meeting_decision")))
    return derived(engines["member_points"]), carried


def derived(engine: Engine) -> list[tuple[str, str]]:
    """Return the activity and the member of every entry in the points ledger."""
    with opened.reading(engine) as session:
        return sorted((row.evidence_id, row.member_id) for row in session.execute(select(entries)))


def audited(engine: Engine) -> int:
    """Count the commands of this run's kinds that the audit says were carried out."""
    routes = [f"/api/v1/{route}" for route in AUDITED]
    with opened.reading(engine) as session:
        wanted = select(func.count()).where(audit.c.status == 201, audit.c.route.in_(routes))
        return int(session.scalar(wanted) or 0)


def heard(engine: Engine) -> list[tuple[str, str]]:
    """Return what a recorder wrote down, in its order."""
    with opened.reading(engine) as session:
        return [(row.organization_id, row.what) for row in session.execute(select(seen).order_by(seen.c.place))]


def differences(log: list[tuple[str, str, str]], witnessed: list[tuple[str, str]]) -> dict[str, int]:
    """Count what of a log a recorder did not see, saw more than once, and saw too early."""
    place = {report: number for number, (_, _, report) in enumerate(log)}
    times = Counter(report for _, report in witnessed if report in place)
    disordered = 0
    for organization in {organization for organization, _, _ in log}:
        order = [place[report] for of, report in witnessed if of == organization and report in place]
        disordered += sum(1 for before, after in pairwise(order) if after < before)
    return {
        "lost": sum(1 for report in place if not times[report]),
        "twice": sum(count - 1 for count in times.values() if count > 1),
        "out of order": disordered,
    }


def control_has_lost(engines: dict[str, Engine]) -> bool:
    """Return whether the control has not seen a report seconds after it saw a later one of the same organization."""
    log = told(engines["projects"])
    time.sleep(SETTLED)
    reports, later = {report for _, report in heard(engines[STOCK])}, set[str]()
    for organization, _, report in reversed(log):
        if report in reports:
            later.add(organization)
        elif organization in later:
            return True
    return False


def await_quiet(so: Callable[[], bool], what: str, seconds: float = QUIET_WITHIN) -> None:
    """Wait until it is so; a figure that never comes right fails here with its name."""
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until, what
        time.sleep(0.2)
