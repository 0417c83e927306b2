"""Who reads a project: its own line whole, whoever carries a part or sees it counted reduced, nobody else."""

from typing import Any

from tests.expect import refused
from tests.scenarios.projects import ProjectsScenario


def test_whoever_carries_a_part_reads_the_project_and_finds_it_and_a_neighbour_does_not(
    scenario: ProjectsScenario,
) -> None:
    project = _of_the_street(scenario)
    scenario.milestone(project, "east", organization_id="first")
    shown = scenario.ask("first", "project", project_id=project["id"])
    assert shown["reduced"]
    assert [one["organization_id"] for one in shown["plan"]] == ["first"]
    assert all("account_name" not in step for step in shown["way"])
    carried = scenario.ask("first", "projects", organization_id="first", as_carrier=True)["items"]
    assert [(one["id"], one["reduced"]) for one in carried] == [(project["id"], True)]
    assert scenario.ask("second", "projects", organization_id="second", as_carrier=True)["items"] == []
    for neighbour in ("second", "west"):
        with refused("grant_does_not_reach"):
            scenario.ask(neighbour, "project", project_id=project["id"])


def test_a_part_that_is_released_is_read_no_more_unless_something_was_reported(scenario: ProjectsScenario) -> None:
    project = _of_the_street(scenario)
    ended, reported = (scenario.milestone(project, "east", organization_id=unit) for unit in ("first", "second"))
    scenario.report(project, "second", organization_id="second")
    for one in (ended, reported):
        scenario.do("east", "drop_milestone", project_id=project["id"], milestone_id=one["id"], reason="不再需要")
    with refused("grant_does_not_reach"):
        scenario.ask("first", "project", project_id=project["id"])
    (report,) = scenario.ask("second", "progress", project_id=project["id"])["items"]
    assert report["text"]
    assert scenario.ask("second", "project", project_id=project["id"])["reduced"]


def test_a_draft_of_a_matter_is_the_district_s_and_a_published_one_everyone_s(scenario: ProjectsScenario) -> None:
    draft, published = scenario.drafted(year=2027)["id"], scenario.published()[0]
    for who in ("third", "west", "auditor"):
        assert "title" in scenario.ask(who, "project", project_id=published)
    for who in ("third", "west"):
        with refused("grant_does_not_reach"):
            scenario.ask(who, "project", project_id=draft)


def _of_the_street(scenario: ProjectsScenario) -> dict[str, Any]:
    """Start a project that a street leads itself, so that only the district has to approve it."""
    project = scenario.declared("east")
    scenario.do("district", "approve_project", project_id=project["id"], decision="pass")
    return scenario.do("east", "start_project", project_id=project["id"])
