"""Whatever happens in the district, in whatever order it is heard: the figures equal an independent recount."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlalchemy.engine import make_url

from gateway.projections import tables
from gateway.projector import SOURCES, Projector
from gateway.reconcile import differences
from shared import trees
from shared.databases import open_database, transaction
from shared.events import projects as told
from shared.messaging.tables import inbox, inbox_cursor, metadata
from shared.schedule_status import milestone_schedule, project_schedule
from tests.readside.conftest import Clock, opened
from tests.readside.event_scenario import EventScenario, heard_in_pieces, small_district, write_logs
from tests.readside.reading import figures

FIRST = date(2026, 3, 2)
DAYS = 12
COMMUNITIES = ("east1", "east2", "west1", "west2")
STREETS = ("east", "west")
ANYONE = ("district", *STREETS, *COMMUNITIES)


@dataclass
class Happening:
    """What happens next, drawn: each of its step_labels lets one thing happen somewhere, on some day."""

    scenario: EventScenario
    draw: Random
    number: int

    def __post_init__(self) -> None:
        self.where = self.draw.choice(ANYONE)
        self.day = FIRST + timedelta(days=self.draw.randrange(DAYS))
        if not self.scenario.projects:
            self.declare()
        self.project = self.draw.choice(sorted(self.scenario.projects))

    def declare(self) -> None:
        status = self.draw.choice(["declared", "approved", "in_progress"])
        self.scenario.declare(f"p{len(self.scenario.projects)}", self.where, status=status)

    def report(self) -> None:
        earlier = self.draw.choice([None, *(f"r{earlier}" for earlier in range(self.number))])
        told_of = {"people": self.draw.randrange(50), "corrects": earlier, "silent_from": self.day}
        self.scenario.report(f"r{self.number}", self.project, self.where, **told_of)

    def start(self) -> None:
        overdue_from = self.day + timedelta(days=self.draw.randrange(-2, 4))
        self.scenario.start(self.project, at_risk_from=self.day, overdue_from=overdue_from)

    def carry(self) -> None:
        before = self.scenario.projects[self.project].organization_id
        ids = {"from_organization_id": before, "to_organization_id": self.where}
        self.scenario.change(
            self.project, told.ProjectCarried, organization_id=self.where, **ids, effective_on=self.day
        )

    def plan(self) -> None:
        self.scenario.plan(f"m{self.number}", self.project, self.where, self.day)

    def reach(self) -> None:
        if self.scenario.milestones:
            self.scenario.reach(self.draw.choice(sorted(self.scenario.milestones)), self.day)

    def end(self) -> None:
        self.scenario.change(self.project, told.ProjectEnded, status="ended_with_organization", ended_on=self.day)

    def move(self) -> None:
        if not_yet_changed(self.scenario, community := self.draw.choice(COMMUNITIES), self.day):
            self.scenario.move(community, self.draw.choice(STREETS), self.day)

    def close(self) -> None:
        if not_yet_changed(self.scenario, community := self.draw.choice(COMMUNITIES), self.day):
            self.scenario.close(community, self.day)

    def open(self) -> None:
        self.scenario.open(f"branch{self.number}", self.draw.choice(COMMUNITIES), "branch", self.day)

    def member(self) -> None:
        self.scenario.register(f"n{self.number}", self.where, self.draw.choice(["full", "probationary"]), self.day)

    def transfer(self) -> None:
        member = f"n{self.draw.randrange(self.number + 1)}"
        self.scenario.transfer(member, self.where, self.draw.choice(ANYONE), self.day)

    def rate(self) -> None:
        tier = self.draw.choice(["advanced", "qualified", "lagging"])
        self.scenario.rate(self.where, tier, self.draw.choice(["2026", "2026Q1"]))

    def term(self) -> None:
        self.scenario.begin_term(f"t{self.number}", self.where, self.day, self.day - timedelta(days=3))


Deed = Callable[[Happening], None]
DEEDS: list[Deed] = [deed for name, deed in vars(Happening).items() if not name.startswith("_")]
OFTEN: list[Deed] = [Happening.report, Happening.plan, Happening.move]


def not_yet_changed(scenario: EventScenario, organization_id: str, day: date) -> bool:
    last = scenario.timelines[organization_id].versions[-1]
    return last.valid_until is None and last.valid_from < day


@contextmanager
def databases_of_a_try(engine: Engine) -> Iterator[dict[str, Engine]]:
    """Empty the gateway's database for the next example and lend logs for it."""
    with transaction(engine) as session:
        for table in (*reversed(tables.metadata.sorted_tables), trees.organization_version, inbox, inbox_cursor):
            session.execute(delete(table))
    with TemporaryDirectory() as folder:
        services = {name: open_database(make_url(f"sqlite:///{Path(folder)}/{name}.sqlite3")) for name in SOURCES}
        for service in services.values():
            metadata.create_all(service)
        yield services
        for service in services.values():
            service.dispose()


class TestAnyOrder:
    def check(self, engine: Engine, step_labels: list[Deed], seed: int) -> None:
        draw, clock = Random(seed), Clock()
        scenario = small_district(seed)
        for number, deed in enumerate(step_labels):
            deed(Happening(scenario, draw, number))
        projector = Projector(engine, clock)
        with databases_of_a_try(engine) as services:
            write_logs(scenario, services)
            for piece in heard_in_pieces(scenario.emitted, draw):
                projector.receive(piece)
                if draw.random() < 0.2 and clock.now.date() < FIRST + timedelta(days=DAYS):
                    clock.turn_to(clock.now.date() + timedelta(days=draw.randrange(1, 4)))
                if draw.random() < 0.2:
                    projector.tick()
                if draw.random() < 0.1:
                    projector = Projector(engine, clock)
            projector.tick()
            assert differences(engine, services) == []
            self.check_standings(engine, scenario, clock.now.date())

    @staticmethod
    def check_standings(engine: Engine, scenario: EventScenario, today: date) -> None:
        # The events themselves say how a project and a milestone stand on a day; nothing of ours is asked here.
        for standing in ("on_track", "at_risk", "overdue"):
            projects = sum(project_schedule(project).on(today) == standing for project in scenario.projects.values())
            assert figures(engine, f"projects_{standing}").get("district", (0, 0))[1] == projects
        standings = [
            milestone_schedule(state, scenario.projects[scenario.parents[id_]]).on(today)
            for id_, state in scenario.milestones.items()
        ]
        for standing in ("on_track", "at_risk", "overdue", "reached_on_time"):
            assert figures(engine, f"milestones_{standing}").get("district", (0, 0))[1] == standings.count(standing)

    @given(step_labels=st.lists(st.sampled_from([*DEEDS, *OFTEN]), max_size=40), seed=st.integers(0, 2**32))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @pytest.mark.slow
    def test_figures_equal_an_independent_recount(
        self, engine_of_the_class: Engine, step_labels: list[Deed], seed: int
    ) -> None:
        self.check(engine_of_the_class, step_labels, seed)

    @pytest.fixture(scope="class", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
    @staticmethod
    def engine_of_the_class(
        request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Engine]:
        if request.param == "sqlite":
            engine = opened(f"sqlite:///{tmp_path_factory.mktemp('readside')}/gateway.sqlite3")
        else:
            engine = opened(request.getfixturevalue("module_databases").create())
        yield engine
        engine.dispose()
