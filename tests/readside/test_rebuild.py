"""The read side is emptied and counted anew from the event logs: all of it or nothing, nothing lost meanwhile."""

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, delete, select, update

from gateway import rebuild as tool
from gateway.projections.tables import fact, figure, freshness, place, projected, record
from gateway.projector import Projector
from gateway.rebuild import Rebuilt, rebuild
from gateway.reconcile import differences
from shared import console, databases
from shared.errors import Conflict
from shared.messaging import parking
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor, outbox, parked_decision
from shared.trees import organization_version
from shared.unit_of_work import new_id
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district, spoilt, unwritable, write_logs
from tests.readside.reading import figures

Services = dict[str, Engine]
Deed = Callable[[], Any]
KEPT = (record, fact, figure, place, organization_version, inbox_cursor, inbox)
MOMENTS = {"applied_at", "received_at"}
LONG = 60.0
SAID = {"language": "zh"}
KILLED = """
import sys
from gateway import rebuild
from shared.databases import open_database
from sqlalchemy.engine import make_url

class Progress:
    def __init__(self, source, total):
        self.source, self.total = source, total

    def add(self, number):
        if self.source == "projects":
            print("half-way", flush=True)
            sys.stdin.read()

_, gateway, *told = sys.argv
logs = {source: open_database(make_url(url)) for source, url in zip(told[::2], told[1::2], strict=True)}
rebuild.rebuild(open_database(make_url(gateway)), logs, Progress)
"""


def quiet(_source: str, total: int) -> console.Progress:
    return console.Progress("", total)


class Progress(console.Progress):
    """Lets something happen before a source is counted, or after; it is never more than there was."""

    def __init__(self, total: int, *, before: Deed, after: Deed) -> None:
        super().__init__("", total)
        self.after = after
        before()

    def add(self, number: int) -> None:
        self.done += number
        assert self.done <= self.total
        self.after()


def at(when: str, source: str, deed: Deed) -> Callable[[str, int], Progress]:
    """Return what to show progress with so that a deed is done `before` or `after` the events of a source."""

    def begin(counted: str, total: int) -> Progress:
        step_labels = {"before": nothing, "after": nothing} | ({when: deed} if counted == source else {})
        return Progress(total, **step_labels)

    return begin


def nothing() -> None:
    """Do nothing, the default."""


def stands(engine: Engine) -> dict[str, list[Any]]:
    """Everything that the read side holds, but for the moments at which it was written and figures of nothing."""
    with databases.reading(engine) as session:
        return {
            table.name: sorted(
                tuple(str(value) for name, value in row.items() if name not in MOMENTS)
                for row in session.execute(select(table)).mappings()
                if table is not figure or row["own"] or row["total"]
            )
            for table in KEPT
        }


def one(engine: Engine, wanted: Any) -> Any:
    with databases.reading(engine) as session:
        return session.execute(select(wanted)).scalar_one()


def people(engine: Engine) -> int:
    return figures(engine, "people_served").get("district", (0, 0))[1]


def change(engine: Engine, statement: Any) -> None:
    with databases.transaction(engine) as session:
        session.execute(statement)


@pytest.fixture
def scenario(services: Services, projector: Projector) -> EventScenario:
    """Return a district whose work has been told, logged and counted; one community has moved, one has closed."""
    scenario = small_district()
    for number, where in enumerate(("east1", "east2", "west1", "district")):
        scenario.declare(f"p{number}", where)
        scenario.start(f"p{number}", silent_from=date(2026, 3, 2))
        scenario.plan(f"m{number}", f"p{number}", where, date(2026, 3, 1 + number))
        scenario.report(f"r{number}", f"p{number}", where, people=10 + number)
        scenario.register(f"n{number}", where)
    scenario.move("east1", "west", date(2026, 3, 1))
    scenario.close("east2", date(2026, 3, 2))
    scenario.report("r4", "p0", "east1", people=5, corrects="r0")
    write_logs(scenario, services)
    projector.receive(scenario.emitted)
    return scenario


@pytest.fixture
def again(engine: Engine, services: Services, clock: Clock, scenario: EventScenario) -> Callable[..., Rebuilt]:
    """Rebuild the projections; `begin` is what reports progress."""

    def run(begin: Any = quiet) -> Rebuilt:
        return rebuild(engine, services, begin, now=clock, retry_policy=RetryPolicy(pause=1.0, limit=10.0, attempts=3))

    return run


Again = Callable[..., Rebuilt]


class TestTheSame:
    def test_after_it_everything_stands_as_before(
        self, engine: Engine, services: Services, again: Again, scenario: EventScenario
    ) -> None:
        before = stands(engine)
        assert len(before["figure"]) > 50
        assert again() == Rebuilt(total=len(scenario.emitted), discarded=0, waiting=0)
        assert stands(engine) == before
        assert differences(engine, services) == []

    def test_what_was_lost_or_tampered_with_is_right_again(self, engine: Engine, again: Again) -> None:
        before = stands(engine)
        for table in (place, record, fact):
            change(engine, delete(table).where(table.c.organization_id == "east1"))
        change(engine, update(figure).values(total=figure.c.total + 1))
        again()
        assert stands(engine) == before

    def test_a_gap_that_the_broker_left_is_filled(
        self, engine: Engine, projector: Projector, services: Services, again: Again, scenario: EventScenario
    ) -> None:
        scenario.report("lost", "p0", "east1", people=100)
        (later,) = scenario.report("later", "p0", "east1", people=1000)
        projector.receive([later])
        write_logs(scenario, services)
        before = people(engine)
        assert again().waiting == 0
        assert people(engine) == before + 1100

    def test_it_counts_as_of_the_day_on_which_it_is_done(
        self, engine: Engine, services: Services, projector: Projector, clock: Clock, again: Again
    ) -> None:
        assert figures(engine, "milestones_overdue")["district"][1] == 1
        clock.turn_to(date(2026, 4, 1))
        again()
        assert figures(engine, "milestones_overdue")["district"][1] == 4
        counted = stands(engine)
        projector.tick()
        assert stands(engine) == counted
        assert differences(engine, services) == []

    def test_whoever_keeps_an_answer_learns_that_it_is_old(
        self, engine: Engine, services: Services, projector: Projector, again: Again, scenario: EventScenario
    ) -> None:
        for number in range(5):
            projector.receive(scenario.report(f"more{number}", "p0", "east1", people=1))
        write_logs(scenario, services)
        batch, version, moment = (
            one(engine, column) for column in (projected.c.batch, freshness.c.version, freshness.c.event_time)
        )
        again()
        assert one(engine, projected.c.batch) > batch
        assert one(engine, freshness.c.version) > version
        assert one(engine, freshness.c.event_time) == moment

    def test_of_empty_logs_nothing_is_left(self, engine: Engine, services: Services, again: Again) -> None:
        write_logs(EventScenario(), services)
        assert again() == Rebuilt(total=0, discarded=0, waiting=0)
        assert not any(stands(engine).values())
        with databases.reading(engine) as session:
            assert session.execute(select(freshness)).all() == []


@pytest.mark.slow
class TestInterrupted:
    @pytest.mark.parametrize("source", ["organizations", "projects"])
    def test_half_way_it_leaves_everything_as_it_was(self, engine: Engine, again: Again, source: str) -> None:
        before = stands(engine)

        def stop() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            again(at("after", source, stop))
        assert stands(engine) == before
        again()
        assert stands(engine) == before

    def test_killed_half_way_it_leaves_everything_as_it_was(
        self, engine: Engine, services: Services, projector: Projector, again: Again, scenario: EventScenario
    ) -> None:
        before = stands(engine)
        urls = [engine.url.render_as_string(hide_password=False)]
        for source, log in services.items():
            urls += [source, log.url.render_as_string(hide_password=False)]
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, *urls], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as killed:
            assert killed.stdout is not None
            assert killed.stdout.readline() == "half-way\n"
            assert stands(engine) == before
            killed.kill()
        assert stands(engine) == before
        projector.receive(scenario.report("r5", "p0", "east1", people=1))
        write_logs(scenario, services)
        counted = stands(engine)
        again()
        assert stands(engine) == counted


class TestMeanwhile:
    def test_readers_see_the_old_figures_until_the_new_are_complete(self, engine: Engine, again: Again) -> None:
        right = stands(engine)
        change(engine, update(figure).values(total=figure.c.total + 1))
        old = stands(engine)
        seen: list[dict[str, list[Any]]] = []
        again(at("after", "projects", lambda: seen.append(stands(engine))))
        assert seen == [old]
        assert stands(engine) == right

    @pytest.mark.parametrize(
        ("when", "source", "read"), [("after", "organizations", 2), ("before", "projects", 0), ("after", "projects", 0)]
    )
    def test_what_is_told_meanwhile_is_counted_once(
        self, *, engine: Engine, services: Services, projector: Projector, again: Again, scenario: EventScenario,
        when: str, source: str, read: int,
    ) -> None:  # fmt: skip
        before, known = people(engine), len(scenario.emitted)
        with ThreadPoolExecutor(1) as thread:
            counting: list[Any] = []

            def tell() -> None:
                told = scenario.report("new1", "p0", "east1", people=100) + scenario.report(
                    "new2", "p3", "west1", people=7
                )
                write_logs(scenario, services)
                counting.append(thread.submit(projector.receive, told))

            assert again(at(when, source, tell)).total == known + read
            counting[0].result(LONG)
        assert people(engine) == before + 107
        assert differences(engine, services) == []
        projector.receive(scenario.emitted)
        assert people(engine) == before + 107

    def test_a_projector_that_ran_before_goes_on_after_it(
        self, engine: Engine, services: Services, projector: Projector, again: Again, scenario: EventScenario
    ) -> None:
        again()
        scenario.move("west1", "east", date(2026, 3, 1))
        projector.receive(scenario.report("r5", "p2", "west1", people=1) + scenario.emitted[-2:])
        write_logs(scenario, services)
        assert figures(engine, "people_served")["west1"] == (13, 13)
        assert differences(engine, services) == []


@pytest.mark.slow
class TestWhatCannotBeCounted:
    @pytest.fixture(params=[spoilt, unwritable])
    def failing(self, request: pytest.FixtureRequest, scenario: EventScenario, services: Services) -> Envelope:
        """Return an event of east1's that cannot be counted, with another behind it; only the log has them."""
        (sound,) = scenario.report("r5", "p0", "east1", people=100)
        scenario.report("r6", "p2", "west1", people=1)
        scenario.report("r7", "p0", "east1", people=1000)
        scenario.emitted[-3] = request.param(sound)
        write_logs(scenario, services)
        return scenario.emitted[-3]

    def test_it_waits_with_what_stands_behind_it_and_all_else_is_counted(
        self, engine: Engine, clock: Clock, projector: Projector, again: Again, failing: Envelope
    ) -> None:
        before = people(engine)
        assert again().waiting == 2
        assert people(engine) == before + 1
        with databases.reading(engine) as session:
            found = session.execute(select(inbox.c.sequence, inbox.c.attempts).order_by(inbox.c.sequence)).all()
        assert [tuple(row) for row in found] == [(failing.number, 1), (failing.number + 1, 0)]
        for _ in range(2):
            clock.now += timedelta(seconds=20)
            projector.tick()
        with databases.reading(engine) as session:
            assert [row.sequence for row in session.execute(select(inbox).where(inbox.c.parked_at.is_not(None)))] == [
                failing.number
            ]

    def test_what_was_discarded_stays_without_effect(
        self, *, engine: Engine, clock: Clock, services: Services, projector: Projector, again: Again,
        failing: Envelope, scenario: EventScenario,
    ) -> None:  # fmt: skip
        projector.receive(scenario.emitted)
        for _ in range(3):
            clock.now += timedelta(seconds=20)
            projector.tick()
        with databases.transaction(engine) as session:
            decision = parking.Decision("operator", "spoilt", clock(), new_id)
            parking.discard(session, Position("projects", "east1", failing.number), decision)
        projector.tick()
        # By now it could be understood: it is the decision that keeps it from taking effect.
        sound = msgspec.json.decode(scenario.emitted[-1].data) | {"report_id": "r5", "people_served": 100}
        place_of = scenario.emitted.index(failing)
        scenario.emitted[place_of] = msgspec.structs.replace(failing, data=msgspec.Raw(msgspec.json.encode(sound)))
        write_logs(scenario, services)
        before = stands(engine)
        assert again() == Rebuilt(total=len(scenario.emitted), discarded=1, waiting=0)
        assert stands(engine) == before
        assert differences(engine, services) == []

    def test_a_discarded_event_behind_one_that_waits_is_refused(
        self,
        *,
        engine: Engine,
        services: Services,
        clock: Clock,
        again: Again,
        failing: Envelope,
        scenario: EventScenario,
    ) -> None:
        scenario.emitted[-2] = unwritable(scenario.emitted[-2])
        write_logs(scenario, services)
        row = {"source": "projects", "partition_key": "east1", "sequence": failing.number + 1, "decision": "discard"}
        row |= {"id": new_id(), "reason": "test", "decided_by": "test", "decided_at": clock(), "envelope": ""}
        change(engine, parked_decision.insert().values(row))
        before = stands(engine)
        with pytest.raises(Conflict) as refused:
            again()
        assert console.finish(again, SAID) == console.REFUSED
        assert (refused.value.code, refused.value.params["position"]) == (
            "discarded_behind_waiting",
            f"projects:east1:{failing.number + 1}",
        )
        assert stands(engine) == before

    @pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.server)], indirect=True)
    def test_what_the_database_refuses_takes_nothing_else_with_it(
        self, engine: Engine, services: Services, again: Again, scenario: EventScenario
    ) -> None:
        before = people(engine)
        # Too long a name for PostgreSQL; SQLite keeps everything.
        scenario.report("r" * 121, "p0", "east1", people=100)
        scenario.report("r5", "p0", "east1", people=1000)
        scenario.report("r6", "p2", "west1", people=1)
        write_logs(scenario, services)
        assert again().waiting == 2
        assert people(engine) == before + 1

    @pytest.mark.parametrize("missing", [1, 3, 5])
    def test_a_log_with_a_gap_is_refused_and_nothing_changes(
        self, engine: Engine, services: Services, again: Again, missing: int
    ) -> None:
        gap = (outbox.c.partition_key == "east1", outbox.c.sequence == missing)
        change(services["projects"], delete(outbox).where(*gap))
        before = stands(engine)
        with pytest.raises(Conflict) as refused:
            again()
        assert console.finish(again, SAID) == console.REFUSED
        assert (refused.value.code, refused.value.params["position"]) == (
            "event_log_incomplete",
            f"projects:east1:{missing}",
        )
        assert stands(engine) == before


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestCommand:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("LANG", "C.UTF-8")
        for name in ("LC_ALL", "LC_MESSAGES", "SANJI_HOST"):
            monkeypatch.delenv(name, raising=False)

    @pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("y\n", 1), ("", 1)])
    def test_it_is_done_only_when_it_is_wanted(
        self,
        *,
        engine: Engine,
        scenario: EventScenario,
        capsys: Any,
        monkeypatch: pytest.MonkeyPatch,
        answer: str,
        code: int,
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        change(engine, delete(fact))
        before = stands(engine)
        assert tool.main([]) == code
        assert (stands(engine) == before) == bool(code)
        told = capsys.readouterr()
        assert ("什么也没有做" in told.err) == bool(code)
        assert (f"{len(scenario.emitted)} 个事件" in told.out) == (not code)

    def test_it_tells_how_far_it_is_in_either_language(self, scenario: EventScenario, capsys: Any) -> None:
        assert tool.main(["--yes", "--language", "en"]) == 0
        told = capsys.readouterr()
        numbers = {source: sum(item.source_name == source for item in scenario.emitted) for source in tool.SOURCES}
        host, *progress = told.err.splitlines()
        assert host.startswith("主机 host: embedded")
        assert progress == [
            f"rebuilding from {source}: {number} of {number}" for source, number in sorted(numbers.items()) if number
        ]
        assert told.out.startswith(f"Rebuilt from {len(scenario.emitted)} events")

    @pytest.mark.usefixtures("scenario")
    def test_without_one_of_the_databases_it_is_refused(self, engine: Engine, tmp_path: Path) -> None:
        before = stands(engine)
        (tmp_path / "projects.sqlite3").rename(tmp_path / "projects.away")
        assert tool.main(["--yes"]) == 1
        assert stands(engine) == before
