"""A pin that no schedule could keep is refused on its field, before anything is solved, with the number exceeded."""

from datetime import date

import pytest
from msgspec.structs import replace

from services.observation_visits.model.problem_builder import refusal_of
from shared.errors import Refusal
from tests.expect import refused
from tests.observation_visits.small_rounds import pairing, tour
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit
from visit_solver.problem import InvalidProblem, Pair, Pin, PreviousVisit, Road, Travel, Vehicle
from visit_solver.validation import check_problem

OTHER = date(2026, 3, 20)
IMPOSSIBLE = {
    # What is pinned, the code, the field as it was sent, and the numbers that have to be named.
    "55 people at a stop for 40": ({"people": 55}, {}, "pin_no_room", "stop_id", ("55", "40")),
    "05:00 before opening": ({}, {"begins": "05:00"}, "pin_outside_opening", "begins", ("05:00", "08:30–17:30")),
    "a closed half-day": ({}, {"day": TUESDAY, "begins": "09:00"}, "pin_outside_opening", "begins", ("12:00–17:30",)),
    "a day off": ({"blackout": MONDAY}, {}, "pin_day_closed", "day", ("2026-03-09",)),
    "no day of the round": ({}, {"day": OTHER}, "day_not_of_round", "day", ("2026-03-20",)),
    "a delegation that is absent": ({"absent": [MONDAY]}, {}, "pin_delegation_absent", "day", ("2026-03-09",)),
    "sooner than it gets there": ({}, {"begins": "08:31"}, "pin_too_early", "begins", ("08:36", "6")),
    "home too late": ({}, {"begins": "16:30"}, "pin_too_late", "begins", ("15:54", "96")),
    "no time for lunch": ({"minutes": 180}, {"begins": "10:59"}, "pin_no_lunch", "begins", ("60", "11:30", "13:30")),
    "a stop that has refused": ({"declined": True}, {}, "pin_declined", "stop_id", ()),
}


def round_with_a_stop_for_forty(
    scenario: ObservationVisitsScenario, kind: str, *, people=20, blackout=None, absent=(), minutes=60, declined=False
):
    """Return a round of the district with a stop at the first for 40 people, closed on Tuesday morning."""
    scenario.stop("first", group_capacity=40, visit_minutes=minutes)
    off = [] if blackout is None else [{"first": blackout, "last": blackout}]
    scenario.do("first", "set_calendar", organization_id="first", opens=[], closes=["tue_am"], blackouts=off)
    one = scenario.drafted("district", kind=kind, hosts=("first",), stops=False)
    coach = [{"name": "大巴", "seats": 57}]
    sent = scenario.delegation(one, "third", who="district", people=people, vehicles=coach, absent=list(absent))
    stop_id = scenario.parts_of(one)["first"]["stop_id"]
    if declined:
        scenario.planned(one, "district")
        scenario.solved(visit(sent, scenario.parts_of(one)["first"], MONDAY, 840))
        scenario.do("district", "publish_round", round_id=one["id"], acknowledge_left_out=True)
        scenario.do("first", "decline_visit", visit_id=scenario.visits_of(one)["first"]["id"], reason="施工")
    return {"round_id": one["id"], "stop_id": stop_id, "delegation_id": sent["id"]}


@pytest.mark.parametrize("what", IMPOSSIBLE)
@pytest.mark.parametrize("kind", ["district", "cross"])
def test_an_impossible_pin_is_refused_on_its_field_with_the_number(
    scenario: ObservationVisitsScenario, kind: str, what: str
):
    facts, pinned, code, field, numbers = IMPOSSIBLE[what]
    pin = round_with_a_stop_for_forty(scenario, kind, **facts)
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "pin_visit", **pin, **{"day": MONDAY} | pinned)
    assert (refusal.value.code, refusal.value.status, refusal.value.field) == (code, 422, field)
    for language in ("zh", "en"):
        assert all(number in refusal.value.text(language) for number in numbers)
    assert scenario.ask("district", "round_", round_id=pin["round_id"])["pins"] == []


def test_two_pins_of_a_tour_that_contradict_each_other_are_refused(scenario: ObservationVisitsScenario):
    """The second stop is 20 minutes away from the first, where the delegation is until ten o'clock."""
    scenario.stop("first")
    scenario.stop("second", longitude=118.16)
    one = scenario.drafted("district", kind="district", hosts=("first", "second"), stops=False)
    sent, parts = scenario.delegation(one, "third", who="district"), scenario.parts_of(one)
    pins = {
        host: {"round_id": one["id"], "stop_id": parts[host]["stop_id"], "delegation_id": sent["id"], "day": MONDAY}
        for host in ("first", "second")
    }
    scenario.do("district", "pin_visit", **pins["first"], begins="09:00")
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "pin_visit", **pins["second"], begins="10:10")
    assert (refusal.value.code, refusal.value.field) == ("pins_contradict", "stop_id")
    assert "first观摩点" in refusal.value.text("zh")
    other = scenario.delegation(one, "west", who="district")
    with refused("pins_more_than_host_receives"):
        scenario.do("district", "pin_visit", **pins["first"] | {"delegation_id": other["id"]}, begins="14:00")
    scenario.do("district", "pin_visit", **pins["second"], begins="10:30")
    assert len(scenario.ask("district", "round_", round_id=one["id"])["pins"]) == 2


def test_more_pins_than_a_day_of_a_tour_has_hours_for_are_refused(scenario: ObservationVisitsScenario):
    hosts = ("first", "second", "third")
    for host in hosts:
        scenario.stop(host, visit_minutes=200)
    one = scenario.drafted("district", kind="district", hosts=hosts, stops=False)
    sent, parts = scenario.delegation(one, "west", who="district"), scenario.parts_of(one)
    pins = [{"round_id": one["id"], "stop_id": parts[host]["stop_id"], "delegation_id": sent["id"]} for host in hosts]
    for pin in pins[:2]:
        scenario.do("district", "pin_visit", **pin, day=MONDAY)
    with pytest.raises(Refusal) as refusal:
        scenario.do("district", "pin_visit", **pins[2], day=MONDAY)
    assert (refusal.value.code, refusal.value.field) == ("pins_more_than_day", "day")
    assert all(number in refusal.value.text("zh") for number in ("630", "540", "2026-03-09"))
    scenario.do("district", "pin_visit", **pins[2], day=TUESDAY)


def test_what_becomes_impossible_later_is_refused_before_anything_is_planned(scenario: ObservationVisitsScenario):
    pin = round_with_a_stop_for_forty(scenario, "district")
    scenario.do("district", "pin_visit", **pin, day=MONDAY, begins="09:00")
    scenario.do("district", "amend_delegation", delegation_id=pin["delegation_id"], people=55)
    with pytest.raises(Refusal) as refusal:
        scenario.planned({"id": pin["round_id"]}, "district")
    assert (refusal.value.code, refusal.value.field) == ("pin_no_room", "round_id")
    assert scenario.events("planning_started") == []


def test_ways_that_are_still_unknown_stand_against_no_pin(scenario: ObservationVisitsScenario):
    """A table of minutes may be uploaded after the pins; planning judges them by it."""
    pin = round_with_a_stop_for_forty(scenario, "district")
    one = {"id": pin["round_id"]}
    places = [place["id"] for place in scenario.ask("district", "travel_places", round_id=one["id"])["items"]]
    rows = [["", *places], *([place, *("100" for _ in places)] for place in places)]
    scenario.do("district", "upload_matrix", round_id=one["id"], rows=rows)
    scenario.do("district", "pin_visit", **pin, day=MONDAY, begins="08:35")
    with pytest.raises(Refusal) as refusal:
        scenario.planned(one, "district")
    assert (refusal.value.code, refusal.value.field) == ("pin_too_early", "round_id")
    assert "10:10" in refusal.value.text("en")


TOUR = tour(stops=3)
PAIRING = pairing(orgs=3, days=7, openness=1.0)


def test_groups_of_a_tour_may_be_pinned_to_two_stops_at_once():
    cars = (Vehicle(id="a", seats=30), Vehicle(id="b", seats=28))
    delegation = replace(TOUR.delegations[0], vehicles=cars, splits=True)
    hosts = tuple(replace(host, windows=TOUR.hosts[0].windows, most_people=28) for host in TOUR.hosts)
    window = hosts[0].windows[0]
    pins = tuple(
        Pin(delegation_id="guests", host_id=f"h{at}", day=window.day, begin=window.begin + 60) for at in (0, 1)
    )
    check_problem(replace(TOUR, delegations=(delegation,), hosts=hosts, pins=pins))
    together = replace(TOUR, hosts=tuple(replace(host, most_people=None) for host in hosts), pins=pins)
    with pytest.raises(InvalidProblem, match="pins_contradict"):
        check_problem(together)


@pytest.mark.parametrize("problem", [TOUR, PAIRING], ids=["tour", "pairing"])
def test_a_day_that_a_host_refused_is_none_for_a_pin(problem):
    sender, host = problem.delegations[0], problem.hosts[1]
    day = host.windows[0].day
    declined = (Pair(delegation_id=sender.id, host_id=host.id, day=day),)
    pin = Pin(delegation_id=sender.id, host_id=host.id, day=day)
    with pytest.raises(InvalidProblem, match="pin_declined_that_day"):
        check_problem(replace(problem, declined=declined, pins=(pin,)))
    before = (PreviousVisit(delegation_id=sender.id, host_id=host.id, day=day, begin=600),)
    check_problem(replace(problem, declined=declined, before=before))


def changed(problem, **more):
    """Return the problem with its first delegation, its second host and others of its facts as they are named."""
    delegations = (replace(problem.delegations[0], **more.pop("sender", {})), *problem.delegations[1:])
    hosts = (problem.hosts[0], replace(problem.hosts[1], **more.pop("host", {})), *problem.hosts[2:])
    pin = Pin(delegation_id=delegations[0].id, host_id=hosts[1].id)
    return replace(problem, **{"delegations": delegations, "hosts": hosts, "pins": (pin,)} | more)


GUESTS = TOUR.delegations[0]
COACH = (Vehicle(id="coach", seats=57, known_as="闽D12345"),)
RULES = {
    "pin_street_rule": (changed(PAIRING, rules=replace(PAIRING.rules, between="same_street")), "pins[0].host_id"),
    "pin_host_on_tour": (
        changed(TOUR, delegations=(GUESTS, replace(GUESTS, id="others", organization_id="o1"))),
        "pins[0].host_id",
    ),
    "pin_no_road": (
        changed(PAIRING, travel=Travel(closed=(Road(from_place_id="p0", to_place_id="p1"),))),
        "pins[0].host_id",
    ),
    "pin_opening_too_short": (changed(TOUR, host={"visit_minutes": 400}), "pins[0].host_id"),
    "vehicle_in_two_delegations": (
        replace(TOUR, delegations=tuple(replace(GUESTS, id=each, vehicles=COACH) for each in ("guests", "others"))),
        "delegations[1].vehicles[0]",
    ),
}


@pytest.mark.parametrize("code", RULES)
def test_what_the_rules_of_a_round_exclude_is_refused_by_name(code):
    problem, field = RULES[code]
    with pytest.raises(InvalidProblem) as wrong:
        check_problem(problem)
    refusal = refusal_of(wrong.value.violations, str)
    refused = [refusal, *refusal.others]
    assert (code, field) in {(each.code, each.field) for each in refused}
    assert all(each.text(language) for each in refused for language in ("zh", "en"))
