"""The databases of the release before, filled by its demo, are brought up to date and all they hold can be read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select, text

from deploy.embedded import make_app
from gateway.accounts.model import RefreshToken, SignInSession
from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.audit.log import AuditLog
from gateway.audit.model import AuditEntry
from gateway.projections.event_mappers import SOURCES
from gateway.rebuild import rebuild
from gateway.reconcile import differences
from shared import console, databases
from shared.rights import Grant
from shared.settings import Settings
from tests.gateway.app_harness import AppHarness
from tests.operations.restored import BEGUN_SINCE, DUMPS, opened, restore
from tests.operations.schemas import FOLDERS, differing_tables
from tools.servers.processes import await_true

READ = {
    "projects": ("projects", "project"),
    "activities": ("activities", "activity"),
    "lecture-halls": ("activities", "lecture_hall"),
    "obligations": ("activities", "obligation"),
    "demonstration-points": ("demonstration_points", "point"),
    "brands": ("demonstration_points", "brand"),
    "point-declarations": ("member_points", "point_declaration"),
    "inspections": ("supervision", "inspection"),
    "notices": ("supervision", "notice"),
    "responsibility-letters": ("supervision", "responsibility_letter"),
    "visits": ("observation_visits", "visit"),
    "visit-rounds": ("observation_visits", "visit_round"),
    "visit-score-sheets": ("observation_visits", "score_sheet"),
    "visit-stops": ("observation_visits", "visit_stop"),
}
"""Lists of the API, and the database and table that they are read from."""

BEGUN_ANEW = {"failed_sign_in"}
"""What counted the last quarter of an hour, and is counted otherwise now."""
COUNTED_ANEW = {"gateway": {"fact"}}
"""What the projector counts again when it starts."""
NAMING_SENDERS = {"supervision": {"answered"}}
"""What was kept of who sent a suggestion without a name, and is not any more."""

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    return restore(DUMPS, request.param, request, tmp_path, monkeypatch)


@pytest.fixture
def engines(settings: Settings) -> Iterator[dict[str, Engine]]:
    with opened(settings) as engines:
        yield engines


def counted(engine: Engine) -> dict[str, int]:
    """How many rows every table has."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.connect() as connection:
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in names}


def test_its_schema_becomes_today_s_and_no_row_is_lost(
    settings: Settings, engines: dict[str, Engine], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for name, engine in engines.items():
        before = {table: rows for table, rows in counted(engine).items() if table not in BEGUN_ANEW}
        databases.migrate(engine, FOLDERS[name])
        after = counted(engine)
        fewer = {table for table in before if after[table] != before[table]}
        assert fewer == NAMING_SENDERS.get(name, set()) | COUNTED_ANEW.get(name, set())
        assert name in BEGUN_SINCE or before["outbox" if name in SOURCES else "audit"] > 0
        if settings.database_url:
            empty = request.getfixturevalue("databases").create(f"stated_{name}")
        else:
            empty = f"sqlite:///{tmp_path}/stated_{name}.sqlite3"
        assert differing_tables(name, engine, empty) == {}


def test_who_was_signed_in_stays_so_and_the_trail_is_one_chain(settings: Settings, engines: dict[str, Engine]) -> None:
    engine = engines["gateway"]
    databases.migrate(engine, FOLDERS["gateway"])
    signer = Signer(settings.secret_keys)
    with databases.reading(engine) as session:
        kinds = {fault.kind for each in chain.districts(session) for fault in chain.verify(session, signer, each)[1]}
        rows = session.execute(select(AuditEntry.__table__)).mappings().all()
        carried = session.scalars(select(SignInSession)).all()
        families = session.scalars(select(RefreshToken.family_id).distinct()).all()
    assert rows
    assert kinds == {"unsigned"}
    assert {each.id for each in carried} == set(families)
    assert all(each.expires_at > each.opened_at for each in carried)
    log = AuditLog(engine, signer)
    more = [dict(row) | {"id": f"at-once-{number}"} for number, row in enumerate([*rows[:8], *rows[:8]])]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(log.write, more))
        list(pool.map(lambda row: AuditLog(engine, signer).write(row | {"id": f"{row['id']}-b"}), more))
    with databases.reading(engine) as session:
        touched = {row["district_id"] for row in more}
        assert [chain.verify(session, signer, each)[1] for each in touched] == [[] for _ in touched]


def test_the_platform_starts_on_them_and_reads_what_they_hold(settings: Settings, engines: dict[str, Engine]) -> None:
    with engines["organizations"].connect() as connection:
        ill = set(connection.scalars(text("SELECT member_id FROM member WHERE long_ill")))
    app, end = make_app(settings)
    try:
        with engines["organizations"].connect() as connection:
            district = connection.scalar(text("SELECT district_id FROM district"))
            assert connection.scalar(text("SELECT count(long_ill) FROM member")) == 0
            assert connection.scalar(text("SELECT count(*) FROM answered WHERE answer LIKE '%long_ill%'")) == 0
        grant = Grant("district_staff", district, below=True)
        harness = AppHarness(app, None, engines["gateway"], settings)  # type: ignore[arg-type]
        person = harness.person(grant, district_id=district, organization_id=district)
        for path, (name, table) in READ.items():
            with engines[name].connect() as connection:
                stored = set(connection.execute(text(f"SELECT id FROM {table}")).scalars())
            found = every(person, f"/{path}?organization_id={district}&limit=200")
            assert stored
            assert {one["id"] for one in found} == stored, path
            for one in found[:3]:
                read = person.get(f"/{path}/{one['id']}")
                assert read.status_code == 200, read.json
        (organization,) = every(person, "/organizations?level=district")
        assert organization["id"] == district
        assert len(every(person, "/organizations?level=community")) == 8
        read_moments(person, district, ill)
        own = {name: engines[name] for name in SOURCES}
        # What records were on earlier days stands in the event logs alone: this is a step of the upgrade.
        rebuild(engines["gateway"], own, lambda _source, total: console.Progress("", total))
        await_true(lambda: differences(engines["gateway"], own) == [], seconds=30, what="the figures are proven")
    finally:
        end()


def read_moments(person: Any, district: str, ill: set[str]) -> None:
    """Read personal data stored by the old code, and its moments."""
    members = every(person, f"/organizations/{district}/members?below=true&limit=200")
    assert len(members) > 20
    assert {member["id"] for member in members if member["long_ill"]} == ill
    project = every(person, f"/projects?organization_id={district}&limit=1")[0]
    steps = every(person, f"/projects/{project['id']}/steps")
    assert steps
    assert all(datetime.fromisoformat(step["recorded_at"]).utcoffset() is not None for step in steps)


def every(person: Any, path: str) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    items: list[dict[str, Any]] = []
    following = path
    while following:
        page = person.get(following)
        assert page.status_code == 200, page.json
        items += page.json["items"]
        following = (page.json["next"] or "").removeprefix("/api/v1")
    return items
