"""Reconciliation proves the figures from the event logs, and names what was tampered with or lost."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update

from gateway.projections.tables import fact, figure, place, record
from gateway.projector import Projector
from gateway.reconcile import differences, main
from gateway.reconciling import event_log_reader
from shared import databases
from shared.messaging.tables import inbox_cursor, outbox
from tests.readside.conftest import MIGRATIONS, Clock
from tests.readside.event_scenario import EventScenario, small_district, write_logs

Services = dict[str, Engine]


@pytest.fixture
def scenario(projector: Projector, services: Services) -> EventScenario:
    """Return a district whose work has been told, logged and counted."""
    scenario = small_district()
    scenario.declare("p1", "east1", status="in_progress")
    scenario.plan("m1", "p1", "east1", date(2026, 3, 20))
    scenario.report("r1", "p1", "east1", people=30)
    scenario.register("n1", "west2")
    write_logs(scenario, services)
    projector.receive(scenario.emitted)
    return scenario


def change(engine: Engine, statement: object) -> None:
    with databases.transaction(engine) as session:
        session.execute(statement)


def named(engine: Engine, services: Services) -> set[str]:
    return {difference.table for difference in differences(engine, services)}


@pytest.mark.usefixtures("scenario")
class TestReconciliation:
    def test_what_was_told_and_counted_shows_no_difference(self, engine: Engine, services: Services) -> None:
        assert differences(engine, services) == []

    def test_a_tampered_figure_is_named(self, engine: Engine, services: Services) -> None:
        this = (figure.c.organization_id == "east", figure.c.indicator == "people_served", figure.c.period == "2026")
        change(engine, update(figure).where(*this).values(total=31))
        (found,) = differences(engine, services)
        assert found == ("figure", ("district", "east", "people_served", "2026"), (0, 30), (0, 31))

    def test_a_lost_record_is_named(self, engine: Engine, services: Services) -> None:
        change(engine, delete(record).where(record.c.record_id == "r1"))
        (found,) = differences(engine, services)
        assert found.key == ("district", "progress_report", "r1")
        assert found.actual is None

    def test_a_fact_that_nobody_told_is_named(self, engine: Engine, services: Services) -> None:
        key = {"district_id": "district", "organization_id": "east1", "indicator": "people_served"}
        change(engine, insert(fact).values(**key, period="2026-03", record_id="r9", valid_from="2026-03-02", value=5))
        assert named(engine, services) == {"fact"}

    def test_a_misplaced_organization_is_named(self, engine: Engine, services: Services) -> None:
        change(engine, update(place).where(place.c.organization_id == "east1").values(parent_id="west"))
        assert named(engine, services) == {"place"}

    def test_an_event_missing_from_the_log_is_named(self, engine: Engine, services: Services) -> None:
        change(services["projects"], delete(outbox).where(outbox.c.name == "project_declared"))
        assert "log" in named(engine, services)

    def test_a_cursor_ahead_of_the_log_is_named(self, engine: Engine, services: Services) -> None:
        change(engine, update(inbox_cursor).where(inbox_cursor.c.partition_key == "west2").values(applied=7))
        assert named(engine, services) == {"log"}

    def test_what_is_told_but_not_yet_heard_is_no_difference(
        self, engine: Engine, services: Services, scenario: EventScenario
    ) -> None:
        scenario.report("r2", "p1", "east1", people=5)
        write_logs(scenario, services)
        assert differences(engine, services) == []

    def test_it_counts_as_of_the_day_that_was_projected(
        self, engine: Engine, services: Services, clock: Clock, projector: Projector
    ) -> None:
        clock.turn_to(date(2026, 4, 1))
        assert differences(engine, services) == []
        projector.tick()
        assert differences(engine, services) == []


def test_more_facts_are_read_in_more_chunks_and_never_more_of_them_at_a_time(
    engine: Engine, services: Services, projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = small_district()
    scenario.declare("p1", "east1", status="in_progress")
    taken: list[int] = []
    sizes: list[int] = []
    read = event_log_reader._take
    monkeypatch.setattr(event_log_reader, "CHUNK", 20)
    monkeypatch.setattr(event_log_reader, "_take", lambda to, items: (taken.append(len(items)), read(to, items)))
    for number in range(2):
        for report in range(100):
            scenario.report(f"r{number}-{report:03}", "p1", "east1", people=1)
        write_logs(scenario, services)
        projector.receive(scenario.emitted)
        assert differences(engine, services) == []
        sizes.append(len(taken))
        assert max(taken) <= 20
        taken.clear()
    assert sizes[1] >= sizes[0] + 5


def test_both_sides_are_compared_in_one_order() -> None:
    here = [(("a",), 1), (("a-b",), 1), (("ä",), 1), (("区",), 1)]
    assert list(event_log_reader.compare("t", here, here)) == []
    found = list(event_log_reader.compare("t", here, [(("a",), 2), (("b",), 1), (("区",), 1)]))
    assert [(item.key, item.expected, item.actual) for item in found] == [
        (("a",), 1, 2), (("a-b",), 1, None), (("b",), None, 1), (("ä",), 1, None),
    ]  # fmt: skip


def test_keys_that_languages_sort_in_another_order_are_no_difference(
    engine: Engine, services: Services, projector: Projector
) -> None:
    scenario = small_district()
    for project in ("a_b", "aB", "Ab", "a-b", "区", "ä", "b"):
        scenario.declare(project, "east1", status="in_progress")
    write_logs(scenario, services)
    projector.receive(scenario.emitted)
    assert differences(engine, services) == []


def test_a_database_that_counted_what_opens_later_is_put_right_when_it_is_migrated(
    engine: Engine, services: Services, clock: Clock, projector: Projector, tmp_path: Path
) -> None:
    scenario = small_district()
    scenario.open("east3", "east", "community", date(2026, 4, 1))
    scenario.declare("p1", "east3")
    for period in ("2026", "2026Q1"):
        scenario.rate("east1", "advanced", period)
    write_logs(scenario, services)
    projector.receive(scenario.emitted)
    # As the release before left it: placed before its day, and tiers that do not say what they were decided for.
    change(engine, update(place).where(place.c.organization_id == "east3").values(parent_id="east"))
    with databases.transaction(engine) as session:
        for row in session.execute(select(record).where(record.c.record_type == "tier")).all():
            before = {
                name: value for name, value in json.loads(row.state).items() if name in {"tier", "period", "change"}
            }
            this = (record.c.record_type == "tier", record.c.record_id == row.record_id)
            session.execute(update(record).where(*this).values(state=json.dumps(before)))
        session.execute(text("UPDATE alembic_version SET version_num = 'gateway_0003'"))
    assert named(engine, services) == {"place", "record"}
    for revision in sorted(MIGRATIONS.glob("*.py"))[:4]:
        shutil.copy(revision, tmp_path)
    databases.migrate(engine, tmp_path)
    Projector(engine, clock).tick()
    assert differences(engine, services) == []


def test_databases_that_are_not_there_are_named_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert main([]) == 1
    assert "没有找到“gateway”的数据库" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.sqlite3*"))
