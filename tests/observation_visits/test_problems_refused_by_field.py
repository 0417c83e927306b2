"""What contradicts itself is refused by field before any solver runs."""

from datetime import date
from math import inf, nan

import pytest
from msgspec.structs import replace

from services.observation_visits.model.problem_builder import refusal_of
from tests.observation_visits.small_rounds import MONDAY, pairing, tour, window
from visit_solver.problem import InvalidProblem, Lunch, Pair, Pin, Place, Road, Travel, Vehicle
from visit_solver.validation import check_problem

GOOD = pairing(orgs=3, days=7, openness=1.0, seed=1)
TOUR = tour(stops=3)


def host(problem=GOOD, at=1, **changes):
    return replace(problem, hosts=tuple(replace(h, **changes) if n == at else h for n, h in enumerate(problem.hosts)))


def delegation(problem=GOOD, at=0, **changes):
    changed = (replace(d, **changes) if n == at else d for n, d in enumerate(problem.delegations))
    return replace(problem, delegations=tuple(changed))


def matrix(*rows):
    return replace(GOOD, travel=Travel(matrix=rows))


def pins(*given, problem=GOOD):
    return replace(problem, pins=given)


def pin(one, other, day=None, begin=None):
    return Pin(delegation_id=f"d{one}", host_id=f"h{other}", day=day, begin=begin)


REFUSED = [
    ("never open", host(windows=()), "host_never_open", "hosts[1].windows"),
    (
        "larger than every vehicle",
        delegation(TOUR, people=58),
        "delegation_larger_than_vehicles",
        "delegations[0].people",
    ),
    ("more visits than stops", delegation(TOUR, visits=9), "more_visits_than_hosts", "delegations[0].visits"),
    ("split into no vehicles", delegation(splits=True), "groups_without_vehicles", "delegations[0].splits"),
    ("a vehicle without seats", delegation(vehicles=(Vehicle(id="a", seats=0),)), "figure_out_of_range", None),
    ("matrix too short", matrix((0, 1, 2), (1, 0, 2)), "matrix_wrong_size", "travel.matrix"),
    ("matrix row too short", matrix((0, 1, 2), (1, 0), (2, 1, 0)), "matrix_wrong_size", "travel.matrix[1]"),
    ("negative minutes", matrix((0, 1, 2), (1, 0, -1), (2, 1, 0)), "matrix_entry_impossible", "travel.matrix[1]"),
    ("no number of minutes", matrix((0, 1, 2), (1, 0, 2), (2, nan, 0)), "matrix_entry_impossible", None),
    ("endless minutes", matrix((0, inf, 2), (1, 0, 2), (2, 2, 0)), "matrix_entry_impossible", "travel.matrix[0]"),
    ("a standing vehicle", replace(GOOD, travel=Travel(kilometres_per_hour=0.0)), "figure_out_of_range", None),
    ("no point", replace(GOOD, places=(Place(id="p0"), *GOOD.places[1:])), "place_without_point", "places[0]"),
    ("unknown place", host(place_id="nowhere"), "named_unknown", "hosts[1].place_id"),
    ("unknown start", delegation(start_place_id="x"), "named_unknown", "delegations[0].start_place_id"),
    (
        "unknown road",
        replace(GOOD, travel=Travel(closed=(Road(from_place_id="p0", to_place_id="x"),))),
        "named_unknown",
        None,
    ),
    ("unknown pinned host", pins(pin(0, 9)), "named_unknown", "pins[0].host_id"),
    ("unknown decline", replace(GOOD, declined=(Pair(delegation_id="x", host_id="h1"),)), "named_unknown", None),
    ("two of one id", replace(GOOD, hosts=(*GOOD.hosts, GOOD.hosts[0])), "named_twice", "hosts[3]"),
    ("a window on no day", host(windows=(window(date(2026, 5, 1), 540, 600),)), "window_outside_days", None),
    ("a window turned round", host(windows=(window(MONDAY, 600, 540),)), "hours_reversed", "hosts[1].windows[0]"),
    ("no hosts", replace(GOOD, hosts=()), "round_without", "hosts"),
    ("no delegations", replace(GOOD, delegations=()), "round_without", "delegations"),
    ("no days", replace(GOOD, days=()), "round_without", "days"),
    ("an unknown kind", replace(GOOD, kind="picnic"), "choice_unknown", "kind"),
    ("an unknown tier", host(tier="best"), "choice_unknown", "hosts[1].tier"),
    (
        "lunch at night",
        replace(GOOD, day=replace(GOOD.day, lunch=Lunch(earliest=100))),
        "lunch_outside_day",
        "day.lunch",
    ),
    (
        "endless lunch",
        replace(GOOD, day=replace(GOOD.day, lunch=Lunch(minutes=200))),
        "lunch_too_long",
        "day.lunch.minutes",
    ),
    ("a day turned round", replace(GOOD, day=replace(GOOD.day, begin=1100)), "hours_reversed", "day"),
    ("nobody travels", delegation(people=0), "figure_out_of_range", "delegations[0].people"),
    ("no time", replace(GOOD, seconds=nan), "figure_out_of_range", "seconds"),
    (
        "no street",
        replace(host(street_id=None), rules=replace(GOOD.rules, between="same_street")),
        "street_not_named",
        None,
    ),
    ("the same pin twice", pins(pin(0, 1), pin(0, 1)), "pins_more_than_visits", "pins[0]"),
    ("a pin to oneself", pins(pin(1, 1)), "pin_own_organization", "pins[0].host_id"),
    ("a pin at night", pins(pin(0, 1, MONDAY, 200)), "pin_outside_opening", "pins[0].begin"),
    ("a pin on no day", pins(pin(0, 1, date(2026, 5, 1))), "window_outside_days", "pins[0].day"),
    ("a begin without a day", pins(pin(0, 1, None, 540)), "pin_begin_without_day", "pins[0].day"),
    ("two at one host", pins(pin(0, 2, MONDAY, 540), pin(1, 2, MONDAY, 570)), "pins_contradict", "pins[1]"),
    ("both ways in one week", pins(pin(0, 1, MONDAY), pin(1, 0, GOOD.days[3])), "pins_contradict", "pins[1]"),
    ("host while away", pins(pin(0, 1, MONDAY, 540), pin(2, 0, MONDAY, 540)), "pins_contradict", "pins[1]"),
    (
        "declined and pinned",
        replace(pins(pin(0, 1)), declined=(Pair(delegation_id="d0", host_id="h1"),)),
        "pin_declined",
        "pins[0].host_id",
    ),
]


def test_what_is_right_is_let_through():
    check_problem(GOOD)
    check_problem(TOUR)
    check_problem(pins(pin(0, 1, MONDAY, 580), pin(1, 2, MONDAY, 880)))


@pytest.mark.parametrize(
    ("problem", "code", "field"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_a_contradiction_is_refused_by_field(problem, code, field):
    with pytest.raises(InvalidProblem) as wrong:
        check_problem(problem)
    found = wrong.value.violations
    assert (code, field or found[0].field) in {(each.code, each.field) for each in found}
    assert code in str(wrong.value)
    refusal = refusal_of(found, str)
    refused = [refusal, *refusal.others]
    assert [(each.code, each.field, each.params) for each in refused] == [
        (each.code, each.field, each.params) for each in found
    ]
    assert all(each.text(language) for each in refused for language in ("zh", "en"))


def test_every_wrong_field_is_named_at_once():
    wrong = delegation(host(windows=(), visit_minutes=0), people=0)
    with pytest.raises(InvalidProblem) as found:
        check_problem(wrong)
    assert len({each.field for each in found.value.violations}) == 3
