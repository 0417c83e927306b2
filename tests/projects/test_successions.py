"""What an ended organization leaves behind is carried out by the first command of its day, whoever gives it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from services.projects import reactions
from shared.events.organizations import OrganizationsMerged
from shared.trees import Timeline
from tests.scenarios.in_process import DISTRICT_ID, timeline, version
from tests.scenarios.projects import ProjectsScenario

MERGED_ON = date(2026, 4, 1)


def merge_later(scenario: ProjectsScenario) -> None:
    """Let the scenario hear in March that `second` goes into `first` in April."""
    ended = Timeline(organization_id="second", versions=(version("second", "community", "east", until=MERGED_ON),))
    merged = OrganizationsMerged(
        district_id=DISTRICT_ID,
        organization_id="first",
        effective_on=MERGED_ON,
        changed=(ended, timeline("first", "community", "east")),
        merged=("second",),
    )
    scenario.react(reactions.replicate_organizations_on_tree_changed, merged)
    scenario.react(reactions.hand_on_projects_on_organization_ended, merged)
    assert scenario.events("project_carried") == []
    scenario.day = MERGED_ON


def test_a_command_on_the_day_finds_the_project_with_its_heir(scenario: ProjectsScenario) -> None:
    project = scenario.running("second")
    merge_later(scenario)
    said = scenario.report(project)
    assert said["project"]["organization_id"] == "first"
    carried, reported = scenario.events("project_carried")[0], scenario.events("progress_reported")[0]
    assert (carried.project.revision + 1, reported.organization_id) == (reported.project.revision, "first")


def test_commands_at_the_same_time_carry_out_what_is_due_once(scenario: ProjectsScenario) -> None:
    """Each is about another project: none may hold its own while it waits for the others'."""
    projects = [scenario.running("second", title=f"项目 {number}") for number in range(4)]
    merge_later(scenario)
    people = [replace(scenario, keys=1000 * number) for number in range(1, 5)]
    with ThreadPoolExecutor(len(people)) as pool:
        said = list(pool.map(ProjectsScenario.report, people, projects))
    assert {one["project"]["organization_id"] for one in said} == {"first"}
    assert sorted(event.project_id for event in scenario.events("project_carried")) == sorted(p["id"] for p in projects)
    assert len(scenario.events("progress_reported")) == len(projects)
