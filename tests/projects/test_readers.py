"""Who reads a project: its own line whole, whoever carries a part or sees it counted reduced, nobody else."""

from typing import Any

from tests.projects.world import World
from tests.worlds import refused


def test_whoever_carries_a_part_reads_the_project_and_finds_it_and_a_neighbour_does_not(world: World) -> None:
    project = _of_the_street(world)
    world.milestone(project, "east", organization_id="first")
    shown = world.see("first", "project", project_id=project["id"])
    assert shown["reduced"]
    assert [one["organization_id"] for one in shown["plan"]] == ["first"]
    assert all("account_name" not in step for step in shown["way"])
    carried = world.see("first", "projects", organization_id="first", as_carrier=True)["items"]
    assert [(one["id"], one["reduced"]) for one in carried] == [(project["id"], True)]
    assert world.see("second", "projects", organization_id="second", as_carrier=True)["items"] == []
    for neighbour in ("second", "west"):
        with refused("grant_does_not_reach"):
            world.see(neighbour, "project", project_id=project["id"])


def test_a_part_that_is_released_is_read_no_more_unless_something_was_reported(world: World) -> None:
    project = _of_the_street(world)
    ended, reported = (world.milestone(project, "east", organization_id=unit) for unit in ("first", "second"))
    world.report(project, "second", organization_id="second")
    for one in (ended, reported):
        world.do("east", "drop_milestone", project_id=project["id"], milestone_id=one["id"], reason="不再需要")
    with refused("grant_does_not_reach"):
        world.see("first", "project", project_id=project["id"])
    (report,) = world.see("second", "progress", project_id=project["id"])["items"]
    assert report["text"]
    assert world.see("second", "project", project_id=project["id"])["reduced"]


def test_a_draft_of_a_matter_is_the_district_s_and_a_published_one_everyone_s(world: World) -> None:
    draft, published = world.drafted(year=2027)["id"], world.published()[0]
    for who in ("third", "west", "auditor"):
        assert "title" in world.see(who, "project", project_id=published)
    for who in ("third", "west"):
        with refused("grant_does_not_reach"):
            world.see(who, "project", project_id=draft)


def _of_the_street(world: World) -> dict[str, Any]:
    """Start a project that a street leads itself, so that only the district has to approve it."""
    project = world.declared("east")
    world.do("district", "approve_project", project_id=project["id"], decision="pass")
    return world.do("east", "start_project", project_id=project["id"])
