"""For whatever is not placed: which constraints exclude it, and the smallest change with which it is placed."""

import pytest
from msgspec.structs import replace

from tests.observation_visits.small_rounds import MONDAY, pairing, sharing, tour, window
from tools.rounds_checker import violations
from visit_solver import solve
from visit_solver.explanations.cases import catalogue
from visit_solver.problem import Pair, Problem
from visit_solver.search_control import SearchControl


def planned(problem):
    schedule = solve(problem, SearchControl(problem.seconds))
    assert violations(problem, schedule) == []
    return schedule


def told_of(schedule, identity):
    return next(each for each in schedule.unplaced if each.id == identity)


def with_host(problem: Problem, at: int, **changes):
    hosts = tuple(replace(host, **changes) if n == at else host for n, host in enumerate(problem.hosts))
    return replace(problem, hosts=hosts)


def plain(**more):
    problem = pairing(orgs=4, days=5, openness=0.9, seed=2, **more)
    hosts = tuple(replace(host, visit_minutes=60) for host in problem.hosts)
    return replace(problem, hosts=hosts, previous=())


def test_a_round_with_room_for_everyone_leaves_nobody_out():
    schedule = planned(plain())
    assert (schedule.missing, schedule.unplaced) == (0, ())


def test_a_host_too_small_for_everyone_says_how_many_more_it_needs_room_for():
    problem = with_host(plain(), 1, most_people=4)
    told = told_of(planned(problem), "h1")
    assert told.proven
    assert [reason.code for reason in told.excluded_by] == ["own_organization", "no_room"]
    assert (told.relaxation.code, told.relaxation.size) == ("room_larger", 1)
    assert told.relaxation.field == "hosts[1].most_people"
    assert planned(with_host(problem, 1, most_people=int(told.relaxation.to))).missing == 0


def test_a_host_that_opens_too_short_says_how_much_shorter_a_visit_fits():
    problem = with_host(plain(), 1, windows=(window(MONDAY, 540, 590),))
    told = told_of(planned(problem), "h1")
    assert told.proven
    assert told.excluded_by[-1].code == "windows_too_short"
    assert (told.relaxation.code, told.relaxation.size) == ("visit_shorter", 10)
    assert planned(with_host(problem, 1, visit_minutes=50)).missing == 0


def test_changes_of_other_kinds_stand_beside_the_smallest_and_name_who_would_visit_whom():
    problem = with_host(plain(), 1, windows=(window(MONDAY, 540, 590),))
    told = told_of(planned(problem), "h1")
    codes = [each.code for each in told.relaxations]
    assert told.relaxations[0] == told.relaxation
    assert codes[:2] == ["visit_shorter", "opening_longer"]
    assert len(codes) == len(set(codes))
    assert {each.host_id for each in told.relaxations} == {"h1"}
    assert {each.delegation_id for each in told.relaxations} <= {each.id for each in problem.delegations}


def test_a_host_whom_everyone_was_declined_says_that_one_has_to_be_taken_back():
    declined = tuple(Pair(delegation_id=f"d{at}", host_id="h1") for at in range(4))
    told = told_of(planned(replace(plain(), declined=declined)), "h1")
    assert told.proven
    assert "declined" in {reason.code for reason in told.excluded_by}
    assert told.relaxation.code == "decline_taken_back"


def test_a_host_beyond_the_delegations_visits_says_that_somebody_has_to_go_once_more():
    problem = plain()
    problem = replace(problem, delegations=problem.delegations[:3])
    schedule = planned(problem)
    assert (schedule.missing, schedule.missing_bound, schedule.status) == (1, 1, "optimal")
    told = schedule.unplaced[0]
    assert told.proven
    assert told.excluded_by[-1].code == "visits_made"
    assert told.relaxation.code == "one_more_visit"
    at = int(told.relaxation.field.removeprefix("delegations[").split("]")[0])
    more = tuple(
        replace(each, visits=each.visits + 1) if number == at else each
        for number, each in enumerate(problem.delegations)
    )
    assert planned(replace(problem, delegations=more)).missing == 0


def test_a_second_stop_beyond_its_organization_s_cap_says_that_one_more_has_to_be_received():
    problem = plain()
    hosts = tuple(replace(host, most_visits=1) for host in problem.hosts[:3])
    problem = replace(problem, hosts=hosts, delegations=problem.delegations[1:])
    schedule = planned(sharing(problem))
    assert (schedule.missing, schedule.missing_bound) == (2, 2)
    for told in schedule.unplaced:
        assert told.proven
        assert "quarter_cap" in {reason.code for reason in told.excluded_by}
        assert told.relaxation.code == "one_more_received"
    assert planned(sharing(problem, 2)).missing == 0


@pytest.mark.slow
def test_two_who_can_only_meet_in_one_week_learn_that_the_rule_against_mutual_visits_is_in_the_way():
    problem = pairing(orgs=2, days=5, openness=0.9, seed=1)
    schedule = planned(problem)
    assert schedule.missing == 2
    told = next(each for each in schedule.unplaced if each.kind == "host")
    assert told.proven
    assert "reciprocal_week" in {reason.code for reason in told.excluded_by}
    assert told.relaxation.code == "reciprocal_allowed"
    assert planned(replace(problem, rules=replace(problem.rules, reciprocal_apart=False))).missing == 0


def test_the_reasons_add_up_to_all_the_ways_there_are():
    schedule = planned(replace(plain(), delegations=plain().delegations[:3]))
    for told in schedule.unplaced:
        assert sum(reason.removes for reason in told.excluded_by) == told.excluded_by[0].of


@pytest.mark.slow
def test_a_stop_of_a_tour_that_nobody_has_time_for_says_what_would_help():
    problem = tour(stops=12, seed=4, visit=120, seconds=2.0)
    schedule = planned(problem)
    assert schedule.missing >= schedule.missing_bound > 0
    assert all(told.excluded_by for told in schedule.unplaced)
    assert any(told.relaxation for told in schedule.unplaced)


@pytest.mark.slow
def test_of_two_stops_that_share_a_cap_a_tour_visits_one_and_says_why_not_the_other():
    problem = sharing(tour(stops=5, seed=4, seconds=2.0))
    schedule = planned(problem)
    assert (schedule.missing, schedule.missing_bound) == (1, 1)
    (told,) = schedule.unplaced
    assert told.id in {"h0", "h1"}
    assert told.proven
    assert [reason.code for reason in told.excluded_by] == ["quarter_shared"]
    assert (told.relaxation.code, told.relaxation.to) == ("one_more_received", '{"2026Q1":2}')
    assert planned(sharing(tour(stops=5, seed=4, seconds=2.0), 2)).missing == 0


@pytest.mark.slow
def test_a_stop_of_a_tour_without_room_is_proven_impossible():
    problem = with_host(tour(stops=4, seed=4, seconds=1.5), 0, most_people=40)
    told = told_of(planned(problem), "h0")
    assert told.proven
    assert [reason.code for reason in told.excluded_by] == ["no_room"]
    assert (told.relaxation.code, told.relaxation.size) == ("room_larger", 15)
    assert planned(with_host(problem, 0, most_people=55)).missing == 0


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_reason_is_said_in_both_languages(code):
    assert all(catalogue()[code][language].strip() for language in ("zh", "en"))
