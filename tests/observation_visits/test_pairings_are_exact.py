"""Where all rounds can be tried, the planner's is as good as the best of them, and says so."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.observation_visits.every_round import best_round, value
from tests.observation_visits.small_rounds import MONDAY, pairing, seeds, sharing
from tools.rounds_checker import violations
from visit_solver import solve
from visit_solver.problem import PreviousVisit
from visit_solver.search_control import SearchControl
from visit_solver.validation import check_problem

pytestmark = pytest.mark.slow


def planned(problem):
    check_problem(problem)
    schedule = solve(problem, SearchControl(problem.seconds))
    assert violations(problem, schedule) == []
    return schedule


def assert_the_best(problem):
    schedule = planned(problem)
    told = schedule.missing, schedule.goals.change, schedule.objective
    assert told == value(problem, schedule.visits)
    assert told == best_round(problem)
    assert schedule.status == "optimal"
    assert (schedule.missing_bound, schedule.gap) == (schedule.missing, 0.0)
    assert schedule.bound == schedule.objective


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_a_small_round_is_the_best_there_is(seed):
    assert_the_best(pairing(orgs=4, days=2, openness=0.4, seed=seed))


@pytest.mark.parametrize("seed", seeds(3, 12))
def test_a_small_round_with_every_rare_rule_is_the_best_there_is(seed):
    assert_the_best(pairing(orgs=3, days=3, openness=0.5, seed=seed, odd=True))


@pytest.mark.parametrize("seed", seeds(2, 4))
def test_a_round_across_two_quarters_and_weeks_is_the_best_there_is(seed):
    assert_the_best(pairing(orgs=3, days=4, openness=0.4, seed=seed, odd=True, first=MONDAY + timedelta(days=27)))


@pytest.mark.parametrize("seed", seeds(2, 4))
@pytest.mark.parametrize("odd", [False, True])
def test_a_round_in_which_two_stops_share_a_cap_is_the_best_there_is(seed, odd):
    assert_the_best(sharing(pairing(orgs=3 if odd else 4, days=2, openness=0.6, seed=seed, odd=odd)))


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_a_new_round_changes_as_little_as_any_round_could(seed):
    problem = pairing(orgs=4, days=2, openness=0.5, seed=seed)
    old = planned(problem)
    before = tuple(
        PreviousVisit(delegation_id=v.delegation_id, host_id=v.host_id, day=v.day, begin=v.begin) for v in old.visits
    )
    hosts = tuple(replace(host, windows=host.windows[1:] or host.windows) for host in problem.hosts)
    assert_the_best(replace(problem, hosts=hosts, before=before))
