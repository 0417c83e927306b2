"""Facts become figures at every level, in whatever order and pieces they arrive."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from gateway.projections.tables import record
from gateway.projector import Projector
from shared import databases
from shared.events.observation_visits import GapRecorded, StrengthRecorded
from tests.readside.conftest import Clock
from tests.readside.event_scenario import small_district
from tests.readside.reading import figures
from tools import event_samples


def test_a_report_of_a_community_is_seen_by_its_street_and_its_district(engine: Engine, projector: Projector) -> None:
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.report("r1", "p1", "east1", people=30)
    scenario.report("r2", "p1", "east2", people=12)
    projector.receive(scenario.emitted)
    assert figures(engine, "people_served") == {
        "east1": (30, 30),
        "east2": (12, 12),
        "east": (0, 42),
        "district": (0, 42),
    }


def test_a_move_takes_the_figures_along_on_its_day(engine: Engine, projector: Projector, clock: Clock) -> None:
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.report("r1", "p1", "east1", people=30)
    scenario.move("east1", "west", date(2026, 3, 5))
    projector.receive(scenario.emitted)
    assert figures(engine, "people_served")["east"] == (0, 30)
    clock.turn_to(date(2026, 3, 5))
    projector.tick()
    assert figures(engine, "people_served") == {"east1": (30, 30), "west": (0, 30), "district": (0, 30)}


@pytest.mark.parametrize("kind", [StrengthRecorded, GapRecorded])
def test_a_finding_of_a_review_has_its_whole_text_as_its_title(engine: Engine, projector: Projector, kind: Any) -> None:
    text = "党群服务中心" * 160
    event = event_samples.sample(kind)
    scenario = small_district()
    scenario.emit(msgspec.structs.replace(event, district_id="district", organization_id="east1", text=text))
    projector.receive(scenario.emitted)
    with databases.reading(engine) as session:
        states = session.scalars(select(record.c.state).where(record.c.record_type.like("visit_%")))
        assert [msgspec.json.decode(state)["title"] for state in states] == [text]
