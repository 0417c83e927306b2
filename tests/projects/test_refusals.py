"""Refusals of projects that no other test raises by a command; `tests/said.py` sees that each is said well."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.projects.world import World
from tests.worlds import refused

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def declared_before_it_opened(world: World) -> None:
    world.day = BEFORE
    world.declared()


def assigned_before_it_opened(world: World) -> None:
    drafted = world.drafted()
    world.day = BEFORE
    part = {"organization_id": "first", "post": "书记", "duty": "落实"}
    world.do("district", "assign_organization", project_id=drafted["id"], **part)


def planned_without_a_part(world: World) -> None:
    world.milestone({"id": world.published()[0]}, "district", organization_id="second")


def assigned_a_project(world: World) -> None:
    part = {"organization_id": "first", "post": "书记", "duty": "落实"}
    world.do("district", "assign_organization", project_id=world.approved()["id"], **part)


def started_without_units(world: World) -> None:
    world.do("district", "start_project", project_id=world.published(units=())[0])


def typed_by_the_lead(world: World) -> None:
    project = {"id": world.published()[0]}
    world.do("district", "start_project", project_id=project["id"])
    world.report(project, "district", organization_id="district", percent=40)


def asked_for_no_report(world: World) -> None:
    world.see("first", "report", project_id=world.declared()["id"], report_id="报告")


def declared_with_a_lost_sign(world: World) -> None:
    world.declared(title="邻里\N{REPLACEMENT CHARACTER}节")


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("progress_report_unknown", asked_for_no_report),
        ("text_has_lost_characters", declared_with_a_lost_sign),
        ("unit_not_open", declared_before_it_opened),
        ("responsible_not_open", assigned_before_it_opened),
        ("responsible_not_assigned", planned_without_a_part),
        ("only_matters_are_assigned", assigned_a_project),
        ("matter_not_assigned", started_without_units),
        ("percent_is_derived", typed_by_the_lead),
    ],
)
def test_it_is_refused_with_its_reason(world: World, code: str, raised: Callable[[World], None]) -> None:
    with refused(code):
        raised(world)
