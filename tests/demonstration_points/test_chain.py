"""The chain of a point: declared by its unit, vetted by its street, confirmed by the district; who may do what."""

from datetime import date, timedelta

import pytest

from shared.rights import Actor, Grant
from tests.expect import refused
from tests.scenarios.demonstration_points import MET, DemonstrationPointsScenario


def test_a_point_goes_its_whole_way_and_every_step_is_on_record(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.active(scenario.scheme())
    assert (point["status"], point["active_from"]) == ("active", scenario.day)
    assert [event.name for event in scenario.events()] == [
        "scheme_opened", "point_declared", "point_vetted", "point_confirmed", "node_set", "point_building_started",
        "node_reached", "point_accepted", "point_activated",
    ]  # fmt: skip
    way = scenario.ask("first", "steps", point_id=point["id"])["items"]
    assert [(step["step"], step["organization_id"], step["account_id"]) for step in way] == [
        ("declare", "first", "first"), ("vet", "east", "east"), ("confirm", "district", "district"),
        ("start", "first", "first"), ("reach", "first", "first"), ("accept", "district", "district"),
        ("activate", "district", "district"),
    ]  # fmt: skip
    assert way[1]["opinion"] == "同意上报"
    assert way[0]["recorded_at"] == scenario.now()


def test_every_fact_carries_the_point_whole_with_a_growing_revision(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.active(scenario.scheme())
    states = [event.point for event in scenario.events() if hasattr(event, "point")]
    assert [state.revision for state in states] == list(range(1, 9)) == [*range(1, point["version"] + 1)]
    assert [state.status for state in states] == [
        "declared", "vetted", "confirmed", "confirmed", "building", "building", "accepted", "active",
    ]  # fmt: skip
    assert (states[-1].nodes, states[-1].nodes_reached, states[-1].scope) == (1, 1, "district")
    assert states[1].scope is None


@pytest.mark.parametrize("who", ["first", "second", "west", "cell", "auditor"])
def test_only_the_street_above_vets(scenario: DemonstrationPointsScenario, who: str) -> None:
    point = scenario.declared()
    with refused("grant_does_not_reach"):
        scenario.do(who, "vet_point", point_id=point["id"], decision="pass")


def test_a_street_role_on_the_declaring_community_does_not_vet(scenario: DemonstrationPointsScenario) -> None:
    scenario.people["narrow"] = Actor("narrow", "narrow", (Grant("street_staff", "first"),))
    with refused("grant_does_not_reach"):
        scenario.do("narrow", "vet_point", point_id=scenario.declared()["id"], decision="pass")


@pytest.mark.parametrize("organization", ["east", "office", "district"])
def test_where_no_street_stands_above_the_district_vets_and_a_colleague_confirms(
    scenario: DemonstrationPointsScenario, organization: str
) -> None:
    scheme, point = scenario.scheme(), scenario.declared(organization, who="colleague")
    with refused("grant_does_not_reach"):
        scenario.do("east", "vet_point", point_id=point["id"], decision="pass")
    scenario.do("district", "vet_point", point_id=point["id"], decision="pass")
    assert scenario.events("point_vetted")[0].vetted_by == "district"
    with refused("own_vetting"):
        scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    scenario.people["third_man"] = Actor("third_man", "third", (Grant("district_staff", "district"),))
    done = scenario.do("third_man", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    assert done["status"] == "confirmed"


def test_the_district_confirms_nothing_that_is_not_vetted(scenario: DemonstrationPointsScenario) -> None:
    scheme, point = scenario.scheme(), scenario.declared()
    with refused("step_not_possible"):
        scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])


def test_nobody_decides_on_what_they_declared_or_amended(scenario: DemonstrationPointsScenario) -> None:
    scheme = scenario.scheme()
    own = scenario.declared(who="east")
    amended = scenario.declared()
    scenario.do("east", "amend_point", point_id=amended["id"], name="邻里客厅")
    for point in (own, amended):
        with refused("own_point"):
            scenario.do("east", "vet_point", point_id=point["id"], decision="pass")
    declared = scenario.declared(who="district")
    scenario.do("east", "vet_point", point_id=declared["id"], decision="pass")
    with refused("own_point"):
        scenario.do("district", "confirm_point", point_id=declared["id"], scheme_id=scheme["id"])
    scenario.do("colleague", "confirm_point", point_id=declared["id"], scheme_id=scheme["id"])
    scenario.node(declared)
    scenario.do("first", "start_building", point_id=declared["id"])
    scenario.reach_all(declared)
    with refused("own_point"):
        scenario.do("district", "accept_point", point_id=declared["id"], opinion="好", met=list(MET))
    done = scenario.do("colleague", "accept_point", point_id=declared["id"], opinion="好", met=list(MET))
    assert done["status"] == "accepted"


@pytest.mark.parametrize("who", ["first", "east"])
def test_only_the_district_confirms_accepts_activates_renews_and_waives(
    scenario: DemonstrationPointsScenario, who: str
) -> None:
    point = scenario.building(scenario.scheme())
    node = scenario.ask("first", "plan", point_id=point["id"])["items"][0]["id"]
    for command, asked in (
        ("confirm_point", {}),
        ("accept_point", {"opinion": "好"}),
        ("activate_point", {"until": date(2027, 1, 1)}),
        ("renew_point", {"until": date(2028, 1, 1), "basis": "决定"}),
        ("waive_node", {"node_id": node, "reason": "调整"}),
        ("withdraw_point", {"reason": "不符合"}),
    ):
        with refused("grant_does_not_reach"):
            scenario.do(who, command, point_id=point["id"], **asked)


def test_a_returned_point_says_why_and_is_declared_again_after_amending(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    with refused("text_missing"):
        scenario.do("east", "vet_point", point_id=point["id"], decision="return")
    returned = scenario.do("east", "vet_point", point_id=point["id"], decision="return", opinion="特点不突出")
    assert returned["status"] == "returned"
    scenario.do("first", "amend_point", point_id=point["id"], features="菜单式服务", foundation="五个支部", hardware="")
    again = scenario.do("first", "declare_again", point_id=point["id"], opinion="已补充")
    assert (again["status"], again["features"], again["foundation"]) == ("declared", "菜单式服务", "五个支部")
    assert again["hardware"] is None
    assert [event.again for event in scenario.events("point_declared")] == [False, True]
    assert scenario.events("point_returned")[0].returned_by == "east"


def test_the_district_returns_a_vetted_point_and_the_same_people_may_vet_and_confirm_again(
    scenario: DemonstrationPointsScenario,
) -> None:
    scheme, point = scenario.scheme(), scenario.vetted()
    with refused("text_missing"):
        scenario.do("district", "confirm_point", point_id=point["id"], decision="return")
    with refused("decision_unknown"):
        scenario.do("district", "confirm_point", point_id=point["id"], decision="maybe")
    scenario.do("district", "confirm_point", point_id=point["id"], decision="return", opinion="材料不全")
    scenario.do("first", "declare_again", point_id=point["id"])
    scenario.do("east", "vet_point", point_id=point["id"], decision="pass")
    done = scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    assert done["status"] == "confirmed"


@pytest.mark.parametrize("step", ["vetted", "confirmed"])
def test_words_are_changed_only_while_nobody_has_vetted_them(scenario: DemonstrationPointsScenario, step: str) -> None:
    point = scenario.vetted() if step == "vetted" else scenario.confirmed(scenario.scheme())
    with refused("step_not_possible"):
        scenario.do("first", "amend_point", point_id=point["id"], name="新名")


def test_an_unconfirmed_point_is_given_up_by_its_unit_a_titled_one_is_taken_down_by_the_district(
    scenario: DemonstrationPointsScenario,
) -> None:
    point = scenario.declared()
    with refused("text_missing"):
        scenario.do("first", "withdraw_point", point_id=point["id"], reason=" ")
    assert scenario.do("first", "withdraw_point", point_id=point["id"], reason="条件不备")["status"] == "withdrawn"
    active = scenario.active(scenario.scheme())
    done = scenario.do("district", "withdraw_point", point_id=active["id"], reason="作用发挥不好")
    assert (done["status"], done["standing"]) == ("withdrawn", None)
    way = scenario.ask("first", "steps", point_id=active["id"])["items"]
    assert (way[-1]["organization_id"], way[-1]["opinion"]) == ("district", "作用发挥不好")
    with refused("step_not_possible"):
        scenario.do("district", "withdraw_point", point_id=active["id"], reason="再次")


def test_bad_declarations_are_refused_in_the_field_concerned(scenario: DemonstrationPointsScenario) -> None:
    for code, asked in (
        ("text_missing", {"name": "  "}),
        ("text_too_long", {"name": "名" * 101}),
        ("text_has_control_characters", {"name": "邻里\x07中心"}),
        ("text_too_long", {"features": "特" * 2001}),
        ("year_out_of_range", {"year": 1999}),
        ("year_out_of_range", {"year": 2028}),
        ("day_in_the_future", {"on": date(2026, 3, 3)}),
    ):
        with refused(code):
            scenario.declared(**asked)
    with refused("organization_unknown"):
        scenario.do("district", "declare_point", organization_id="nowhere", year=2026, name="点")
    assert scenario.events() == []
    assert scenario.declared(name="𠮷祥里\ue000")["name"] == "𠮷祥里\ue000"


def test_a_step_is_not_dated_before_the_last_one_or_after_today(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared(on=scenario.day - timedelta(days=3))
    with refused("day_before_last_step"):
        scenario.do("east", "vet_point", point_id=point["id"], decision="pass", on=scenario.day - timedelta(days=4))
    with refused("day_in_the_future"):
        scenario.do("east", "vet_point", point_id=point["id"], decision="pass", on=scenario.day + timedelta(days=1))
    done = scenario.do("east", "vet_point", point_id=point["id"], decision="pass", on=scenario.day - timedelta(days=3))
    assert done["status"] == "vetted"


def test_what_was_changed_meanwhile_is_not_changed_again(scenario: DemonstrationPointsScenario) -> None:
    point = scenario.declared()
    scenario.do("first", "amend_point", point_id=point["id"], name="一", expected_version=1)
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_point", point_id=point["id"], name="二", expected_version=1)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_point", point_id=point["id"], expected_version=2)


@pytest.mark.parametrize("point_id", ["nothing", "x" * 65, "点", "a\x00b"])
def test_an_unknown_point_is_said_to_be_unknown(scenario: DemonstrationPointsScenario, point_id: str) -> None:
    with refused("demonstration_point_unknown"):
        scenario.ask("first", "point", point_id=point_id)
    with refused("demonstration_point_unknown"):
        scenario.do("first", "start_building", point_id=point_id)


def test_points_are_listed_by_organization_status_year_and_scheme(scenario: DemonstrationPointsScenario) -> None:
    scheme = scenario.scheme()
    active, declared, far = scenario.active(scheme), scenario.declared("second", name="二"), scenario.declared("third")
    listed = scenario.ask("district", "points", organization_id="district")["items"]
    assert {item["id"] for item in listed} == {active["id"], declared["id"], far["id"]}
    assert [item["id"] for item in listed] == sorted(item["id"] for item in listed)
    wanted = ({"status": "active"}, {"status": "declared"}, {"year": 2025}, {"scheme_id": scheme["id"]})
    found = [scenario.ask("east", "points", organization_id="east", **asked)["items"] for asked in wanted]
    ids = [[item["id"] for item in items] for items in found]
    assert ids == [[active["id"]], [declared["id"]], [], [active["id"]]]
    first = scenario.ask("district", "points", organization_id="district", limit=2)
    rest = scenario.ask("district", "points", organization_id="district", limit=2, after=first["next_after"])
    assert [*first["items"], *rest["items"]] == listed
    with refused("grant_does_not_reach"):
        scenario.ask("west", "points", organization_id="east")
    with refused("limit_out_of_range"):
        scenario.ask("district", "points", organization_id="district", limit=201)
    with refused("year_out_of_range"):
        scenario.ask("district", "points", organization_id="district", year=3000)
