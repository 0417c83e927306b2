"""Refusals of projects that no other test raises by a command; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.projects import ProjectsScenario

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def declared_before_it_opened(scenario: ProjectsScenario) -> None:
    scenario.day = BEFORE
    scenario.declared()


def assigned_before_it_opened(scenario: ProjectsScenario) -> None:
    drafted = scenario.drafted()
    scenario.day = BEFORE
    part = {"organization_id": "first", "post": "书记", "duty": "落实"}
    scenario.do("district", "assign_organization", project_id=drafted["id"], **part)


def planned_without_a_part(scenario: ProjectsScenario) -> None:
    scenario.milestone({"id": scenario.published()[0]}, "district", organization_id="second")


def assigned_a_project(scenario: ProjectsScenario) -> None:
    part = {"organization_id": "first", "post": "书记", "duty": "落实"}
    scenario.do("district", "assign_organization", project_id=scenario.approved()["id"], **part)


def started_without_units(scenario: ProjectsScenario) -> None:
    scenario.do("district", "start_project", project_id=scenario.published(units=())[0])


def typed_by_the_lead(scenario: ProjectsScenario) -> None:
    project = {"id": scenario.published()[0]}
    scenario.do("district", "start_project", project_id=project["id"])
    scenario.report(project, "district", organization_id="district", percent=40)


def asked_for_no_report(scenario: ProjectsScenario) -> None:
    scenario.ask("first", "report", project_id=scenario.declared()["id"], report_id="报告")


def declared_with_a_lost_sign(scenario: ProjectsScenario) -> None:
    scenario.declared(title="邻里\N{REPLACEMENT CHARACTER}节")


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
def test_it_is_refused_with_its_reason(
    scenario: ProjectsScenario, code: str, raised: Callable[[ProjectsScenario], None]
) -> None:
    with refused(code):
        raised(scenario)
