"""Building by time nodes: set, amended, dropped, reached, waived; how each stands follows from its days alone."""

from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.demonstration_points import MET, DemonstrationPointsScenario

DUE = date(2026, 3, 27)


def test_a_node_is_on_track_at_risk_and_overdue_by_working_days(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]
    assert (node["due_on"], node["at_risk_from"], node["overdue_from"]) == (DUE, date(2026, 3, 20), date(2026, 3, 28))
    for day, standing in (
        (date(2026, 3, 19), "on_track"),
        (date(2026, 3, 20), "at_risk"),
        (DUE, "at_risk"),
        (date(2026, 3, 28), "overdue"),
    ):
        scenario.day = day
        assert scenario.ask("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == standing
        assert scenario.shown(point)["standing"] == standing
        listed = scenario.ask("east", "nodes", organization_id="east", standing=standing)["items"]
        assert [item["id"] for item in listed] == [node["id"]]


@pytest.mark.parametrize(
    ("deadline", "due_on"),
    [
        (date(2026, 4, 3), date(2026, 4, 3)),
        (date(2026, 4, 4), date(2026, 4, 7)),  # Saturday, 清明 the day after, which is taken on Monday
        (date(2026, 5, 9), date(2026, 5, 9)),  # a Saturday on which one works for the May holidays
    ],
)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(
    scenario: DemonstrationPointsScenario, deadline: date, due_on: date
) -> None:
    point = scenario.confirmed(scenario.scheme())
    assert scenario.node(point, deadline=deadline)["due_on"] == due_on


def test_a_node_counts_only_while_its_point_is_confirmed_or_built(scenario: DemonstrationPointsScenario) -> None:
    scheme, point = scenario.scheme(), scenario.declared()
    node = scenario.node(point, deadline=date(2026, 3, 4))
    assert node["standing"] == "not_counting"
    assert scenario.ask("first", "nodes", organization_id="first")["items"] == []
    scenario.do("east", "vet_point", point_id=point["id"], decision="pass")
    scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    assert scenario.ask("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == "at_risk"
    scenario.do("district", "withdraw_point", point_id=point["id"], reason="不再开展")
    assert scenario.ask("first", "node", point_id=point["id"], node_id=node["id"])["standing"] == "not_counting"
    assert scenario.shown(point)["standing"] is None


def test_building_does_not_start_without_a_plan(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.confirmed(scenario.scheme())
    with refused("building_plan_missing"):
        scenario.do("first", "start_building", point_id=point["id"])
    dropped = scenario.node(point)
    scenario.do("first", "drop_node", point_id=point["id"], node_id=dropped["id"], reason="重复")
    with refused("building_plan_missing"):
        scenario.do("first", "start_building", point_id=point["id"])
    scenario.node(point)
    started = scenario.do("first", "start_building", point_id=point["id"])
    assert (started["status"], started["started_on"], started["nodes"]) == ("building", scenario.day, 1)


@pytest.mark.parametrize(("on", "standing"), [(DUE, "reached_on_time"), (date(2026, 3, 28), "reached_late")])
def test_a_report_reaches_a_node_on_time_or_late(
    scenario: DemonstrationPointsScenario, on: date, standing: str
) -> None:
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]
    scenario.day = on
    asked = {"point_id": point["id"], "node_id": node["id"]}
    done = scenario.do("first", "reach_node", **asked, text="装修完成", evidence="台账12", expected_version=1)
    assert (done["status"], done["standing"], done["reached_on"]) == ("reached", standing, on)
    assert (done["report"], done["evidence"], done["version"]) == ("装修完成", "台账12", 2)
    assert scenario.shown(point)["nodes_reached"] == 1
    assert scenario.events("node_reached")[0].node.reached_on == on
    with refused("node_not_open"):
        scenario.do("first", "reach_node", **asked, text="又一次")


def test_a_report_made_by_mistake_is_taken_back_with_a_reason(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"]}
    with refused("node_not_reached"):
        scenario.do("first", "reopen_node", **asked, reason="误报")
    scenario.do("first", "reach_node", **asked, text="完成")
    with refused("text_missing"):
        scenario.do("first", "reopen_node", **asked, reason="")
    opened = scenario.do("first", "reopen_node", **asked, reason="误报")
    assert (opened["status"], opened["report"], opened["standing"]) == ("open", None, "on_track")
    assert scenario.shown(point)["nodes_reached"] == 0
    assert scenario.events("node_reopened")[0].node.status == "open"


def test_the_longest_title_and_the_longest_reason_stay_on_record_whole(scenario: DemonstrationPointsScenario) -> None:
    title, reason = "题" * 100, "因" * 1000
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"]}
    scenario.do("first", "amend_node", **asked, title=title, reason=reason)
    scenario.do("first", "reach_node", **asked, text="完成")
    scenario.do("first", "reopen_node", **asked, reason=reason)
    scenario.do("district", "waive_node", **asked, reason=reason)
    opinions = [step["opinion"] for step in scenario.ask("first", "steps", point_id=point["id"])["items"]]
    assert opinions[-1] == opinions[-2] == f"{title}：{reason}"


def test_a_node_is_reached_since_building_began_and_not_in_the_future(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]
    asked = {"point_id": point["id"], "node_id": node["id"], "text": "完成"}
    with refused("reached_before_start"):
        scenario.do("first", "reach_node", **asked, on=date(2026, 3, 1))
    with refused("day_in_the_future"):
        scenario.do("first", "reach_node", **asked, on=date(2026, 3, 3))
    with refused("grant_does_not_reach"):
        scenario.do("second", "reach_node", **asked)
    waiting = scenario.confirmed(scenario.scheme(scope="city"), "second")
    ahead = scenario.node(waiting, "second")
    with refused("step_not_possible"):
        scenario.do("second", "reach_node", point_id=waiting["id"], node_id=ahead["id"], text="完成")


def test_once_confirmed_a_change_of_the_plan_needs_a_reason(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    node = scenario.node(point)
    asked = {"point_id": point["id"], "node_id": node["id"]}
    changed = scenario.do("first", "amend_node", **asked, title="设计定稿", post="副书记", expected_version=1)
    assert (changed["title"], changed["post"], changed["deadline"]) == ("设计定稿", "副书记", DUE)
    scenario.do("east", "vet_point", point_id=point["id"], decision="pass")
    scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scenario.scheme()["id"])
    with refused("text_missing"):
        scenario.do("first", "amend_node", **asked, deadline=date(2026, 4, 10))
    with refused("nothing_to_change"):
        scenario.do("first", "amend_node", **asked, reason="推迟")
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_node", **asked, deadline=date(2026, 4, 10), reason="推迟", expected_version=1)
    later = scenario.do("first", "amend_node", **asked, deadline=date(2026, 4, 10), reason="施工推迟")
    assert later["overdue_from"] == date(2026, 4, 11)
    assert scenario.events("node_amended")[-1].previous_deadline == DUE
    assert scenario.ask("first", "steps", point_id=point["id"])["items"][-1]["opinion"] == "设计定稿：施工推迟"
    with refused("text_missing"):
        scenario.do("first", "drop_node", **asked, reason="")
    dropped = scenario.do("first", "drop_node", **asked, reason="合并")
    assert (dropped["status"], dropped["standing"], dropped["reason"]) == ("dropped", "dropped", "合并")
    with refused("node_not_open"):
        scenario.do("first", "amend_node", **asked, title="又改", reason="又改")


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
def test_a_deadline_lies_in_the_point_s_year_or_the_next(
    scenario: DemonstrationPointsScenario, deadline: date, *, fits: bool
) -> None:
    point = scenario.declared()
    if fits:
        assert scenario.node(point, deadline=deadline)["deadline"] == deadline
    else:
        with refused("node_outside_years"):
            scenario.node(point, deadline=deadline)


@pytest.mark.slow
def test_a_plan_has_sixty_nodes_and_not_one_more(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    for _ in range(60):
        scenario.node(point)
    with refused("nodes_too_many"):
        scenario.node(point)


def test_a_waived_node_lets_the_point_be_accepted_and_needs_a_reason(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    second = scenario.node(point, title="导览系统")
    asked = {"point_id": point["id"], "node_id": second["id"]}
    first = scenario.ask("first", "plan", point_id=point["id"])["items"]
    open_one = next(node["id"] for node in first if node["id"] != second["id"])
    scenario.do("first", "reach_node", point_id=point["id"], node_id=open_one, text="完成")
    with refused("nodes_not_reached") as caught:
        scenario.do("district", "accept_point", point_id=point["id"], opinion="好", met=list(MET))
    assert "导览系统" in caught.value.text("zh")
    with refused("text_missing"):
        scenario.do("district", "waive_node", **asked, reason=" ")
    waived = scenario.do("district", "waive_node", **asked, reason="改由街道统建")
    assert (waived["status"], waived["standing"]) == ("waived", "waived")
    assert scenario.events("node_waived")[0].node.node_id == second["id"]
    accepted = scenario.do("district", "accept_point", point_id=point["id"], opinion="好", met=list(MET))
    assert (accepted["status"], accepted["nodes"], accepted["nodes_reached"]) == ("accepted", 1, 1)


def test_a_node_of_another_point_is_unknown_here(scenario: DemonstrationPointsScenario) -> None:
    point, other = scenario.declared(), scenario.declared("second")
    node = scenario.node(other, "second")
    for node_id in (node["id"], "nothing", "点"):
        with refused("node_unknown"):
            scenario.do("first", "amend_node", point_id=point["id"], node_id=node_id, title="改")
        with refused("node_unknown"):
            scenario.ask("first", "node", point_id=point["id"], node_id=node_id)
    with refused("standing_unknown"):
        scenario.ask("first", "nodes", organization_id="first", standing="late")


def test_deadlines_are_derived_anew_once_and_then_no_more(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.building(scenario.scheme())
    scenario.node(point, deadline=date(2027, 5, 1))
    assert scenario.do("district", "renew_nodes", organization_id="district") == {"looked_at": 2, "changed": 0}
    with scenario.executor.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE node SET due_on = '2027-05-01' WHERE deadline = '2027-05-01'")
    assert scenario.do("district", "renew_nodes", organization_id="district") == {"looked_at": 2, "changed": 1}
    assert scenario.events("node_amended")[0].node.due_on > date(2027, 5, 1)
    assert scenario.do("district", "renew_nodes", organization_id="district")["changed"] == 0
    with refused("grant_does_not_reach"):
        scenario.do("east", "renew_nodes", organization_id="district")
