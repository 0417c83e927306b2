"""Published visits: answered by their hosts, with the conflicts that stand against them, in calendars, and held."""

from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import update

from services.observation_visits.model.visits import Visit
from shared import databases
from tests.expect import refused
from tests.observation_visits import planner_part
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit


def kinds(scenario: ObservationVisitsScenario, visit_id: str, who: str = "east") -> list[tuple[str, str]]:
    """Return the conflicts of a visit."""
    return [(each["kind"], each["why"]) for each in scenario.ask(who, "visit", visit_id=visit_id)["conflicts"]]


def test_a_host_answers_within_working_days_and_by_the_day_of_the_visit(scenario: ObservationVisitsScenario):
    scenario.day = date(2026, 3, 6)
    received = scenario.visits_of(scenario.published())
    assert {name: each["confirm_by"] for name, each in received.items()} == {"first": TUESDAY, "second": MONDAY}


def test_a_host_confirms_or_declines_with_a_reason_and_nobody_else_does(scenario: ObservationVisitsScenario):
    received = scenario.visits_of(scenario.published())["first"]
    for who in ("second", "west", "third"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "confirm_visit", visit_id=received["id"])
    with refused("text_missing"):
        scenario.do("first", "decline_visit", visit_id=received["id"], reason=" ")
    assert scenario.do("first", "confirm_visit", visit_id=received["id"])["status"] == "confirmed"
    with refused("step_not_possible"):
        scenario.do("first", "confirm_visit", visit_id=received["id"])
    declined = scenario.do("first", "decline_visit", visit_id=received["id"], reason="停电")
    assert (declined["status"], declined["reason"], declined["sequence"]) == ("declined", "停电", 2)
    assert [event.name for event in scenario.events()[-2:]] == ["visit_confirmed", "visit_declined"]
    assert not hasattr(scenario.events()[-1].visit, "reason")
    with refused("visit_unknown"):
        scenario.do("first", "confirm_visit", visit_id="nothing")
    with refused("changed_meanwhile"):
        scenario.do("first", "decline_visit", visit_id=received["id"], reason="停电", expected_version=1)


def test_published_anew_only_what_changed_is_asked_again(scenario: ObservationVisitsScenario):
    one = scenario.published()
    before = scenario.visits_of(one)
    scenario.do("second", "confirm_visit", visit_id=before["second"]["id"])
    scenario.do("first", "decline_visit", visit_id=before["first"]["id"], reason="停电", another_day=True)
    sends = {each["organization_id"]: each for each in scenario.ask("east", "delegations", round_id=one["id"])["items"]}
    parts = scenario.parts_of(one)
    scenario.planned(one)
    scenario.solved(
        visit(sends["first"], parts["second"], MONDAY, 540),
        visit(sends["second"], parts["first"], MONDAY, 840),
    )
    again = scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert (again["status"], again["schedule_revision"], again["visits"]) == ("published", 2, 2)
    after = scenario.visits_of(one)
    assert (after["second"]["status"], after["second"]["sequence"]) == ("confirmed", 1)
    moved = after["first"]
    assert (moved["id"], moved["status"], moved["begins"]) == (before["first"]["id"], "announced", "14:00")
    assert (moved["sequence"], moved["reason"], moved["answered_on"]) == (2, None, None)
    assert [event.name for event in scenario.events() if "visit_m" in event.name] == ["visit_moved"]
    scenario.planned(one)
    scenario.solved(visit(sends["first"], parts["second"], MONDAY, 540))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert scenario.visits_of(one)["first"]["status"] == "withdrawn"
    assert scenario.ask("east", "round_", round_id=one["id"])["visits"] == 1


def test_a_day_off_and_a_closed_half_day_are_told_apart(scenario: ObservationVisitsScenario):
    one = scenario.published()
    received = scenario.visits_of(one)
    mine = received["first"]["id"]
    assert kinds(scenario, mine) == []
    off = [{"first": TUESDAY, "last": TUESDAY}]
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=[], blackouts=off)
    assert kinds(scenario, mine) == [("blocked", "blackout")]
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=["tue_am"], blackouts=[])
    assert kinds(scenario, mine) == [("outside_hours", "half_day_not_bookable")]
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=[], blackouts=[])
    assert kinds(scenario, mine) == []
    scenario.do("first", "retire_stop", stop_id=scenario.visits_of(one)["first"]["stop_id"], reason="装修")
    assert kinds(scenario, mine) == [("blocked", "stop_inactive")]
    with databases.transaction(scenario.executor.engine) as session:
        session.execute(update(Visit).where(Visit.round_id == one["id"]).values(day=date(2026, 5, 1)))
    assert ("blocked", "holiday") in kinds(scenario, scenario.visits_of(one)["second"]["id"])


def test_what_competes_is_taken_once_it_is_confirmed_and_gone_once_it_is_declined(scenario: ObservationVisitsScenario):
    one = scenario.drafted("district", hosts=("first",), kind="cross")
    sends, stop = [scenario.delegation(one, who) for who in ("second", "third")], scenario.parts_of(one)["first"]
    scenario.planned(one, "district")
    scenario.solved(visit(sends[0], stop, TUESDAY, 600), visit(sends[1], stop, TUESDAY, 630))
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    listed = scenario.ask("district", "visits", organization_id="district", round_id=one["id"])["items"]
    mine, rival = (next(each["id"] for each in listed if each["delegation_id"] == sent["id"]) for sent in sends)
    assert kinds(scenario, mine) == kinds(scenario, rival) == [("competing", "same_stop")]
    scenario.do("first", "confirm_visit", visit_id=rival)
    assert kinds(scenario, mine) == [("taken", "same_stop")]
    assert kinds(scenario, rival) == [("competing", "same_stop")]
    scenario.do("first", "decline_visit", visit_id=mine, reason="已有安排")
    assert kinds(scenario, rival) == []


def test_a_delegation_is_at_one_place_at_a_time_and_touching_visits_do_not_meet(scenario: ObservationVisitsScenario):
    one = scenario.drafted("district", hosts=("first", "second", "third"), kind="cross")
    sent, parts = scenario.delegation(one, "west", visits=3), scenario.parts_of(one)
    scenario.planned(one, "district")
    scenario.solved(
        visit(sent, parts["first"], MONDAY, 540),
        visit(sent, parts["second"], MONDAY, 590),
        visit(sent, parts["third"], MONDAY, 650),
    )
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    received = scenario.visits_of(one)
    assert kinds(scenario, received["first"]["id"], "district") == [("competing", "same_delegation")]
    assert kinds(scenario, received["third"]["id"], "district") == []


def test_a_calendar_file_opens_in_a_calendar_program(scenario: ObservationVisitsScenario):
    one = scenario.published()
    received = scenario.visits_of(one)["first"]
    file = scenario.ask("first", "calendar_of_organization", organization_id="first")
    assert file["file_name"] == "visits-first.ics"
    opened = icalendar.Calendar.from_ical(file["content"])
    assert (opened["METHOD"], opened["VERSION"]) == ("PUBLISH", "2.0")
    (zone,) = opened.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    (event,) = opened.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (f"visit-{received['id']}@sanji", 0, "TENTATIVE")
    begins = event.decoded("DTSTART")
    assert (begins.isoformat(), event["DTSTART"].params["TZID"]) == ("2026-03-10T10:00:00+08:00", "Asia/Shanghai")
    assert event.decoded("DTEND") - begins == timedelta(hours=1)
    assert "second" in str(event["DESCRIPTION"])
    assert all(len(line.encode()) <= 75 for line in file["content"].split("\r\n"))
    scenario.do("first", "confirm_visit", visit_id=received["id"])
    again = icalendar.Calendar.from_ical(
        scenario.ask("second", "calendar_of_delegation", delegation_id=received["delegation_id"])["content"]
    )
    (changed,) = again.walk("VEVENT")
    assert (changed["UID"], changed["SEQUENCE"], changed["STATUS"]) == (event["UID"], 1, "CONFIRMED")
    scenario.do("east", "withdraw_visit", visit_id=received["id"], reason="改期")
    (gone,) = icalendar.Calendar.from_ical(
        scenario.ask("first", "calendar_of_organization", organization_id="first")["content"]
    ).walk("VEVENT")
    assert (gone["SEQUENCE"], gone["STATUS"]) == (2, "CANCELLED")
    with refused("grant_does_not_reach"):
        scenario.ask("third", "calendar_of_organization", organization_id="first")
    with refused("grant_does_not_reach"):
        scenario.ask("first", "calendar_of_delegation", delegation_id=received["delegation_id"])


def test_who_hosted_and_who_came_is_told_once_for_all(scenario: ObservationVisitsScenario):
    for member, organization in (("m1", "first"), ("m2", "cell"), ("m3", "second")):
        scenario.enroll(member, organization)
    received = scenario.held(hosts=["m1", "m2"], visitors=["m3"])
    assert (received["status"], received["hosts"], received["visitors"]) == ("held", ["m1", "m2"], ["m3"])
    (told,) = scenario.events("visit_held")
    assert (told.organization_id, told.visiting_organization_id, told.held_on) == ("first", "second", TUESDAY)
    assert (told.hosts, told.visitors) == (("m1", "m2"), ("m3",))
    assert (told.visit.status, told.burden.received, told.burden.cap) == ("held", 1, 4)
    assert [part.status for part in scenario.events("participants_set")[-1].participants] == ["visited"]
    with refused("step_not_possible"):
        scenario.do("first", "hold_visit", visit_id=received["id"])


def test_who_is_on_no_roll_or_of_another_organization_did_not_host(scenario: ObservationVisitsScenario):
    scenario.enroll("m3", "second")
    scenario.enroll("m5", "third")
    received = scenario.visits_of(scenario.published())["first"]
    scenario.day = TUESDAY
    with refused("host_of_another"):
        scenario.do("east", "hold_visit", visit_id=received["id"], hosts=["m3"])
    for more, code in (
        ({"hosts": ["nobody"]}, "member_not_on_roll"),
        ({"hosts": ["m3"]}, "member_not_on_roll"),
        ({"visitors": ["\u200b"]}, "member_not_on_roll"),
        ({"visitors": ["m5"]}, "member_not_on_roll"),
        ({"held_on": TUESDAY + timedelta(days=1)}, "day_in_the_future"),
    ):
        with refused(code):
            scenario.do("first", "hold_visit", visit_id=received["id"], **more)
    with refused("grant_does_not_reach"):
        scenario.do("third", "hold_visit", visit_id=received["id"])
    assert scenario.events("visit_held") == []


def test_a_delegation_s_members_are_of_the_roll_and_come_unless_others_are_named(scenario: ObservationVisitsScenario):
    scenario.enroll("m3", "second")
    one = scenario.drafted()
    with refused("member_not_on_roll"):
        scenario.delegation(one, "second", members=["m9"])
    with refused("fewer_people_than_members"):
        scenario.enroll("m4", "second")
        scenario.delegation(one, "second", members=["m3", "m4"], people=1)
    sent = scenario.delegation(one, "second", members=["m3"], people=None)
    assert (sent["members"], sent["people"]) == (["m3"], 1)
    scenario.planned(one)
    scenario.solved(visit(sent, scenario.parts_of(one)["first"], MONDAY, 540))
    scenario.do("east", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    scenario.day = MONDAY
    received = scenario.visits_of(one)["first"]
    assert scenario.do("second", "hold_visit", visit_id=received["id"])["visitors"] == ["m3"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": ""}, "text_missing"),
        ({"people": 0}, "figure_out_of_range"),
        ({"people": 2001}, "figure_out_of_range"),
        ({"people": 20}, "delegation_larger_than_vehicles"),
        ({"visits": 0}, "figure_out_of_range"),
        ({"vehicles": [{"name": "车", "seats": 0}]}, "figure_out_of_range"),
        ({"start": {"longitude": 181.0, "latitude": 0.0}}, "stop_point_off_the_globe"),
        ({"start": {"longitude": 118.0}}, "stop_point_incomplete"),
        ({"organization": "third", "who": "east"}, "delegation_out_of_reach"),
        ({"organization": "third", "who": "first"}, "grant_does_not_reach"),
    ],
)
def test_a_delegation_that_cannot_go_is_refused(scenario: ObservationVisitsScenario, more: dict, code: str):
    one = scenario.drafted()
    asked = {"organization": "first"} | more
    with refused(code):
        scenario.delegation(one, asked.pop("organization"), **asked)


def test_a_delegation_is_changed_and_stays_at_home_once(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    sent = scenario.delegation(one)
    changed = scenario.do("first", "amend_delegation", delegation_id=sent["id"], people=12, absent=[MONDAY])
    assert (changed["people"], changed["absent"], changed["version"]) == (12, ["2026-03-09"], 2)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_delegation", delegation_id=sent["id"])
    assert scenario.do("first", "keep_delegation_home", delegation_id=sent["id"], reason="生病")["status"] == "staying"
    with refused("delegation_stays_already"):
        scenario.do("first", "keep_delegation_home", delegation_id=sent["id"], reason="生病")
    assert scenario.ask("east", "round_", round_id=one["id"])["delegations"] == 0


def test_the_last_visit_given_up_ends_the_visiting_only_where_something_was_held(scenario: ObservationVisitsScenario):
    one = scenario.published()
    received = scenario.visits_of(one)
    scenario.do("east", "withdraw_visit", visit_id=received["second"]["id"], reason="改期")
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "published"
    scenario.day = TUESDAY
    scenario.do("first", "hold_visit", visit_id=received["first"]["id"])
    assert scenario.ask("east", "round_", round_id=one["id"])["status"] == "held"
    (told,) = scenario.events("round_held")
    assert told.held_on == TUESDAY


def test_the_cap_of_a_host_and_quarter_is_counted_at_below_and_above(scenario: ObservationVisitsScenario):
    one = scenario.drafted("district", hosts=("first", "second"), kind="cross", settings={"host_cap": 2})
    sends = [scenario.delegation(one, "west", name=f"{number}团") for number in range(3)]
    stop = scenario.parts_of(one)["first"]
    scenario.planned(one, "district")
    planner_part.finish(
        scenario.executor, lambda _problem: [visit(each, stop, MONDAY, 540 + 60 * at) for at, each in enumerate(sends)]
    )
    scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
    assert [(event.burden.received, event.burden.cap) for event in scenario.events("visit_announced")] == [
        (1, 2),
        (2, 2),
        (3, 2),
    ]
