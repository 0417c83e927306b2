"""The ten practical matters: drafted, published as one list of ten, and broken down to units."""

from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.projects import ProjectsScenario

LIST = {"organization_id": "district", "year": 2026}


def test_a_list_has_ten_matters_neither_one_less_nor_one_more(scenario: ProjectsScenario) -> None:
    drafts = [scenario.drafted(f"实事 {number}")["id"] for number in range(9)]
    assert scenario.ask("auditor", "practical_matters", **LIST)["wanted"] == 10
    with refused("matters_not_ten"):
        scenario.do("district", "publish_practical_matters", **LIST)
    drafts += [scenario.drafted(f"实事 {number}")["id"] for number in (9, 10)]
    with refused("matters_not_ten"):
        scenario.do("district", "publish_practical_matters", **LIST)
    assert scenario.ask("auditor", "practical_matters", **LIST)["published_on"] is None
    scenario.do("district", "withdraw_project", project_id=drafts.pop(), reason="并入第三项")
    assert scenario.do("district", "publish_practical_matters", **LIST)["projects"] == drafts
    assert scenario.events("practical_matters_published")[0].projects == tuple(drafts)


def test_a_list_is_published_once_and_takes_no_draft_afterwards(scenario: ProjectsScenario) -> None:
    published = scenario.published()
    listed = scenario.ask("auditor", "practical_matters", **LIST)
    assert [(item["id"], item["number"], item["status"]) for item in listed["items"]] == [
        (id_, number, "approved") for number, id_ in enumerate(published, start=1)
    ]
    assert listed["published_on"] == scenario.day
    with refused("matters_already_published"):
        scenario.do("district", "publish_practical_matters", **LIST)
    with refused("matters_already_published"):
        scenario.drafted()
    assert scenario.drafted(year=2027)["number"] == 1


def test_an_order_names_every_matter_once(scenario: ProjectsScenario) -> None:
    drafts = [scenario.drafted(f"实事 {number}")["id"] for number in range(10)]
    for order in (drafts[:9], [*drafts[:9], drafts[0]], [*drafts, drafts[0]]):
        with refused("order_incomplete"):
            scenario.do("district", "publish_practical_matters", **LIST, order=order)
    assert scenario.do("district", "publish_practical_matters", **LIST, order=drafts[::-1])["projects"] == drafts[::-1]


@pytest.mark.parametrize("who", ["east", "first", "auditor"])
def test_only_the_district_drafts_and_publishes(scenario: ProjectsScenario, who: str) -> None:
    for command, more in (
        ("draft_practical_matter", {"title": "食堂", "lead_post": "书记"}),
        ("publish_practical_matters", {}),
    ):
        with refused("grant_does_not_reach"):
            scenario.do(who, command, **LIST, **more)
    with refused("matters_are_the_districts"):
        scenario.do("district", "publish_practical_matters", organization_id="east", year=2026)


def test_a_matter_has_come_as_far_as_its_units_on_average(scenario: ProjectsScenario) -> None:
    matter = {"id": scenario.published(units=("first", "third"))[0]}
    scenario.do("district", "start_project", project_id=matter["id"])
    scenario.report(matter, percent=75, organization_id="first")
    assert scenario.report(matter, "third", percent=30, organization_id="third")["project"]["percent"] == 52
    released = {"project_id": matter["id"], "organization_id": "third", "reason": "改由街道承办"}
    assert scenario.do("district", "release_organization", **released)["percent"] == 75
    with refused("assignment_unknown"):
        scenario.do("district", "release_organization", **released)


def test_a_unit_is_assigned_once_and_released_without_open_milestones(scenario: ProjectsScenario) -> None:
    matter = {"id": scenario.published()[0]}
    part = {"project_id": matter["id"], "post": "书记", "duty": "落实"}
    with refused("already_assigned"):
        scenario.do("district", "assign_organization", organization_id="first", **part)
    with refused("organization_unknown"):
        scenario.do("district", "assign_organization", organization_id="nowhere", **part)
    milestone = scenario.milestone(matter, "district", deadline=date(2026, 9, 30))
    released = {"project_id": matter["id"], "organization_id": "first", "reason": "调整"}
    with refused("unit_has_milestones"):
        scenario.do("district", "release_organization", **released)
    scenario.do("district", "drop_milestone", project_id=matter["id"], milestone_id=milestone["id"], reason="不再需要")
    scenario.do("district", "release_organization", **released)
    assert [event.released_organization_id for event in scenario.events("matter_released")] == ["first"]
