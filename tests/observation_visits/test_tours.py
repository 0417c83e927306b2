"""The tour planner keeps every rule, finds the best of what can be enumerated, and stops when it is told."""

from itertools import pairwise, permutations
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.observation_visits.checker import faults_of_tours
from visit_solver.orienteering.problem import Shift, Stop, TourProblem, Window
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter
from visit_solver.orienteering.single_tour_search import SingleTourSearch
from visit_solver.orienteering.solve import Budget, solve_tours
from visit_solver.orienteering.timetable import timetable
from visit_solver.orienteering.tour_archive import TourArchive

ALWAYS = (Window(0, 1000),)
ALL_DAY = Shift(0, 0, 0, 1000)
SHORT = Budget(seconds=20, iterations=80)


def line(*stops, shifts=(ALL_DAY,), places=12):
    """Places one after the other along a road, ten minutes apart."""
    travel = tuple(tuple(10 * abs(here - there) for there in range(places)) for here in range(places))
    return TourProblem(travel, stops, shifts)


def scattered(seed, stops, shifts):
    """Return stops on a plane whose coordinates follow from the seed by a formula, each open for a while."""
    points = [((seed * 31 + at * 47) % 101, (seed * 17 + at * at * 29) % 103) for at in range(stops + 1)]
    travel = tuple(
        tuple(int(((x - u) ** 2 + (y - v) ** 2) ** 0.5) + 1 * ((x, y) != (u, v)) for u, v in points) for x, y in points
    )
    opens = [(seed + at * 37) % 300 for at in range(stops + 1)]
    served = tuple(Stop(at, 10, (Window(opens[at], opens[at] + 120),), 1 + at * 7 % 23) for at in range(1, stops + 1))
    return TourProblem(travel, served, (Shift(0, 0, 0, 400),) * shifts)


def alone(problem, **asked):
    return solve_tours(problem, **{"budget": SHORT, "searchers": 1} | asked)


def test_what_is_worth_most_is_visited_when_not_everything_fits():
    problem = line(Stop(1, 5, ALWAYS, 3), Stop(9, 5, ALWAYS, 10), shifts=(Shift(0, 0, 0, 189),))
    assert alone(problem).tours == ((1,),)


def test_among_tours_of_equal_worth_the_shortest_is_driven():
    problem = line(*(Stop(place, 5, ALWAYS, 1) for place in (4, 1, 3, 2)))
    plan = alone(problem)
    assert (plan.value.score, plan.value.travel) == (4, 80)


def test_a_required_stop_is_served_before_any_prize():
    problem = line(Stop(9, 5, ALWAYS, 0, required=True), Stop(1, 150, ALWAYS, 10_000), shifts=(Shift(0, 0, 0, 200),))
    plan = alone(problem)
    assert plan.tours == ((0,),)
    assert plan.value.required == 1


def test_a_required_stop_that_no_shift_can_reach_is_left_out():
    problem = line(Stop(9, 50, ALWAYS, 0, required=True), Stop(1, 5, ALWAYS, 1), shifts=(Shift(0, 0, 0, 100),))
    assert alone(problem).tours == ((1,),)


def test_a_stop_that_is_open_twice_is_visited_once():
    twice = (Window(100, 120), Window(500, 520))
    problem = line(
        Stop(1, 5, twice, 4),
        Stop(2, 5, (Window(500, 505),), 4),
        shifts=(Shift(0, 0, 90, 200), Shift(0, 0, 480, 560)),
    )
    plan = alone(problem)
    assert faults_of_tours(problem, plan.tours) == []
    assert plan.value.score == 8
    assert sum(len(tour) for tour in plan.tours) == 2


def test_a_stop_that_opens_late_is_waited_for_and_one_that_opens_again_is_visited_then():
    stop = Stop(1, 5, (Window(0, 5), Window(60, 80)), 1)
    calls = timetable(line(stop), Shift(0, 0, 0, 100), [0])
    assert [(call.arrives, call.begins, call.ends, call.window) for call in calls] == [(10, 60, 65, 1)]


def test_each_shift_starts_and_ends_at_its_own_places():
    problem = line(Stop(3, 0, ALWAYS, 5), Stop(8, 0, ALWAYS, 5), shifts=(Shift(2, 4, 0, 20), Shift(9, 7, 0, 20)))
    assert alone(problem).tours == ((0,), (1,))


def test_one_way_roads_are_driven_the_right_way():
    travel = ((0, 1, 90, 90), (90, 0, 1, 90), (90, 90, 0, 1), (1, 90, 90, 0))
    stops = tuple(Stop(place, 0, ALWAYS, 1) for place in (3, 1, 2))
    plan = alone(TourProblem(travel, stops, (Shift(0, 0, 0, 10),)))
    assert plan.tours == ((1, 2, 0),)


@pytest.mark.parametrize("problem", [line(), line(Stop(1, 5, ALWAYS, 3), shifts=())], ids=["no-stops", "no-shifts"])
def test_where_there_is_nothing_to_plan_the_plan_is_empty(problem):
    plan = alone(problem)
    assert plan.tours == ((),) * len(problem.shifts)
    assert (plan.value.score, plan.bound) == (0, 0)


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        (line(Stop(99, 5, ALWAYS, 1)), r"stops\[0\].place"),
        (line(Stop(1, 5, (), 1)), r"stops\[0\].windows"),
        (line(Stop(1, 5, (Window(5, 4),), 1)), r"stops\[0\].windows"),
        (line(Stop(1, -5, ALWAYS, 1)), r"stops\[0\]"),
        (line(shifts=(Shift(0, 99, 0, 10),)), r"shifts\[0\]"),
        (line(shifts=(Shift(0, 0, 10, 5),)), r"shifts\[0\]"),
        (TourProblem(((0, 1),), (), ()), "travel"),
        (TourProblem(((0, -1), (1, 0)), (), ()), "travel"),
        (TourProblem(((0, 1), (1, 5)), (), ()), "travel"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused_by_its_field(problem, field):
    with pytest.raises(ValueError, match=field):
        alone(problem)


@pytest.mark.parametrize("start", [(), ((0,), ()), ((5,),)], ids=["no-shift", "another-shift", "another-stop"])
def test_a_start_of_another_problem_is_refused(start):
    with pytest.raises(ValueError, match="start"):
        alone(line(Stop(1, 5, ALWAYS, 1)), start=start)


def test_the_same_seed_and_iterations_give_the_same_tours():
    problem = scattered(3, 15, 2)
    assert alone(problem, seed=7).tours == alone(problem, seed=7).tours


@pytest.mark.slow
def test_the_same_seed_and_iterations_give_the_same_tours_in_several_processes():
    problem, budget = scattered(4, 60, 3), Budget(seconds=60, iterations=1200)
    first, second = (solve_tours(problem, budget=budget, seed=5) for _ in range(2))
    assert first == second


def test_a_start_is_never_made_worse():
    problem = scattered(5, 15, 2)
    first = alone(problem, budget=Budget(20, 80))
    assert alone(problem, budget=Budget(20, 1), seed=9, start=first.tours).value >= first.value


def test_a_start_that_can_no_longer_be_driven_is_taken_as_far_as_it_can():
    problem = line(Stop(1, 5, ALWAYS, 1), Stop(2, 5, (Window(0, 3),), 50), Stop(3, 5, ALWAYS, 1))
    plan = alone(problem, budget=Budget(20, 0), start=((0, 1, 2),))
    assert plan.tours == ((0, 2),)


def test_a_plan_that_is_cancelled_before_it_begins_is_its_start():
    problem = scattered(6, 15, 2)
    first = alone(problem)
    assert alone(problem, start=first.tours, cancelled=lambda: True).tours == first.tours


@pytest.mark.slow
@pytest.mark.parametrize("searchers", [1, 2])
def test_cancelling_keeps_the_best_so_far(searchers):
    problem, told = scattered(8, 60, 3), []
    begun = monotonic()
    plan = solve_tours(
        problem,
        budget=Budget(seconds=30),
        searchers=searchers,
        on_progress=told.append,
        cancelled=lambda: monotonic() > begun + 3,
    )
    assert monotonic() - begun < 6
    assert faults_of_tours(problem, plan.tours) == []
    assert plan.value.score >= max(progress.score for progress in told) > 0


@pytest.mark.slow
@pytest.mark.parametrize("searchers", [1, 2])
@pytest.mark.parametrize("seconds", [2.0, 4.5])
def test_the_time_limit_is_kept_within_a_second(searchers, seconds):
    begun = monotonic()
    plan = solve_tours(scattered(9, 120, 4), budget=Budget(seconds), searchers=searchers)
    assert seconds - 1 < monotonic() - begun < seconds + 1
    assert plan.value.score > 0


@pytest.mark.slow
def test_progress_tells_how_far_it_is_and_never_promises_more_than_the_bound():
    told = []
    plan = solve_tours(scattered(10, 60, 2), budget=Budget(seconds=4), on_progress=told.append)
    percents = [progress.percent for progress in told]
    assert percents == sorted(percents)
    assert 0 <= percents[0] < percents[-1] <= 100
    assert all(0 <= progress.gap <= 1 for progress in told)
    assert told[-1].score <= plan.value.score <= plan.bound


TIMES = st.integers(0, 30)


@st.composite
def tiny_problems(draw):
    places = draw(st.integers(2, 5))
    times = draw(st.lists(st.integers(0, 12), min_size=places**2, max_size=places**2))
    rows = [tuple(0 if to == at else times[at * places + to] for to in range(places)) for at in range(places)]
    window = st.tuples(TIMES, st.integers(0, 15)).map(lambda pair: Window(pair[0], pair[0] + pair[1]))
    stop = st.builds(
        Stop,
        place=st.integers(0, places - 1),
        duration=st.integers(0, 6),
        windows=st.lists(window, min_size=1, max_size=2).map(tuple),
        prize=st.integers(0, 9),
        required=st.sampled_from([False, False, True]),
    )
    shift = st.builds(
        lambda start, end, opens, length: Shift(start, end, opens, opens + length),
        st.integers(0, places - 1),
        st.integers(0, places - 1),
        TIMES,
        st.integers(0, 40),
    )
    return TourProblem(
        tuple(rows),
        tuple(draw(st.lists(stop, max_size=4))),
        tuple(draw(st.lists(shift, min_size=1, max_size=2))),
    )


def best_by_trying_everything(problem):
    """Return the required stops, prizes and saved travel of the best tours, by complete enumeration."""
    best = (0, 0, 0)
    numbers = range(len(problem.stops))
    for count in range(len(problem.stops) + 1):
        for order in permutations(numbers, count):
            for cut in range(count + 1) if len(problem.shifts) == 2 else [count]:
                tours = (order[:cut], order[cut:])[: len(problem.shifts)]
                if not faults_of_tours(problem, tours):
                    best = max(best, worth(problem, tours))
    return best


def worth(problem, tours):
    visited = [problem.stops[stop] for tour in tours for stop in tour]
    travel = 0
    for shift, tour in zip(problem.shifts, tours, strict=True):
        places = [shift.start, *(problem.stops[stop].place for stop in tour), shift.end] if tour else []
        travel += sum(problem.travel[here][there] for here, there in pairwise(places))
    return sum(stop.required for stop in visited), sum(stop.prize for stop in visited), -travel


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(tiny_problems())
def test_tiny_problems_are_solved_to_the_best_and_bounded_above(problem):
    plan = alone(problem, budget=Budget(20, 400))
    best = best_by_trying_everything(problem)
    assert faults_of_tours(problem, plan.tours) == []
    assert (plan.value.required, plan.value.score) == best[:2]
    assert plan.bound >= best[1]


def test_weaving_reaches_what_is_nearer_by_way_of_another_place():
    travel = ((0, 1, 9), (9, 0, 1), (1, 9, 0))
    problem = TourProblem(
        travel, (Stop(1, 0, (Window(0, 9),), 1), Stop(2, 0, (Window(0, 2),), 5)), (Shift(0, 0, 0, 9),)
    )
    adapter = PyvrpAdapter(problem)
    woven = TourArchive(adapter)
    SingleTourSearch(adapter, woven, seed=1).search_round(None, lambda: False)
    assert adapter.tours(woven.best) == ((0, 1),)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(tiny_problems().map(lambda problem: TourProblem(problem.travel, problem.stops, problem.shifts[:1])))
def test_weaving_alone_finds_the_best_tour_of_one_shift(problem):
    adapter = PyvrpAdapter(problem)
    if not adapter.visits:
        assert best_by_trying_everything(problem)[:2] == (0, 0)
        return
    woven = TourArchive(adapter)
    SingleTourSearch(adapter, woven, seed=1).search_round(None, lambda: False)
    tours = adapter.tours(woven.best)
    assert faults_of_tours(problem, tours) == []
    assert worth(problem, tours)[:2] == best_by_trying_everything(problem)[:2]


def test_weaving_ends_when_it_is_late():
    adapter = PyvrpAdapter(scattered(5, stops=60, shifts=1))
    woven = TourArchive(adapter)
    single_tour = SingleTourSearch(adapter, woven, seed=1)
    single_tour.search_round(None, lambda: True)
    assert all(len(order) == 1 for _, order in woven.best)
