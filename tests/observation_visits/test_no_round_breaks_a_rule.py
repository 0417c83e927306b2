"""Whatever district, calendar and blackouts are drawn: no hard rule is broken, and what is told of the rest is true."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.observation_visits.small_rounds import beside, pairing, sharing, tour
from tools.rounds_checker import minutes_between, violations
from visit_solver import solve
from visit_solver.problem import Lunch, Pair, Pin, PreviousVisit, Road, Vehicle
from visit_solver.search_control import SearchControl
from visit_solver.validation import check_problem

pytestmark = pytest.mark.slow
DRAWN = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def planned(problem):
    check_problem(problem)
    return solve(problem, SearchControl(problem.seconds))


def as_before(schedule):
    return tuple(
        PreviousVisit(delegation_id=v.delegation_id, host_id=v.host_id, day=v.day, begin=v.begin)
        for v in schedule.visits
    )


@DRAWN
@given(
    orgs=st.integers(2, 9),
    days=st.integers(1, 9),
    seed=st.integers(0, 10_000),
    openness=st.floats(0.05, 0.9),
    odd=st.booleans(),
    shared=st.sampled_from((None, 1, 2)),
    others=st.booleans(),
)
def test_no_pairing_breaks_a_hard_rule(*, orgs, days, seed, openness, odd, shared, others):
    problem = pairing(orgs=orgs, days=days, seed=seed, openness=openness, odd=odd, seconds=2.0)
    problem = problem if shared is None else sharing(problem, shared)
    problem = beside(problem, seed) if others else problem
    schedule = planned(problem)
    assert violations(problem, schedule) == []
    assert schedule.gap is not None
    assert schedule.missing_bound <= schedule.missing
    for each in schedule.unplaced:
        assert each.excluded_by
        if all(reason.code in HOPELESS for reason in each.excluded_by):
            assert_hopeless(problem, each)


HOPELESS = {"own_organization", "street_rule", "declined", "no_room", "road_closed"}
HOPELESS |= {"windows_too_short", "outside_hours", "lunch_time", "taken_elsewhere", "reciprocal_elsewhere"}


def assert_hopeless(problem, unplaced):
    """No way at all: tried minute by minute of the grid, each visit on its own."""
    assert unplaced.proven
    for delegation in problem.delegations:
        for host in problem.hosts:
            if unplaced.id in {delegation.id, host.id}:
                assert not any(True for _ in ways(problem, delegation, host))


def ways(problem, delegation, host):
    same = delegation.street_id == host.street_id
    if delegation.organization_id == host.organization_id:
        return
    declined = {p.day for p in problem.declined if (p.delegation_id, p.host_id) == (delegation.id, host.id)}
    if None in declined:
        return
    if problem.rules.between != "any" and same != (problem.rules.between == "same_street"):
        return
    if host.most_people is not None and delegation.people > host.most_people:
        return
    out = minutes_between(problem, delegation.start_place_id, host.place_id)
    back = minutes_between(problem, host.place_id, delegation.end_place_id)
    for w in host.windows:
        for begin in range(w.begin, w.end - host.visit_minutes + 1):
            if begin % problem.rules.begin_every:
                continue
            leave, done = begin - out, begin + host.visit_minutes + back + problem.day.review_minutes
            free = [x for x in delegation.windows if x.day == w.day]
            inside = any(x.begin <= leave and done <= x.end for x in free) if delegation.windows else True
            inside = inside and problem.day.begin <= leave and done <= problem.day.end
            lunch = problem.day.lunch
            fed = lunch is None or leave >= lunch.earliest + lunch.minutes or done <= lunch.latest - lunch.minutes
            taken = elsewhere(problem, delegation, host, w.day, (begin, begin + host.visit_minutes), (leave, done))
            if inside and fed and w.day not in declined and not taken:
                yield w.day, begin


def elsewhere(problem, delegation, host, day, *spans):
    spans = [(whose, *span) for whose, span in zip((host, delegation), spans, strict=True)]
    busy = any(t.day == day and t.begin < last and first < t.end for whose, first, last in spans for t in whose.taken)
    back = host.organization_id, delegation.organization_id, day.isocalendar()[:2]
    met = {(m.visiting_organization_id, m.organization_id, m.day.isocalendar()[:2]) for m in problem.met}
    return busy or (problem.rules.reciprocal_apart and back in met)


@DRAWN
@given(seed=st.integers(0, 10_000), orgs=st.integers(3, 8), odd=st.booleans(), which=st.integers(0, 100))
def test_a_new_pairing_keeps_its_pins_and_breaks_nothing(seed, orgs, odd, which):
    problem = pairing(orgs=orgs, days=7, seed=seed, odd=odd, seconds=2.0)
    old = planned(problem)
    if not old.visits:
        return
    pinned = old.visits[which % len(old.visits)]
    dropped = old.visits[(which + 1) % len(old.visits)]
    pin = Pin(delegation_id=pinned.delegation_id, host_id=pinned.host_id, day=pinned.day, begin=pinned.begin)
    declined = (*problem.declined, Pair(delegation_id=dropped.delegation_id, host_id=dropped.host_id))
    if len(old.visits) == 1:
        declined = problem.declined
    again = replace(problem, pins=(pin,), declined=declined, before=as_before(old))
    schedule = planned(again)
    assert violations(again, schedule) == []
    told = schedule.difference
    assert len(told.kept) + len(told.moved) + len(told.added) == len(schedule.visits)
    assert schedule.goals.change == len(told.moved) + len(told.added) + len(told.dropped)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000),
    stops=st.integers(1, 14),
    visit=st.sampled_from((20, 45, 90)),
    groups=st.booleans(),
    eats_at_home=st.booleans(),
    closed=st.booleans(),
    shared=st.booleans(),
    others=st.booleans(),
)
@example(
    seed=0, stops=1, visit=20, groups=False, eats_at_home=False, closed=False, shared=False, others=True
)  # nothing can be visited at all
def test_no_tour_breaks_a_hard_rule(*, seed, stops, visit, groups, eats_at_home, closed, shared, others):
    problem = tour(stops=stops, seed=seed, visit=visit, seconds=1.5)
    problem = sharing(problem) if shared else problem
    if groups:
        cars = (Vehicle(id="a", seats=30), Vehicle(id="b", seats=28))
        delegation = replace(problem.delegations[0], vehicles=cars, splits=True)
        problem = replace(problem, delegations=(delegation,))
    if eats_at_home:
        problem = replace(problem, day=replace(problem.day, lunch=Lunch(place_id="home")))
    if closed:
        road = Road(from_place_id="home", to_place_id="p0")
        problem = replace(problem, travel=replace(problem.travel, closed=(road,)))
    problem = beside(problem, seed) if others else problem
    schedule = planned(problem)
    assert violations(problem, schedule) == []
    assert schedule.missing_bound <= schedule.missing
    assert schedule.bound is None or schedule.bound <= schedule.objective


def test_a_tour_loses_a_host_and_keeps_everything_else():
    problem = tour(stops=8, seed=3, seconds=2.0)
    old = planned(problem)
    assert old.missing == 0
    gone = old.visits[3].host_id
    hosts = tuple(host for host in problem.hosts if host.id != gone)
    again = replace(problem, hosts=hosts, before=as_before(old))
    schedule = planned(again)
    assert violations(again, schedule) == []
    assert schedule.goals.change == 1
    assert [kept.host_id for kept in schedule.difference.dropped] == [gone]


def test_a_pinned_stop_of_a_tour_stays():
    problem = tour(stops=6, seed=5, seconds=2.0)
    w = problem.hosts[2].windows[-1]
    pin = Pin(delegation_id="guests", host_id="h2", day=w.day, begin=w.begin + 60)
    schedule = planned(replace(problem, pins=(pin,)))
    assert violations(replace(problem, pins=(pin,)), schedule) == []
