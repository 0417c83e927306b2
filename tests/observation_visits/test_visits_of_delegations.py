"""How many visits a delegation is to make counts on tours as in pairings; who is short is named."""

import pytest
from msgspec.structs import replace

from tests.observation_visits.small_rounds import pairing, tour
from tools.rounds_checker import violations
from visit_solver import solve
from visit_solver.problem import Pair
from visit_solver.search_control import SearchControl
from visit_solver.touring.assembly import evenly

pytestmark = pytest.mark.slow


def sent(problem, *visits):
    """Return a delegation for each number of visits."""
    one = problem.delegations[0]
    return replace(problem, delegations=tuple(replace(one, id=f"d{at}", visits=n) for at, n in enumerate(visits)))


def planned(problem):
    schedule = solve(problem, SearchControl(problem.seconds))
    assert violations(problem, schedule) == []
    return schedule


def made(schedule, problem):
    return [sum(visit.delegation_id == each.id for visit in schedule.visits) for each in problem.delegations]


def short(schedule):
    return {each.id: each.missing for each in schedule.unplaced if each.kind == "delegation"}


@pytest.mark.parametrize("seed", [1, 4])
def test_five_stops_are_shared_out_among_three_delegations_that_want_five_each(seed):
    problem = sent(tour(stops=5, seed=seed, seconds=2.0), 5, 5, 5)
    schedule = planned(problem)
    assert sorted(made(schedule, problem)) == [1, 2, 2]
    assert (schedule.missing, schedule.missing_bound) == (10, 10)
    assert {who: 5 - n for who, n in zip(("d0", "d1", "d2"), made(schedule, problem), strict=True)} == short(schedule)
    for each in schedule.unplaced:
        assert each.proven
        assert each.excluded_by[-1].code == "stop_taken"
        assert each.relaxation_state == "nothing_is_enough"


def test_nobody_is_left_at_home_where_there_are_stops_for_everyone():
    problem = sent(tour(stops=5, seed=2, seconds=2.0), 1, 1, 1)
    schedule = planned(problem)
    assert min(made(schedule, problem)) >= 1
    assert (len(schedule.visits), schedule.missing, schedule.unplaced) == (5, 0, ())


def test_who_is_to_make_more_visits_makes_more():
    problem = sent(tour(stops=6, seed=3, seconds=2.0), 1, 4, 1)
    assert made(planned(problem), problem) == [1, 4, 1]


def test_two_give_one_stop_each_where_only_one_of_them_may_give_it():
    """The third may only visit what the first has, and the first only what the second can spare."""
    problem = sent(tour(stops=4, seed=5, seconds=2.0), 1, 1, 1)
    may = {"d0": ("h0", "h1"), "d1": ("h1", "h2", "h3"), "d2": ("h0",)}
    declined = tuple(
        Pair(delegation_id=who, host_id=host.id) for who in may for host in problem.hosts if host.id not in may[who]
    )
    schedule = planned(replace(problem, declined=declined))
    assert (schedule.missing, len(schedule.visits)) == (0, 4)


def test_a_delegation_that_nothing_is_open_to_is_named_with_the_reason():
    problem = sent(tour(stops=4, seed=6, seconds=2.0), 2, 2)
    declined = tuple(Pair(delegation_id="d1", host_id=host.id) for host in problem.hosts)
    schedule = planned(replace(problem, declined=declined))
    (told,) = schedule.unplaced
    assert (told.id, told.missing, told.proven, schedule.missing_bound) == ("d1", 2, True, 2)
    assert [reason.code for reason in told.excluded_by] == ["declined"]


def test_a_pairing_counts_the_visits_that_are_not_made_in_the_same_way():
    problem = pairing(orgs=3, days=2, openness=0.9, seed=2, seconds=5.0)
    delegations = tuple(replace(each, visits=3) for each in problem.delegations)
    schedule = planned(replace(problem, delegations=delegations))
    assert schedule.missing == schedule.missing_bound
    assert sum(short(schedule).values()) == 9 - len(schedule.visits)


@pytest.mark.parametrize(
    ("visits", "most", "shared"),
    [(5, (5, 5, 5), [1, 2, 2]), (3, (1, 1, 10), [1, 1, 1]), (7, (1, 1, 10), [1, 1, 5]), (0, (2, 2), [0, 0])],
)
def test_visits_are_shared_out_as_evenly_as_they_are_wished(visits, most, shared):
    assert evenly(visits, most) == shared


def test_a_tour_on_which_no_host_can_be_reached_is_explained_all_the_same():
    schedule = solve(tour(stops=2, visit=900, seconds=1.0, effort=1), SearchControl(1.0, effort=1))
    assert (schedule.visits, schedule.missing, len(schedule.unplaced)) == ((), 3, 3)
