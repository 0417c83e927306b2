"""Brands: discovered, consolidated, promoted; known ever further; carried by points and projects."""

from datetime import date
from typing import Any

import pytest

from services.demonstration_points import reactions
from services.demonstration_points.commands.brand_evidence import MOST
from shared.events import projects as told_by_projects
from shared.events.demonstration_points_brands import REACHES
from shared.events.projects import ProjectState
from tests.expect import refused
from tests.scenarios.demonstration_points import DemonstrationPointsScenario, strength


def project(project_id: str = "project", revision: int = 1, **more: Any) -> told_by_projects.ProjectApproved:
    """Return a project as the projects service tells of it."""
    stands = {"organization_id": "first", "title": "邻里节", "status": "approved"} | more
    state = ProjectState(
        project_id=project_id, revision=revision, kind="secretary_project", year=2026, category="brand_building",
        lead_post="书记", **stands,
    )  # fmt: skip
    ids = {"district_id": "district", "organization_id": state.organization_id, "project_id": project_id}
    return told_by_projects.ProjectApproved(**ids, project=state, approved_on=date(2026, 2, 1))


def test_a_brand_goes_its_way_from_its_community_to_the_district(scenario: DemonstrationPointsScenario) -> None:
    brand = scenario.brand(description="百户同席")
    assert (brand["status"], brand["reach"], brand["discovered_on"]) == ("discovered", "community", scenario.day)
    done = scenario.do("east", "consolidate_brand", brand_id=brand["id"], opinion="已连续举办三年")
    assert (done["status"], done["consolidated_on"]) == ("consolidated", scenario.day)
    done = scenario.do("district", "promote_brand", brand_id=brand["id"], basis="区委组织部通知〔2026〕5号")
    assert (done["status"], done["promoted_on"], done["version"]) == ("promoted", scenario.day, 3)
    assert [event.brand.revision for event in scenario.events()] == [1, 2, 3]
    way = scenario.ask("first", "brand_steps", brand_id=brand["id"])["items"]
    assert [(step["step"], step["organization_id"]) for step in way] == [
        ("discover", "first"), ("consolidate", "east"), ("promote", "district"),
    ]  # fmt: skip


def test_who_may_say_what_of_a_brand(scenario: DemonstrationPointsScenario) -> None:
    brand = scenario.brand()
    asked = {"brand_id": brand["id"]}
    for who, command, more in (
        ("first", "consolidate_brand", {"opinion": "好"}),
        ("west", "consolidate_brand", {"opinion": "好"}),
        ("east", "promote_brand", {"basis": "通知"}),
        ("second", "amend_brand", {"name": "新名"}),
        ("cell", "dismiss_brand", {"reason": "不是"}),
        ("first", "widen_reach", {"reach": "street", "basis": "报道"}),
        ("east", "widen_reach", {"reach": "district", "basis": "报道"}),
    ):
        with refused("grant_does_not_reach"):
            scenario.do(who, command, **asked, **more)
    with refused("step_not_possible"):
        scenario.do("district", "promote_brand", **asked, basis="通知")
    with refused("text_missing"):
        scenario.do("east", "consolidate_brand", **asked, opinion="")


@pytest.mark.parametrize(
    ("organization", "who", "reach"),
    [
        ("east", "east", "street"),
        ("office", "district", "community"),
        ("district", "district", "district"),
        ("cell", "first", "community"),
    ],
)
def test_a_brand_is_known_at_first_where_its_organization_stands(
    scenario: DemonstrationPointsScenario, organization: str, who: str, reach: str
) -> None:
    brand = scenario.do(who, "discover_brand", organization_id=organization, name="邻里节")
    assert brand["reach"] == reach
    judge = "east" if organization == "cell" else "district"
    assert scenario.do(judge, "consolidate_brand", brand_id=brand["id"], opinion="好")["status"] == "consolidated"


@pytest.mark.parametrize("before", REACHES)
@pytest.mark.parametrize("after", REACHES)
def test_a_reach_only_widens(scenario: DemonstrationPointsScenario, before: str, after: str) -> None:
    brand = scenario.brand()
    if before != "community":
        scenario.do("district", "widen_reach", brand_id=brand["id"], reach=before, basis="媒体报道")
    asked = {"brand_id": brand["id"], "reach": after, "basis": "表彰文件"}
    if REACHES.index(after) > REACHES.index(before):
        widened = scenario.do("district", "widen_reach", **asked)
        assert widened["reach"] == after
        assert scenario.events("brand_reach_widened")[-1].previous_reach == before
    else:
        with refused("reach_not_wider"):
            scenario.do("district", "widen_reach", **asked)
        assert scenario.ask("first", "brand", brand_id=brand["id"])["reach"] == before


def test_a_street_says_how_far_a_brand_is_known_inside_it_and_bad_words_are_refused(
    scenario: DemonstrationPointsScenario,
) -> None:
    brand = scenario.brand()
    assert scenario.do("east", "widen_reach", brand_id=brand["id"], reach="street", basis="简报")["reach"] == "street"
    with refused("reach_unknown"):
        scenario.do("district", "widen_reach", brand_id=brand["id"], reach="galaxy", basis="简报")
    with refused("text_missing"):
        scenario.do("district", "widen_reach", brand_id=brand["id"], reach="nation", basis=" ")
    for code, asked in (
        ("text_missing", {"name": ""}),
        ("text_too_long", {"name": "名" * 101}),
        ("text_too_long", {"description": "说" * 2001}),
        ("day_in_the_future", {"on": date(2026, 3, 3)}),
    ):
        with refused(code):
            scenario.brand(**asked)
    with refused("brand_unknown"):
        scenario.ask("first", "brand", brand_id="点")


def test_a_brand_s_words_are_amended_under_its_version(scenario: DemonstrationPointsScenario) -> None:
    brand = scenario.brand(description="百户同席")
    asked = {"brand_id": brand["id"]}
    changed = scenario.do("first", "amend_brand", **asked, name="千家宴", expected_version=1)
    assert (changed["name"], changed["description"]) == ("千家宴", "百户同席")
    assert scenario.do("first", "amend_brand", **asked, description="")["description"] is None
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_brand", **asked, name="又改", expected_version=1)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_brand", **asked)


def test_a_strength_proposes_a_brand_once_and_a_person_takes_it_up(scenario: DemonstrationPointsScenario) -> None:
    scenario.react(reactions.propose_brand_on_strength_recorded, strength(), strength(), strength(2, "third"))
    proposed = scenario.ask("district", "brands", organization_id="district", status="proposed")["items"]
    assert [(brand["organization_id"], brand["name"]) for brand in proposed] in (
        [("first", "菜单式服务"), ("third", "菜单式服务")],
        [("third", "菜单式服务"), ("first", "菜单式服务")],
    )
    brand = scenario.ask("first", "brands", organization_id="first")["items"][0]
    assert (brand["visit_id"], brand["strength_id"], brand["proposed_on"]) == ("visit", "strength-1", date(2026, 3, 1))
    with refused("step_not_possible"):
        scenario.do("first", "amend_brand", brand_id=brand["id"], name="新名")
    taken = scenario.do("first", "adopt_brand", brand_id=brand["id"], name="点单派单")
    assert (taken["status"], taken["name"], taken["discovered_on"]) == ("discovered", "点单派单", scenario.day)
    with refused("step_not_possible"):
        scenario.do("first", "adopt_brand", brand_id=brand["id"])
    assert [event.name for event in scenario.events()] == ["brand_proposed", "brand_proposed", "brand_discovered"]


def test_a_proposed_brand_is_dismissed_with_a_reason_and_stays_on_record(scenario: DemonstrationPointsScenario) -> None:
    scenario.react(reactions.propose_brand_on_strength_recorded, strength())
    brand = scenario.ask("first", "brands", organization_id="first")["items"][0]
    with refused("text_missing"):
        scenario.do("first", "dismiss_brand", brand_id=brand["id"], reason=" ")
    with refused("grant_does_not_reach"):
        scenario.do("second", "dismiss_brand", brand_id=brand["id"], reason="与我无关")
    assert scenario.do("first", "dismiss_brand", brand_id=brand["id"], reason="属常规工作")["status"] == "dismissed"
    assert scenario.ask("first", "brand_steps", brand_id=brand["id"])["items"][-1]["opinion"] == "属常规工作"
    with refused("step_not_possible"):
        scenario.do("first", "adopt_brand", brand_id=brand["id"])


def test_a_strength_of_any_length_at_an_organization_not_heard_of_yet_is_kept(
    scenario: DemonstrationPointsScenario,
) -> None:
    scenario.react(reactions.propose_brand_on_strength_recorded, strength(1, "new", text="长" * 4000))
    told = scenario.events("brand_proposed")[0].brand
    assert (told.organization_id, told.name, told.reach) == ("new", "长" * 100, "community")


def test_points_and_known_projects_carry_a_brand_and_nothing_else_does(scenario: DemonstrationPointsScenario) -> None:
    brand, point = scenario.brand(), scenario.declared()
    asked = {"brand_id": brand["id"]}
    scenario.react(reactions.replicate_project_on_project_event, project())
    by_point = scenario.do("first", "add_carrier", **asked, kind="point", record_id=point["id"])
    by_project = scenario.do("first", "add_carrier", **asked, kind="project", record_id="project")
    assert (by_point["title"], by_project["title"], by_project["status"]) == ("邻里中心", "邻里节", "approved")
    for code, more in (
        ("carrier_record_unknown", {"kind": "project", "record_id": "unheard-of"}),
        ("carrier_record_unknown", {"kind": "project", "record_id": point["id"]}),
        ("carrier_record_unknown", {"kind": "point", "record_id": "project"}),
        ("carrier_record_unknown", {"kind": "point", "record_id": "点"}),
        ("carrier_kind_unknown", {"kind": "branch", "record_id": "project"}),
        ("carried_already", {"kind": "project", "record_id": "project"}),
    ):
        with refused(code):
            scenario.do("first", "add_carrier", **asked, **more)
    carried = {carrier.kind for carrier in scenario.events("brand_carrier_added")[-1].brand.carriers}
    assert carried == {"point", "project"}
    with refused("carrier_unknown"):
        scenario.do("first", "remove_carrier", **asked, carrier_id="nothing", reason="不再")
    with refused("text_missing"):
        scenario.do("first", "remove_carrier", **asked, carrier_id=by_point["id"], reason="")
    scenario.do("first", "remove_carrier", **asked, carrier_id=by_point["id"], reason="另有品牌")
    left = scenario.ask("first", "carriers", **asked)["items"]
    assert [carrier["id"] for carrier in left] == [by_project["id"]]
    assert [one.kind for one in scenario.events("brand_carrier_removed")[0].brand.carriers] == ["project"]


def test_what_is_known_of_a_project_is_the_newest_in_whichever_order_it_is_heard(
    scenario: DemonstrationPointsScenario,
) -> None:
    brand = scenario.brand()
    newest = project(revision=3, title="邻里文化节", status="in_progress")
    scenario.react(reactions.replicate_project_on_project_event, newest, project(revision=2), newest)
    carrier = scenario.do("first", "add_carrier", brand_id=brand["id"], kind="project", record_id="project")
    assert (carrier["title"], carrier["status"]) == ("邻里文化节", "in_progress")


@pytest.mark.parametrize("status", ["withdrawn", "ended_with_organization"])
def test_what_has_ended_carries_nothing_new_but_stays_where_it_is(
    scenario: DemonstrationPointsScenario, status: str
) -> None:
    brand = scenario.brand()
    asked = {"brand_id": brand["id"], "kind": "project", "record_id": "project"}
    scenario.react(reactions.replicate_project_on_project_event, project())
    scenario.do("first", "add_carrier", **asked)
    scenario.react(reactions.replicate_project_on_project_event, project(revision=2, status=status))
    assert scenario.ask("first", "carriers", brand_id=brand["id"])["items"][0]["status"] == status
    other = scenario.brand("second")
    with refused("carrier_gone"):
        scenario.do("second", "add_carrier", **asked | {"brand_id": other["id"]})


@pytest.mark.slow
def test_a_brand_has_a_hundred_carriers_at_most(scenario: DemonstrationPointsScenario) -> None:
    brand = scenario.brand()
    told = [project(f"project-{number}") for number in range(MOST + 1)]
    scenario.react(reactions.replicate_project_on_project_event, *told)
    for number in range(MOST):
        scenario.do("first", "add_carrier", brand_id=brand["id"], kind="project", record_id=f"project-{number}")
    with refused("carriers_too_many"):
        scenario.do("first", "add_carrier", brand_id=brand["id"], kind="project", record_id=f"project-{MOST}")


def test_brands_are_listed_by_organization_status_and_reach(scenario: DemonstrationPointsScenario) -> None:
    near, far = scenario.brand(), scenario.brand("third", name="邻里节")
    scenario.do("district", "widen_reach", brand_id=far["id"], reach="city", basis="市级表彰")
    listed = scenario.ask("district", "brands", organization_id="district")["items"]
    assert sorted(brand["id"] for brand in listed) == sorted([near["id"], far["id"]])
    assert [one["id"] for one in scenario.ask("east", "brands", organization_id="east")["items"]] == [near["id"]]
    by_reach = scenario.ask("district", "brands", organization_id="district", reach="city")["items"]
    assert [one["id"] for one in by_reach] == [far["id"]]
    with refused("grant_does_not_reach"):
        scenario.ask("east", "brands", organization_id="west")
