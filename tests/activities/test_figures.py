"""What is entered at a community stands at its street and its district: figures against a table computed by hand."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from gateway import figure_records, overview_queries, tasks
from gateway.projector import Projector
from shared import databases
from shared.messaging.events import Envelope, envelope
from shared.messaging.tables import outbox
from shared.trees import Timeline
from shared.unit_of_work import UnitOfWork
from tests.readside.conftest import Clock, opened
from tests.readside.reading import EVERYONE
from tests.scenarios.activities import ActivitiesScenario
from tests.scenarios.in_process import timeline, version

DAY, APRIL = date(2026, 3, 2), date(2026, 4, 1)
LEVELS = {"district": "district", "east": "street", "west": "street", "cell": "branch", "office": "branch"}


class Levels:
    """The gateway's tables, fed with what the service told, asked on the day that the service's scenario stands at."""

    def __init__(self, scenario: ActivitiesScenario, url: str) -> None:
        self.scenario, self.engine, self.clock = scenario, opened(url), Clock()
        self.projector = Projector(self.engine, self.clock)
        self.trees = 0

    def listen(self) -> None:
        """Consume what was told since, the tree first, and let the day turn."""
        self.clock.turn_to(self.scenario.day)
        told = self.scenario.trees[self.trees :]
        trees = [
            envelope(event, id=f"tree-{number}", time=self.scenario.now(), number=number)
            for number, event in enumerate(told, self.trees + 1)
        ]
        self.trees += len(told)
        with databases.reading(self.scenario.executor.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars().all()
        self.projector.receive([*trees, *map(Envelope.decode, rows)])
        self.projector.tick()

    def ask(self, query: Any, organization_id: str, **asked: Any) -> Any:
        """Ask the views."""
        with databases.reading(self.engine) as session:
            return query(UnitOfWork(session, EVERYONE, self.clock()), organization_id=organization_id, **asked)

    def figures(self, organization_id: str) -> dict[str, Any]:
        """Return every figure of an organization, with everything below it, that is not 0."""
        level = LEVELS.get(organization_id, "community")
        seen = self.ask(overview_queries.overview, organization_id, level=level, period="2026")["figures"]
        shown = {one["indicator"]: one["share"] if one["own"] is None else one["total"] for one in seen}
        return {code: value for code, value in shown.items() if value}


@pytest.fixture(scope="session")
def empty_gateway(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a gateway's database with nothing in it."""
    path = tmp_path_factory.mktemp("gateway") / "empty.sqlite3"
    opened(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def levels(scenario: ActivitiesScenario, empty_gateway: Path, tmp_path: Path) -> Iterator[Levels]:
    """Yield the three levels over a quarter in which something of every kind happened."""
    scenario.open_all()
    scenario.join("first", "a", "b", "c")
    scenario.join("cell", "d")
    scenario.established("first")
    scenario.do("third", "begin_hall", hall_id=scenario.planned("third")["id"])
    scenario.held("session", mode="fixed", held_on=date(2026, 2, 2), attended=["a", "d"], excused=["b"])
    scenario.held("session", "cell", mode="mobile", attended=["d"])
    scenario.held("theme_day", held_on=date(2026, 2, 3), attended=["a", "b", "c"])
    scenario.held("theme_day", held_on=date(2026, 2, 10))
    scenario.held("theme_day", "third", held_on=date(2026, 3, 1))
    gone = scenario.held("theme_day", "third", held_on=date(2026, 3, 1))
    scenario.do("third", "cancel_activity", activity_id=gone["id"], reason="重复录入")
    excused = scenario.obligations("second")["committee_meeting 2026-02"]["id"]
    scenario.do("east", "excuse_obligation", obligation_id=excused, reason="换届")
    seen = Levels(scenario, f"sqlite:///{shutil.copy(empty_gateway, tmp_path / 'gateway.sqlite3')}")
    seen.listen()
    yield seen
    seen.engine.dispose()


EXPECTED = {
    "first": {
        "halls": 1, "halls_established": 1, "halls_established_share": 1.0,
        "activities": 4, "sessions": 2, "sessions_fixed": 1, "sessions_mobile": 1, "held_theme_day": 2,
        "attendances": 6, "absences_excused": 1, "attendances_possible": 9, "attendance_share": 0.6667,
        "obligations_expected": 17, "obligations_met": 2, "obligations_on_time": 1, "obligations_met_late": 1,
        "obligations_due": 7, "obligations_late": 4, "obligations_missed": 4,
        "obligations_met_share": 0.1176, "obligations_on_time_share": 0.0588,
    },
    "east": {
        "halls": 3, "halls_established": 1, "halls_missing": 2, "halls_established_share": 0.3333,
        "activities": 4, "sessions": 2, "sessions_fixed": 1, "sessions_mobile": 1, "held_theme_day": 2,
        "attendances": 6, "absences_excused": 1, "attendances_possible": 9, "attendance_share": 0.6667,
        "obligations_expected": 23, "obligations_met": 2, "obligations_on_time": 1, "obligations_met_late": 1,
        "obligations_due": 10, "obligations_late": 5, "obligations_missed": 6, "obligations_excused": 1,
        "obligations_met_share": 0.087, "obligations_on_time_share": 0.0435,
    },
    "district": {
        "halls": 5, "halls_established": 1, "halls_building": 1, "halls_missing": 3, "halls_established_share": 0.2,
        "activities": 5, "sessions": 2, "sessions_fixed": 1, "sessions_mobile": 1, "held_theme_day": 3,
        "attendances": 6, "absences_excused": 1, "attendances_possible": 9, "attendance_share": 0.6667,
        "obligations_expected": 40, "obligations_met": 3, "obligations_on_time": 2, "obligations_met_late": 1,
        "obligations_due": 16, "obligations_late": 10, "obligations_missed": 11, "obligations_excused": 1,
        "obligations_met_share": 0.075, "obligations_on_time_share": 0.05,
    },
}  # fmt: skip
"""By hand: on 2 March a community is asked for 7 things (a quarter's meeting, three committee meetings, three theme
days), a branch for 10 (three group meetings more). `first` has the branch `cell` below it, `office` is the district's.
"""


def of_activities(figures: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the tree itself counts."""
    return {
        code: value for code, value in figures.items() if code in set().union(*EXPECTED.values(), {"halls_planned"})
    }


@pytest.mark.slow
@pytest.mark.parametrize("organization", EXPECTED)
def test_every_figure_is_the_one_computed_by_hand(levels: Levels, organization: str) -> None:
    assert of_activities(levels.figures(organization)) == EXPECTED[organization]


@pytest.mark.slow
def test_a_district_s_setting_moves_the_figures_of_its_own_days_only(levels: Levels) -> None:
    scenario = levels.scenario
    office = msgspec.structs.replace(version("company", "branch", "district"), kind="two_new")
    scenario.open(Timeline(organization_id="company", versions=(office,)))
    scenario.planned("cell")
    asked = {"organization_id": "district", "basis": "通知"}
    settings = {date(2026, 3, 4): ["two_new"], date(2026, 3, 8): [], date(2026, 2, 10): ["two_new", "party"]}
    for day, kinds in settings.items():
        scenario.do("district", "set_hall_scope", **asked, from_on=day, kinds=kinds)
        scenario.deliver_own()
    deadline = {"year": 2026, "deadline": date(2026, 3, 5)}
    scenario.do("district", "set_hall_deadline", **asked, **deadline)
    scenario.deliver_own()
    scenario.day = APRIL
    levels.listen()
    # Of the five units of the levels three are without a hall; two, and the cell, begin theirs on 2 March.
    expected = {
        date(2026, 2, 9): (5, 5, 0, 0), date(2026, 2, 10): (8, 8, 0, 0), date(2026, 3, 2): (8, 5, 0, 1),
        date(2026, 3, 4): (7, 4, 0, 1), date(2026, 3, 6): (7, 4, 6, 1), date(2026, 3, 8): (6, 3, 5, 1),
    }  # fmt: skip
    codes = ("halls", "halls_missing", "halls_overdue", "halls_planned")
    for day, counts in expected.items():
        seen = levels.ask(overview_queries.overview, "district", level="district", as_of=day)["figures"]
        standing = {one["indicator"]: one["standing"] for one in seen}
        assert tuple(standing[code] for code in codes) == counts, day


@pytest.mark.slow
def test_days_alone_make_what_was_due_late(levels: Levels) -> None:
    levels.scenario.day = APRIL
    levels.listen()
    seen = levels.figures("district")
    # April asks three communities for three things each and two branches for four.
    assert (seen["obligations_late"], seen["obligations_missed"], seen["obligations_due"]) == (16, 21, 17)
    listed = levels.ask(
        figure_records.records, "district", level="district", indicator="obligations_late", period="2026", limit=200
    )
    assert len(listed["items"]) == 16
    assert {item["state"]["standing"] for item in listed["items"]} == {"late"}


@pytest.mark.slow
def test_the_service_s_own_reporting_rates_say_the_same(levels: Levels) -> None:
    rates = levels.scenario.ask("district", "reporting_rates", organization_id="district", period="2026")["items"]
    pairs = {"expected": "expected", "actual": "met", "on_time": "on_time", "late": "late", "missed": "missed"}
    for unit in ("east", "west", "office"):
        line = next(one for one in rates if one["organization_id"] == unit)
        seen = levels.figures(unit)
        assert {rate: line[rate] for rate in pairs} == {
            rate: seen.get(f"obligations_{code}", 0) for rate, code in pairs.items()
        }


@pytest.mark.slow
def test_a_unit_is_silent_by_one_rule_in_figures_and_rates(levels: Levels) -> None:
    # Nobody asks a street for anything of its own, and there is nobody below this one.
    levels.scenario.open(timeline("north", "street", "district"))
    levels.listen()
    asked = {"organization_id": "district", "period": "2026", "below": True, "silent": True}
    rates = levels.scenario.ask("district", "reporting_rates", **asked)["items"]
    counted = levels.ask(figure_records.records, "district", level="district", indicator="units_silent", limit=200)
    assert {line["organization_id"] for line in rates} == {one["record_id"] for one in counted["items"]}
    assert {line["organization_id"] for line in rates} == {"second", "office"}
    above = levels.scenario.ask("district", "reporting_rates", organization_id="district", period="2026")["items"]
    assert {line["organization_id"]: line["silent_units"] for line in above} == {
        "office": 0, "north": 0, "east": 1, "west": 0
    }  # fmt: skip


@pytest.mark.slow
def test_the_share_of_the_roll_that_came_leaves_out_what_is_for_some_of_it_only(levels: Levels) -> None:
    levels.scenario.trained("east", attended=["a"])
    levels.scenario.held("committee_meeting", attended=["b"])
    levels.scenario.held("group_meeting", "cell", attended=["d"])
    levels.listen()
    seen = levels.figures("east")
    assert {code: seen[code] for code in ("attendances", "attendances_of_roll", "attendances_possible")} == {
        "attendances": 9, "attendances_of_roll": 6, "attendances_possible": 9
    }  # fmt: skip
    assert seen["attendance_share"] == 0.6667


@pytest.mark.slow
def test_a_merge_leaves_every_total_of_the_district_as_it_was(levels: Levels) -> None:
    levels.scenario.day = APRIL
    levels.listen()
    before = levels.figures("district")
    levels.scenario.merge("second", ["first"], APRIL)
    levels.listen()
    after = levels.figures("district")
    kept = ("activities", "sessions", "attendances", "attendances_possible", "halls_established", "halls_building",
            "obligations_met", "obligations_late", "obligations_missed", "obligations_excused")  # fmt: skip
    assert {code: after[code] for code in kept} == {code: before[code] for code in kept}
    # A hall fewer is wanted, and what April asks is asked of one community fewer.
    assert (after["halls_missing"], before["halls_missing"]) == (2, 3)
    assert before["obligations_due"] - after["obligations_due"] == 3
    assert levels.figures("second")["halls_established"] == 1


@pytest.mark.slow
def test_what_is_due_stands_among_what_is_to_be_done(levels: Levels) -> None:
    until = date(2026, 3, 31)
    listed = levels.ask(tasks.tasks, "first", until=until)["items"]
    own = [(item["title"], item["due_on"], item["standing"]) for item in listed if item["todo"] == "hold_as_expected"]
    assert sorted(own) == sorted(
        [
            ("支委会 2026-02", date(2026, 2, 28), "late"),
            ("主题党日 2026-03", until, "due"),
            ("支委会 2026-03", until, "due"),
            ("支部党员大会 2026Q1", until, "due"),
        ]
    )
