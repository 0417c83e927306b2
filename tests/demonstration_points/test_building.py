"""Building by time nodes: set, amended, dropped, reached, waived; how each stands follows from its days alone."""

from datetime import date

import pytest

from tests.demonstration_points.world import MET, World
from tests.worlds import refused

DUE = date(2026, 3, 27)


def test_a_node_is_on_track_at_risk_and_overdue_by_working_days(world: World) -> None:
    point = world.building(world.scheme())
    node = world.see("first", "plan", point_id=point["id"])["items"][0]
    assert (node["due_on"], node["at_risk_from"], node["overdue_from"]) == (DUE, date(2026, 3, 20), date(2026, 3, 28))
    for day, standing in (
        (date(2026, 3, 19), "on_track"),
        (date(2026, 3, 20), "at_risk"),
        (DUE, "at_risk"),
        (date(2026, 3, 28), "overdue"),
    ):
        world.day = day
        assert world.see("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == standing
        assert world.shown(point)["standing"] == standing
        listed = world.see("east", "nodes", organization_id="east", standing=standing)["items"]
        assert [item["id"] for item in listed] == [node["id"]]


@pytest.mark.parametrize(
    ("deadline", "due_on"),
    [
        (date(2026, 4, 3), date(2026, 4, 3)),
        (date(2026, 4, 4), date(2026, 4, 7)),  # Saturday, 清明 the day after, which is taken on Monday
        (date(2026, 5, 9), date(2026, 5, 9)),  # a Saturday on which one works for the May holidays
    ],
)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(world: World, deadline: date, due_on: date) -> None:
    point = world.confirmed(world.scheme())
    assert world.node(point, deadline=deadline)["due_on"] == due_on


def test_a_node_counts_only_while_its_point_is_confirmed_or_built(world: World) -> None:
    scheme, point = world.scheme(), world.declared()
    node = world.node(point, deadline=date(2026, 3, 4))
    assert node["standing"] == "not_counting"
    assert world.see("first", "nodes", organization_id="first")["items"] == []
    world.do("east", "vet_point", point_id=point["id"], decision="pass")
    world.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    assert world.see("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == "at_risk"
    world.do("district", "withdraw_point", point_id=point["id"], reason="不再开展")
    assert world.see("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == "not_counting"
    assert world.shown(point)["standing"] is None


def test_building_does_not_start_without_a_plan(world: World) -> None:
    point = world.confirmed(world.scheme())
    with refused("building_plan_missing"):
        world.do("first", "start_building", point_id=point["id"])
    dropped = world.node(point)
    world.do("first", "drop_node", point_id=point["id"], node_id=dropped["id"], reason="重复")
    with refused("building_plan_missing"):
        world.do("first", "start_building", point_id=point["id"])
    world.node(point)
    started = world.do("first", "start_building", point_id=point["id"])
    assert (started["status"], started["started_on"], started["nodes"]) == ("building", world.day, 1)


@pytest.mark.parametrize(("on", "standing"), [(DUE, "reached_on_time"), (date(2026, 3, 28), "reached_late")])
def test_a_report_reaches_a_node_on_time_or_late(world: World, on: date, standing: str) -> None:
    point = world.building(world.scheme())
    node = world.see("first", "plan", point_id=point["id"])["items"][0]
    world.day = on
    asked = {"point_id": point["id"], "node_id": node["id"]}
    done = world.do("first", "reach_node", **asked, text="装修完成", evidence="台账12", expected_version=1)
    assert (done["status"], done["standing"], done["reached_on"]) == ("reached", standing, on)
    assert (done["report"], done["evidence"], done["version"]) == ("装修完成", "台账12", 2)
    assert world.shown(point)["nodes_reached"] == 1
    assert world.told("node_reached")[0].node.reached_on == on
    with refused("node_not_open"):
        world.do("first", "reach_node", **asked, text="又一次")


def test_a_report_made_by_mistake_is_taken_back_with_a_reason(world: World) -> None:
    point = world.building(world.scheme())
    node = world.see("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"]}
    with refused("node_not_reached"):
        world.do("first", "reopen_node", **asked, reason="误报")
    world.do("first", "reach_node", **asked, text="完成")
    with refused("text_missing"):
        world.do("first", "reopen_node", **asked, reason="")
    opened = world.do("first", "reopen_node", **asked, reason="误报")
    assert (opened["status"], opened["report"], opened["standing"]) == ("open", None, "on_track")
    assert world.shown(point)["nodes_reached"] == 0
    assert world.told("node_reopened")[0].node.status == "open"


def test_the_longest_title_and_the_longest_reason_stay_on_record_whole(world: World) -> None:
    title, reason = "题" * 100, "因" * 1000
    point = world.building(world.scheme())
    node = world.see("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"]}
    world.do("first", "amend_node", **asked, title=title, reason=reason)
    world.do("first", "reach_node", **asked, text="完成")
    world.do("first", "reopen_node", **asked, reason=reason)
    world.do("district", "waive_node", **asked, reason=reason)
    opinions = [step["opinion"] for step in world.see("first", "steps", point_id=point["id"])["items"]]
    assert opinions[-1] == opinions[-2] == f"{title}：{reason}"


def test_a_node_is_reached_since_building_began_and_not_in_the_future(world: World) -> None:
    point = world.building(world.scheme())
    node = world.see("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"], "text": "完成"}
    with refused("reached_before_start"):
        world.do("first", "reach_node", **asked, on=date(2026, 3, 1))
    with refused("day_in_the_future"):
        world.do("first", "reach_node", **asked, on=date(2026, 3, 3))
    with refused("grant_does_not_reach"):
        world.do("second", "reach_node", **asked)
    waiting = world.confirmed(world.scheme(scope="city"), "second")
    ahead = world.node(waiting, "second")
    with refused("step_not_possible"):
        world.do("second", "reach_node", point_id=waiting["id"], node_id=ahead["id"], text="完成")


def test_once_confirmed_a_change_of_the_plan_needs_a_reason(world: World) -> None:
    point = world.declared()
    node = world.node(point)
    asked = {"point_id": point["id"], "node_id": node["id"]}
    changed = world.do("first", "amend_node", **asked, title="设计定稿", post="副书记", expected_version=1)
    assert (changed["title"], changed["post"], changed["deadline"]) == ("设计定稿", "副书记", DUE)
    world.do("east", "vet_point", point_id=point["id"], decision="pass")
    world.do("district", "confirm_point", point_id=point["id"], scheme_id=world.scheme()["id"])
    with refused("text_missing"):
        world.do("first", "amend_node", **asked, deadline=date(2026, 4, 10))
    with refused("nothing_to_change"):
        world.do("first", "amend_node", **asked, reason="推迟")
    with refused("changed_meanwhile"):
        world.do("first", "amend_node", **asked, deadline=date(2026, 4, 10), reason="推迟", expected_version=1)
    later = world.do("first", "amend_node", **asked, deadline=date(2026, 4, 10), reason="施工推迟")
    assert later["overdue_from"] == date(2026, 4, 11)
    assert world.told("node_amended")[-1].previous_deadline == DUE
    assert world.see("first", "steps", point_id=point["id"])["items"][-1]["opinion"] == "设计定稿：施工推迟"
    with refused("text_missing"):
        world.do("first", "drop_node", **asked, reason="")
    dropped = world.do("first", "drop_node", **asked, reason="合并")
    assert (dropped["status"], dropped["standing"], dropped["reason"]) == ("dropped", "dropped", "合并")
    with refused("node_not_open"):
        world.do("first", "amend_node", **asked, title="又改", reason="又改")


@pytest.mark.parametrize(
    ("deadline", "fits"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
        (date(9999, 12, 31), False),
        (date(1, 1, 1), False),
    ],
)
def test_a_deadline_lies_in_the_point_s_year_or_the_next(world: World, deadline: date, fits: bool) -> None:  # noqa: FBT001 - a case of the table
    point = world.declared()
    if fits:
        assert world.node(point, deadline=deadline)["deadline"] == deadline
    else:
        with refused("node_outside_years"):
            world.node(point, deadline=deadline)


@pytest.mark.slow
def test_a_plan_has_sixty_nodes_and_not_one_more(world: World) -> None:
    point = world.declared()
    for _ in range(60):
        world.node(point)
    with refused("nodes_too_many"):
        world.node(point)


def test_a_waived_node_lets_the_point_be_accepted_and_needs_a_reason(world: World) -> None:
    point = world.building(world.scheme())
    second = world.node(point, title="导览系统")
    asked = {"point_id": point["id"], "node_id": second["id"]}
    first = world.see("first", "plan", point_id=point["id"])["items"]
    open_one = next(node["id"] for node in first if node["id"] != second["id"])
    world.do("first", "reach_node", point_id=point["id"], node_id=open_one, text="完成")
    with refused("nodes_not_reached") as caught:
        world.do("district", "accept_point", point_id=point["id"], opinion="好", met=list(MET))
    assert "导览系统" in caught.value.text("zh")
    with refused("text_missing"):
        world.do("district", "waive_node", **asked, reason=" ")
    waived = world.do("district", "waive_node", **asked, reason="改由街道统建")
    assert (waived["status"], waived["standing"]) == ("waived", "waived")
    assert world.told("node_waived")[0].node.node_id == second["id"]
    accepted = world.do("district", "accept_point", point_id=point["id"], opinion="好", met=list(MET))
    assert (accepted["status"], accepted["nodes"], accepted["nodes_reached"]) == ("accepted", 1, 1)


def test_a_node_of_another_point_is_unknown_here(world: World) -> None:
    point, other = world.declared(), world.declared("second")
    node = world.node(other, "second")
    for node_id in (node["id"], "nothing", "点"):
        with refused("node_unknown"):
            world.do("first", "amend_node", point_id=point["id"], node_id=node_id, title="改")
        with refused("node_unknown"):
            world.see("first", "node", point_id=point["id"], node_id=node_id)
    with refused("standing_unknown"):
        world.see("first", "nodes", organization_id="first", standing="late")


def test_deadlines_are_derived_anew_once_and_then_no_more(world: World) -> None:
    point = world.building(world.scheme())
    world.node(point, deadline=date(2027, 5, 1))
    assert world.do("district", "renew_nodes", organization_id="district") == {"looked_at": 2, "changed": 0}
    with world.executor.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE node SET due_on = '2027-05-01' WHERE deadline = '2027-05-01'")
    assert world.do("district", "renew_nodes", organization_id="district") == {"looked_at": 2, "changed": 1}
    assert world.told("node_amended")[0].node.due_on > date(2027, 5, 1)
    assert world.do("district", "renew_nodes", organization_id="district")["changed"] == 0
    with refused("grant_does_not_reach"):
        world.do("east", "renew_nodes", organization_id="district")
