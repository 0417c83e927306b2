"""A search finds on both databases what its text stands in, and says how many there are."""

import pytest
from sqlalchemy import Engine

from gateway.projector import Projector
from gateway.searches import NAMED, search
from shared import databases
from shared.unit_of_work import UnitOfWork
from tests.readside.conftest import Clock
from tests.readside.event_scenario import small_district
from tests.readside.reading import EVERYONE


def test_a_group_names_the_first_and_counts_the_others(engine: Engine, projector: Projector, clock: Clock) -> None:
    scenario = small_district()
    for number in range(NAMED + 2):
        scenario.declare(f"p{number}", "east1", title=f"亮灯{number:02}")
    scenario.declare("m", "district", kind="practical_matter", title="亮灯实事")
    projector.receive(scenario.emitted)
    with databases.reading(engine) as session:
        groups = search(UnitOfWork(session, EVERYONE, clock()), text="亮灯")["groups"]
    assert [(each["kind"], each["count"]) for each in groups] == [("project", NAMED + 2), ("matter", 1)]
    assert [each["title"] for each in groups[0]["items"]] == [f"亮灯{number:02}" for number in range(NAMED)]


@pytest.mark.parametrize("text", ["100%", "east1名"])
def test_an_organization_is_found_by_its_own_name_alone(
    engine: Engine, projector: Projector, clock: Clock, text: str
) -> None:
    projector.receive(small_district().emitted)
    with databases.reading(engine) as session:
        groups = search(UnitOfWork(session, EVERYONE, clock()), text=text)["groups"]
    assert [item["record_id"] for each in groups for item in each["items"]] == (["east1"] if "名" in text else [])
