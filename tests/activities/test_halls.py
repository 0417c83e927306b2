"""A lecture hall from the want of it to its establishing, its standard, its deadline, and what becomes of it."""

from datetime import date

import msgspec
import pytest

from services.activities.model.halls import hall_rules, is_wanted_of
from shared.events.activities_halls import HallState
from shared.rights import COMMUNITY, Actor, Grant
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.activities import ITEMS, ActivitiesScenario
from tests.scenarios.in_process import OPENED, timeline, version

DAY = date(2026, 4, 1)


def halls(scenario: ActivitiesScenario, **more: object) -> dict[str, str]:
    """Return who has, or is to have, which hall in which state."""
    items = scenario.ask("district", "lecture_halls", organization_id="district", limit=200, **more)["items"]
    return {item["organization_id"]: item["status"] for item in items}


def test_streets_and_communities_are_to_have_a_hall_from_their_opening_on(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    assert halls(scenario) == dict.fromkeys(("east", "west", "first", "second", "third"), "missing")
    missing = scenario.ask("east", "missing_halls", organization_id="east")["items"]
    assert {one["organization"]: one["deadline"] for one in missing} == {"east": None, "first": None, "second": None}
    scenario.planned("cell")
    assert halls(scenario)["cell"] == "planned"


def test_halls_are_counted_by_kind_of_organization(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    body = version("bureau", "branch", "district")
    body = msgspec.structs.replace(body, kind="government_body")
    scenario.open(Timeline(organization_id="bureau", versions=(body,)))
    scenario.planned("cell")
    scenario.established()
    answer = scenario.ask("district", "halls_by_kind", organization_id="district")
    names = ("organizations", "missing", "planned", "established")
    counted = {(one["level"], one["kind"]): [one["wanted"], *(one[name] for name in names)] for one in answer["kinds"]}
    assert counted == {
        ("district", "party"): [False, 1, 0, 0, 0],
        ("street", "party"): [True, 2, 2, 0, 0],
        ("community", "party"): [True, 3, 2, 0, 1],
        ("branch", "party"): [False, 2, 0, 1, 0],
        ("branch", "government_body"): [False, 1, 0, 0, 0],
    }
    below = scenario.ask("first", "halls_by_kind", organization_id="first")["kinds"]
    assert {one["level"]: one["organizations"] for one in below} == {"community": 1, "branch": 1}


def test_a_hall_is_wanted_of_the_kinds_that_the_rule_pack_names() -> None:
    rules = hall_rules(DAY)
    assert is_wanted_of(rules, [], "street", "party")
    assert not is_wanted_of(rules, [], "branch", "two_new")
    assert is_wanted_of(rules, ["two_new"], "branch", "two_new")
    assert not is_wanted_of(rules, ["party"], "district", "party")


def bodies(scenario: ActivitiesScenario, *names: str, kind: str = "government_body", since: date = OPENED) -> None:
    """Open branches of a kind right under the district."""
    for name in names:
        body = msgspec.structs.replace(version(name, "branch", "district", since), kind=kind)
        scenario.open(Timeline(organization_id=name, versions=(body,)))


def ask_for(scenario: ActivitiesScenario, from_on: date, *kinds: str, **more: object) -> dict[str, object]:
    """Let the district ask branches of some kinds for a hall from a day on, and every branch hear of it."""
    asked = {"organization_id": "district", "from_on": from_on, "kinds": [*kinds], "basis": "区委通知"} | more
    answer: dict[str, object] = scenario.do("district", "set_hall_scope", **asked)
    scenario.deliver_own()
    return answer


def missing(scenario: ActivitiesScenario) -> set[str]:
    listed = scenario.ask("district", "missing_halls", organization_id="district", limit=200)["items"]
    return {one["organization_id"] for one in listed} - {"east", "west", "first", "second", "third"}


def test_a_district_asks_branches_of_some_kinds_for_halls_from_a_day_to_another(
    scenario: ActivitiesScenario,
) -> None:
    scenario.open_all()
    bodies(scenario, "bureau")
    bodies(scenario, "company", kind="two_new")
    assert missing(scenario) == set()
    ask_for(scenario, date(2026, 3, 10), "government_body", "two_new", "two_new")
    ask_for(scenario, date(2026, 3, 20), "two_new")
    bodies(scenario, "chamber", kind="two_new")
    for day, without in ((9, set()), (10, {"bureau", "company", "chamber"}), (20, {"company", "chamber"})):
        scenario.day = date(2026, 3, day)
        assert missing(scenario) == without
        counted = scenario.ask("district", "halls_by_kind", organization_id="district")["kinds"]
        of_kind = {one["kind"]: (one["wanted"], one["missing"]) for one in counted if one["level"] == "branch"}
        assert of_kind["government_body"] == ("bureau" in without, int("bureau" in without))
        assert of_kind["two_new"] == ("company" in without, 2 * ("company" in without))
        assert of_kind["party"] == (False, 0)
    listed = scenario.ask("first", "hall_scopes", organization_id="first")["items"]
    kinds = [(date(2026, 3, 10), ["government_body", "two_new"]), (date(2026, 3, 20), ["two_new"])]
    assert [(one["from_on"], one["kinds"]) for one in listed] == kinds
    ask_for(scenario, date(2026, 3, 20))
    assert missing(scenario) == set()
    assert len(scenario.events("hall_asked")) == 3


def test_a_branch_asked_again_plans_the_hall_that_it_was_asked_for_first(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    bodies(scenario, "bureau")
    for day, kinds in ((2, ["government_body"]), (3, []), (4, ["government_body"])):
        ask_for(scenario, date(2026, 3, day), *kinds)
    scenario.day = date(2026, 3, 5)
    planned = scenario.do("district", "plan_hall", organization_id="bureau", title="机关大讲堂")
    steps = scenario.ask("district", "hall_steps", hall_id=planned["id"])["items"]
    assert [step["step"] for step in steps] == ["want", "ask", "ask", "plan"]
    assert missing(scenario) == set()
    periods = [(period.from_on.day, period.until_on and period.until_on.day) for period in told(scenario).asked]
    assert periods == [(2, 3), (4, None)]


def told(scenario: ActivitiesScenario) -> HallState:
    """Return the newest state of the bureau's hall."""
    halls = [event.hall for event in scenario.events() if getattr(event, "hall_id", "")]
    return max((hall for hall in halls if hall.organization_id == "bureau"), key=lambda hall: hall.revision)


def test_a_branch_is_late_by_no_deadline_that_passed_before_it_was_asked(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    bodies(scenario, "bureau")
    asked = {"organization_id": "district", "year": 2026, "deadline": date(2026, 6, 30), "basis": "通知"}
    scenario.do("district", "set_hall_deadline", **asked)
    ask_for(scenario, date(2026, 7, 1), "government_body")
    assert told(scenario).due_on is None
    ask_for(scenario, date(2026, 5, 1), "government_body")
    assert told(scenario).due_on == date(2026, 6, 30)
    ask_for(scenario, date(2026, 5, 1))
    assert told(scenario).due_on is None
    scenario.do("district", "set_hall_deadline", **asked | {"deadline": date(2026, 6, 1)})
    scenario.deliver_own()
    assert told(scenario).due_on is None
    scenario.do("district", "set_hall_deadline", **asked | {"deadline": date(2026, 7, 1)})
    scenario.deliver_own()
    assert told(scenario).due_on == date(2026, 7, 1)
    scenario.day = date(2026, 5, 2)
    unasked = scenario.ask("district", "lecture_hall", hall_id=told(scenario).hall_id)
    assert (unasked["due_on"], unasked["standing"]) == (date(2026, 7, 1), None)


def test_a_hall_that_came_from_elsewhere_keeps_the_days_on_which_it_was_asked_for(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.established("first")
    scenario.day = DAY
    scenario.close("first", "community", "east", DAY, {"halls": "carry"})
    scenario.planned("cell")
    ask_for(scenario, DAY, "party")
    assert {event.organization_id for event in scenario.events("hall_asked")} == {"cell"}
    assert missing(scenario) == {"office"}


@pytest.mark.slow
def test_a_setting_reaches_every_branch_of_a_large_district(scenario: ActivitiesScenario) -> None:
    bodies(scenario, *(f"b{number:03}" for number in range(120)))
    ask_for(scenario, scenario.day, "government_body")
    assert len(missing(scenario)) == len(scenario.events("hall_wanted")) == 120
    assert [event.after != "" for event in scenario.events("hall_scope_set")] == [False, True, True]


def test_a_setting_that_cannot_be_is_refused_by_its_field(scenario: ActivitiesScenario) -> None:
    asked = {"organization_id": "district", "from_on": DAY, "kinds": ["two_new"], "basis": "通知"}
    for wrong, code, field in (
        ({"from_on": date(2024, 12, 31)}, "year_out_of_range", "from_on"),
        ({"from_on": date(2032, 1, 1)}, "year_out_of_range", "from_on"),
        ({"kinds": ["two_new", "school"]}, "branch_kind_unknown", "kinds"),
        ({"basis": " "}, "text_missing", "basis"),
    ):
        with refused(code) as refusal:
            scenario.do("district", "set_hall_scope", **asked | wrong)
        assert refusal.value.field == field
    with refused("organization_unknown"):
        scenario.do("district", "set_hall_scope", **asked | {"organization_id": "nowhere"})
    with refused("grant_does_not_reach"):
        scenario.do("east", "set_hall_scope", **asked)


def test_a_hall_goes_its_way_step_by_step(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    hall = scenario.planned()
    with refused("step_not_possible"):
        scenario.do("first", "establish_hall", hall_id=hall["id"])
    with refused("step_not_possible"):
        scenario.planned()
    assert scenario.do("first", "begin_hall", hall_id=hall["id"])["status"] == "building"
    assert scenario.checked(hall)["items_checked"] == len(ITEMS)
    assert scenario.do("first", "establish_hall", hall_id=hall["id"])["established_on"] == scenario.day
    for command, more in (("check_items", {"items": ["sign"]}), ("uncheck_item", {"item": "sign", "reason": "x"})):
        with refused("step_not_possible"):
            scenario.do("first", command, hall_id=hall["id"], **more)
    steps = scenario.ask("first", "hall_steps", hall_id=hall["id"], limit=200)["items"]
    assert [step["step"] for step in steps] == ["want", "plan", "begin", "check", "establish"]
    revisions = [event.hall.revision for event in scenario.events() if getattr(event, "hall_id", "") == hall["id"]]
    assert revisions == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("lacking", ITEMS)
def test_a_hall_that_lacks_one_item_is_not_established(scenario: ActivitiesScenario, lacking: str) -> None:
    hall = scenario.planned()
    scenario.do("first", "begin_hall", hall_id=hall["id"])
    scenario.checked(hall, [item for item in ITEMS if item != lacking])
    with refused("standard_not_met"):
        scenario.do("first", "establish_hall", hall_id=hall["id"])
    assert scenario.ask("first", "lecture_hall", hall_id=hall["id"])["status"] == "building"
    scenario.checked(hall, [lacking])
    assert scenario.do("first", "establish_hall", hall_id=hall["id"])["status"] == "established"


def test_an_item_that_is_not_there_after_all_is_lacking_again(scenario: ActivitiesScenario) -> None:
    hall = scenario.planned()
    scenario.do("first", "begin_hall", hall_id=hall["id"])
    assert scenario.checked(hall)["items_checked"] == len(ITEMS)
    assert scenario.checked(hall, ["sign"])["items_checked"] == len(ITEMS)
    taken_back = scenario.do("first", "uncheck_item", hall_id=hall["id"], item="sign", reason="标识损坏")
    assert taken_back["items_checked"] == len(ITEMS) - 1
    with refused("item_not_checked"):
        scenario.do("first", "uncheck_item", hall_id=hall["id"], item="sign", reason="标识损坏")
    with refused("item_unknown"):
        scenario.do("first", "check_items", hall_id=hall["id"], items=["venue", "\U00020000"])
    with refused("item_unknown"):
        scenario.do("first", "uncheck_item", hall_id=hall["id"], item="\U00020000", reason="x")
    with refused("nothing_to_change"):
        scenario.do("first", "check_items", hall_id=hall["id"], items=[])
    with refused("standard_not_met"):
        scenario.do("first", "establish_hall", hall_id=hall["id"])


def test_the_standard_is_said_with_its_version_and_where_it_stands(scenario: ActivitiesScenario) -> None:
    standard = scenario.ask("first", "hall_standard", organization_id="first")
    assert [one["list"] for one in standard["lists"]] == ["six_haves", "five_systems"]
    assert [item["id"] for one in standard["lists"] for item in one["items"]] == list(ITEMS)
    assert [one["needed"] for one in standard["lists"]] == [6, 5]
    assert scenario.planned()["standard"] == standard["version"]


@pytest.mark.parametrize(
    ("deadline", "due_on", "day", "standing"),
    [
        (date(2026, 10, 9), date(2026, 10, 9), date(2026, 10, 8), "on_track"),
        (date(2026, 10, 9), date(2026, 10, 9), date(2026, 10, 9), "on_track"),
        (date(2026, 10, 9), date(2026, 10, 9), date(2026, 10, 10), "overdue"),
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 8), "on_track"),
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 10, 9), "overdue"),
    ],
)
def test_a_hall_is_overdue_from_the_day_after_its_working_day(
    scenario: ActivitiesScenario, deadline: date, due_on: date, day: date, standing: str
) -> None:
    scenario.open_all()
    asked = {"organization_id": "district", "year": 2026, "deadline": deadline, "basis": "年度工作安排"}
    said = scenario.do("district", "set_hall_deadline", **asked)
    assert said["due_on"] == due_on
    scenario.deliver_own()
    scenario.day = day
    missing = scenario.ask("district", "missing_halls", organization_id="district")["items"]
    assert {one["standing"] for one in missing} == {standing}
    assert len(halls(scenario, standing=standing)) == 5


def test_a_deadline_holds_for_whoever_comes_later_and_not_for_what_is_established(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    done = scenario.established()
    asked = {"organization_id": "district", "year": 2026, "deadline": date(2026, 6, 30), "basis": "通知"}
    scenario.do("district", "set_hall_deadline", **asked)
    scenario.deliver_own()
    scenario.open(timeline("new", "community", "east", since=date(2026, 3, 1)))
    deadlines = {
        one["organization_id"]: one["deadline"]
        for one in scenario.ask("district", "lecture_halls", organization_id="district")["items"]
    }
    assert deadlines["new"] == deadlines["second"] == date(2026, 6, 30)
    assert deadlines["first"] is None
    assert scenario.ask("first", "lecture_hall", hall_id=done["id"])["standing"] is None
    scenario.do("district", "set_hall_deadline", **asked | {"deadline": date(2026, 9, 30)})
    scenario.deliver_own()
    assert scenario.ask("east", "missing_halls", organization_id="second")["items"][0]["deadline"] == date(2026, 9, 30)


def test_a_unit_that_opens_later_is_without_a_hall_from_its_day_on_and_late_by_no_deadline_before_it(
    scenario: ActivitiesScenario,
) -> None:
    scenario.open_all()
    opens, asked = date(2027, 1, 1), {"organization_id": "district", "basis": "通知"}
    scenario.open(timeline("new", "community", "east", since=opens))
    scenario.do("district", "set_hall_deadline", year=2026, deadline=date(2026, 6, 30), **asked)
    scenario.deliver_own()
    scenario.open(timeline("newer", "community", "east", since=opens))
    missing = {}
    for day in (date(2026, 12, 31), opens):
        scenario.day = day
        listed = scenario.ask("district", "missing_halls", organization_id="district")["items"]
        missing[day] = {one["organization_id"]: one["standing"] for one in listed}
    before = dict.fromkeys(("east", "west", "first", "second", "third"), "overdue")
    assert missing == {date(2026, 12, 31): before, opens: before | {"new": None, "newer": None}}
    scenario.do("district", "set_hall_deadline", year=2027, deadline=date(2027, 6, 30), **asked)
    scenario.deliver_own()
    assert {one["standing"] for one in scenario.ask("east", "missing_halls", organization_id="east")["items"]} == {
        "on_track"
    }


def test_whoever_acts_for_one_unit_only_finds_nothing_of_it_before_it_opens(scenario: ActivitiesScenario) -> None:
    scenario.people["new"] = Actor("new", "new staff", (Grant(COMMUNITY, "new", below=False),))
    scenario.open(timeline("new", "community", "east", since=date(2026, 3, 3)))
    for rows in ([], ["new"]):
        listed = scenario.ask("new", "missing_halls", organization_id="new")["items"]
        assert [one["organization_id"] for one in listed] == rows
        assert {
            one["organization_id"] for one in scenario.ask("new", "obligations", organization_id="new")["items"]
        } == {*rows}
        scenario.pass_days(1)


def test_a_deadline_that_cannot_be_is_refused(scenario: ActivitiesScenario) -> None:
    asked = {"organization_id": "district", "year": 2026, "deadline": date(2026, 6, 30), "basis": "通知"}
    for wrong, code in (
        ({"year": 2025}, "year_out_of_range"),
        ({"year": 2032}, "year_out_of_range"),
        ({"deadline": date(2027, 1, 1)}, "deadline_not_in_year"),
        ({"basis": " "}, "text_missing"),
        ({"organization_id": "nowhere"}, "organization_unknown"),
    ):
        with refused(code):
            scenario.do("district", "set_hall_deadline", **asked | wrong)
    with refused("grant_does_not_reach"):
        scenario.do("east", "set_hall_deadline", **asked)


def test_who_has_no_right_there_plans_nothing_and_sees_nothing(scenario: ActivitiesScenario) -> None:
    hall = scenario.planned()
    with refused("grant_does_not_reach"):
        scenario.do("second", "plan_hall", organization_id="first", title="大讲堂")
    with refused("grant_does_not_reach"):
        scenario.do("second", "begin_hall", hall_id=hall["id"])
    with refused("grant_does_not_reach"):
        scenario.ask("second", "lecture_hall", hall_id=hall["id"])
    with refused("hall_unknown"):
        scenario.ask("first", "lecture_hall", hall_id="\U00020000")
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_hall", hall_id=hall["id"], title="新名", expected_version=hall["version"] + 1)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_hall", hall_id=hall["id"])
    amended = scenario.do("first", "amend_hall", hall_id=hall["id"], title="新名", expected_version=hall["version"])
    assert amended["title"] == "新名"


def test_a_merge_carries_a_hall_to_an_heir_that_has_none(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    hall = scenario.established("first")
    scenario.merge("second", ["first"], DAY)
    assert halls(scenario)["first"] == "established"
    scenario.day = DAY
    scenario.do("west", "plan_hall", organization_id="west", title="大讲堂")
    after = halls(scenario)
    assert "first" not in after
    assert after["second"] == "established"
    (carried,) = scenario.events("hall_carried")
    assert (carried.hall_id, carried.organization_id, carried.effective_on) == (hall["id"], "second", DAY)


def test_a_merge_into_one_that_has_a_hall_ends_the_other(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.established("first")
    kept = scenario.planned("second")
    scenario.day = DAY
    scenario.merge("second", ["first"], DAY)
    assert {name: status for name, status in halls(scenario).items() if name in {"first", "second"}} == {
        "second": "planned"
    }
    assert scenario.ask("second", "lecture_hall", hall_id=kept["id"])["organization_id"] == "second"


def test_a_hall_ends_with_its_organization_where_nothing_is_to_be_carried(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.established("first")
    scenario.day = DAY
    scenario.merge("second", ["first"], DAY, {"halls": "close"})
    assert halls(scenario)["second"] == "missing"
    assert len(halls(scenario, status="ended")) == 1


def test_a_closed_organizations_hall_goes_up_only_if_that_was_said(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    scenario.established("first")
    scenario.established("second")
    scenario.day = DAY
    scenario.close("first", "community", "east", DAY, {"halls": "carry"})
    assert halls(scenario)["east"] == "established"
    scenario.close("second", "community", "east", DAY)
    assert halls(scenario) == {"east": "established", "west": "missing", "third": "missing"}


@pytest.mark.slow
def test_a_deadline_reaches_every_hall_of_a_large_district(scenario: ActivitiesScenario) -> None:
    for number in range(120):
        scenario.open(timeline(f"c{number:03}", "community", "east"))
    asked = {"organization_id": "district", "year": 2026, "deadline": date(2026, 6, 30), "basis": "通知"}
    scenario.do("district", "set_hall_deadline", **asked)
    scenario.deliver_own()
    told = scenario.events("hall_due")
    assert len({event.hall_id for event in told}) == len(told) == 120
    assert [event.after != "" for event in scenario.events("hall_deadline_set")] == [False, True, True]
