"""A district at work: its organizations from a real file, its projects and their year, done by the services themselves.

What is measured afterwards are the facts that came of it, in the order in which they were told.
"""

import csv
import itertools
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.environment import Site, environment_variables
from services import migrations_of, service_class
from shared.databases import create_missing, migrate, open_database
from shared.errors import unwrap_response
from shared.hosts.embedded import EmbeddedHost
from shared.messaging.applied_positions import wait_until_applied
from shared.messaging.call_audits import is_heard_by
from shared.messaging.outbox import Position
from shared.messaging.relay import OutboxRow
from shared.messaging.tables import outbox, outbox_sequence
from shared.rights import COMMUNITY, DISTRICT, EVERYTHING, STREET, Actor, Grant
from shared.settings import Settings, load_settings
from shared.trees import organization_version
from shared.unit_of_work import BEIJING, new_id

FILE = Path(__file__).parents[1] / "deploy" / "demo" / "district_small_geo.csv"
SERVICES = ("organizations", "projects")
MILESTONES = 3
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
PATIENCE = 60.0
"""Seconds that hearing everything may take."""


@dataclass(frozen=True)
class SampleDistrict:
    """What was done: the district, its projects under way, and all that was told about them."""

    district_id: str
    projects: Sequence[str]
    told: Sequence[OutboxRow]


def build(site: Site, *, projects: int, reports: int, file: Path = FILE) -> SampleDistrict:
    """Fill a site's databases with the district of a file, so many projects and so many reports on each."""
    with environment_variables(site.settings), _hosted(load_settings()) as host:
        people = _People(host, load_settings().secret_key)
        district_id, communities = _organizations(people, host, file)
        units = itertools.islice(itertools.cycle(communities), projects)
        made = [_project(people, unit, number, reports) for number, unit in enumerate(units)]
        _rest(host)
        told = sorted(itertools.chain(*(_told(host, name) for name in SERVICES)), key=lambda item: item.recorded_at)
    return SampleDistrict(district_id, made, told)


@contextmanager
def _hosted(settings: Settings) -> Iterator[EmbeddedHost]:
    for name in SERVICES:
        create_missing(settings.database(name))
        engine = open_database(settings.database(name), connections=1)
        migrate(engine, migrations_of(name))
        engine.dispose()
    host = EmbeddedHost([service_class(name) for name in SERVICES], settings)
    host.start()
    try:
        yield host
    finally:
        host.stop()


class _People:
    """A clerk, an organizer and the district, who may not decide on what is their own."""

    def __init__(self, host: EmbeddedHost, key: str) -> None:
        self.host = host
        self.key = key

    def ask(self, role: str, service: str, method: str, **asked: Any) -> Any:
        """Carry out a command in the name of one of them."""
        acting = Actor(role, role, (Grant(role, EVERYTHING),)).sign(self.key, service, method)
        call = {"acting": acting, "idempotency_key": new_id()}
        return unwrap_response(self.host.call(service, method, call=call, **asked))[0]


def _organizations(people: _People, host: EmbeddedHost, file: Path) -> tuple[str, list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row | {"number": number} for number, row in enumerate(csv.DictReader(lines), start=2)]
    asked = {"rows": rows, "effective_on": _today() - timedelta(days=1800), "file_name": file.name}
    people.ask(DISTRICT, "organizations", "request_import", **asked, skip_faulty=True)
    tree = organization_version.c
    _rest(host)
    with host.hosted["projects"].executor.engine.connect() as session:
        found = session.execute(select(tree.organization_id, tree.level, tree.district_id).order_by(tree.name)).all()
    return found[0].district_id, [row.organization_id for row in found if row.level == "community"]


def _project(people: _People, unit: str, number: int, reports: int) -> str:
    today = _today()
    begun = max(date(today.year, 1, 1), today - timedelta(days=90))
    asked = {"year": today.year, "title": f"邻里共治 {number}", "lead_post": "社区书记", "category": "brand_building"}
    made = people.ask(COMMUNITY, "projects", "declare_project", organization_id=unit, on=begun, **asked)
    project = {"project_id": made["id"]}
    for step in range(1, MILESTONES + 1):
        plan = {"deadline": begun + timedelta(days=30 * step), "organization_id": unit, "post": "社区书记"}
        people.ask(COMMUNITY, "projects", "set_milestone", title=f"节点 {step}", **plan, **project)
    for role, method in ((STREET, "review_project"), (DISTRICT, "approve_project")):
        people.ask(role, "projects", method, decision="pass", opinion="同意", on=begun, **project)
    people.ask(COMMUNITY, "projects", "start_project", on=begun, **project)
    for report in range(reports):
        said = {
            "text": "召开推进会，明确分工",
            "percent": min(99, report * 5),
            "people_served": 10,
            "reported_on": begun,
        }
        people.ask(COMMUNITY, "projects", "report_progress", **said, **project)
    return str(made["id"])


def _told(host: EmbeddedHost, name: str) -> list[OutboxRow]:
    columns = (outbox.c.position, outbox.c.recorded_at, outbox.c.name, outbox.c.envelope)
    with host.hosted[name].executor.engine.connect() as session:
        return [OutboxRow(*row) for row in session.execute(select(*columns).order_by(outbox.c.position))]


def _rest(host: EmbeddedHost) -> None:
    """Wait until everything that was told is on its way and heard, and what came of it too."""
    told: list[Position] = []
    while (now := _positions(host)) != told or _untold(host):
        told = now
        for name, hosted in host.hosted.items():
            heard = [each for each in told if each.source in hosted.sources and is_heard_by(name, each.partition_key)]
            if not wait_until_applied(hosted.executor.engine, heard, seconds=PATIENCE):
                raise TimeoutError(f"{name} did not hear all that was told")


def _untold(host: EmbeddedHost) -> bool:
    waiting = select(outbox.c.position).where(outbox.c.published_at.is_(None)).limit(1)
    for hosted in host.hosted.values():
        with hosted.executor.engine.connect() as session:
            if session.execute(waiting).first() is not None:
                return True
    return False


def _positions(host: EmbeddedHost) -> list[Position]:
    found: list[Position] = []
    for name, hosted in host.hosted.items():
        with hosted.executor.engine.connect() as session:
            last = session.execute(select(outbox_sequence.c.partition_key, outbox_sequence.c.last)).all()
        found += [Position(name, *row) for row in sorted(last)]
    return found


def _today() -> date:
    return datetime.now(BEIJING).date()


def elsewhere(told: Sequence[OutboxRow], districts: int) -> list[OutboxRow]:
    """Return the same facts of several districts: everything gets another id in each."""
    return [
        item._replace(position=position, envelope=_renamed(item.envelope, position // len(told)))
        for position, item in enumerate(itertools.chain(*itertools.repeat(told, districts)))
    ]


def _renamed(envelope: str, district: int) -> str:
    return ID.sub(lambda found: str(uuid.uuid5(uuid.UUID(int=district), found[0])), envelope)
