"""Organizations are counted by their own figures of a day, whatever is told in which order, and as years go by."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from gateway.reconcile import differences
from shared.events.activities import ActivityHeld, ActivityState, ObligationsSet, ObligationState
from shared.events.organizations import PostLeft, PostTaken
from tests.readside.event_scenario import EventScenario, heard_in_pieces, small_district, write_logs
from tests.readside.reading import Reader

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gateway.projector import Projector
    from tests.readside.conftest import Clock

EAST1 = {"district_id": "district", "organization_id": "east1"}
POST = EAST1 | {"post_id": "post", "title": "secretary"}


def hold(scenario: EventScenario, organization_id: str, on: date, revision: int = 1, status: str = "held") -> None:
    """Tell that something was held, or that it was entered by mistake."""
    activity = ActivityState(
        activity_id=f"{organization_id}:{on}", revision=revision, organization_id=organization_id, kind="theme_day",
        title="主题党日", held_on=on, status=status,
    )  # fmt: skip
    told = {"district_id": "district", "organization_id": organization_id, "activity_id": activity.activity_id}
    scenario.emit(ActivityHeld(**told, activity=activity))


def ask(scenario: EventScenario, organization_id: str, year: int) -> None:
    """Tell that organizational life is asked of an organization in a year."""
    first = date(year, 1, 1)
    obligation = ObligationState(
        obligation_id=f"{organization_id}:{year}", revision=1, organization_id=organization_id, kind="theme_day",
        year=year, period=f"{year}-01", opens_on=first, due_on=date(year, 1, 31), late_from=date(year, 2, 1),
        missed_from=date(year, 2, 16), status="expected", rule="theme_day", rule_version="1",
    )  # fmt: skip
    told = {"district_id": "district", "organization_id": organization_id}
    scenario.emit(ObligationsSet(**told, year=year, obligations=(obligation,)))


def year_of(scenario: EventScenario) -> None:
    """Tell of a year in which the east's first community was silent until April, and its second all the year."""
    for organization_id, year in (("east1", 2026), ("east2", 2026), ("east1", 2027)):
        ask(scenario, organization_id, year)
    hold(scenario, "east1", date(2026, 2, 1))
    hold(scenario, "east1", date(2026, 2, 1), 2, "cancelled")
    hold(scenario, "east1", date(2026, 4, 10))
    for number in range(2):
        scenario.declare(f"p{number}", "east1")
    scenario.emit(PostTaken(**POST, member_id=None, from_on=date(2026, 2, 1)))
    scenario.emit(PostLeft(**POST, until_on=date(2026, 2, 20), from_on=date(2026, 2, 1)))
    scenario.emit(PostLeft(**POST, until_on=date(2026, 5, 31), from_on=date(2026, 2, 1)))
    scenario.close("east2", date(2026, 9, 1))


SILENT = {date(2026, 3, 2): 2, date(2026, 4, 10): 1, date(2026, 8, 31): 1, date(2026, 9, 1): 0, date(2027, 1, 2): 1}
VACANT = {date(2026, 1, 31): 6, date(2026, 2, 1): 5, date(2026, 5, 31): 5, date(2026, 6, 1): 6}


@pytest.mark.parametrize("order", [None, 1, 2, 3])
def test_they_are_the_same_in_every_order_and_on_every_later_day(
    engine: Engine, services: dict[str, Engine], projector: Projector, clock: Clock, order: int | None
) -> None:
    scenario = small_district()
    year_of(scenario)
    write_logs(scenario, services)
    pieces = [scenario.emitted] if order is None else heard_in_pieces(scenario.emitted, Random(order))
    for piece in pieces:
        projector.receive(piece)
    reader = Reader(engine, clock)
    for day, silent in SILENT.items():
        clock.turn_to(day)
        projector.tick()
        assert reader.totals("district", "units_silent").get("district", 0) == silent, day
        assert differences(engine, services) == []
    for day, vacant in VACANT.items():
        listed = reader.records("district", "secretary_posts_vacant", as_of=day)
        assert "east1" not in {row["record_id"] for row in listed} or day not in {date(2026, 2, 1), date(2026, 5, 31)}
        assert len(listed) == reader.totals("district", "secretary_posts_vacant", as_of=day)["district"] == vacant, day


def test_a_day_passes_after_which_a_post_is_vacant(engine: Engine, projector: Projector, clock: Clock) -> None:
    scenario = small_district()
    year_of(scenario)
    projector.receive(scenario.emitted)
    reader = Reader(engine, clock)
    for day, vacant in ((date(2026, 5, 31), 5), (date(2026, 6, 1), 6)):
        clock.turn_to(day)
        projector.tick()
        assert reader.totals("district", "secretary_posts_vacant")["district"] == vacant
    assert reader.totals("east", "secretaries_in_range") == {"east": 1, "east1": 1}
    clock.turn_to(clock().date() + timedelta(days=365))
    projector.tick()
    assert reader.totals("east", "secretaries_in_range") == {}
