"""Searchers run slice by slice; between slices the best of all their tours is recombined, and they start from that."""

from collections.abc import Callable
from math import ceil, floor
from time import monotonic

import msgspec

from visit_solver.orienteering.annealing import Searcher, SearchSlice, SliceResult
from visit_solver.orienteering.knapsack_bound import knapsack_bound
from visit_solver.orienteering.lagrangian_bound import LagrangianBound
from visit_solver.orienteering.problem import TourProblem, Tours, check, check_start
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter
from visit_solver.orienteering.search_profiles import SearchProfile, profiles_of
from visit_solver.orienteering.search_workers import InProcess, MultiProcess, Pool
from visit_solver.orienteering.set_packing import SetPacking
from visit_solver.orienteering.timetable import TourValue, drop_unreachable, feasible, value

SLICES, SLICE_SECONDS = 8, 1.25
"""Slices of one search, and how long one lasts at most: long enough to settle, often enough to put tours together."""

RESERVE = 0.3
"""Seconds kept back from the searchers, for their last results to be recombined and returned."""


PATIENCE = 1.0
"""Seconds that cancelled searchers have to send their last results."""

BOUNDING_SHARE = 0.05
"""The share of the time in which the bound is improved, at the searchers' expense."""


class Progress(msgspec.Struct, frozen=True):
    """How far a search is: percent of its time, the score it has reached, and the bound."""

    percent: float
    score: int
    bound: int

    @property
    def gap(self) -> float:
        """The share of the bound that is not reached; the best possible answer may lie anywhere within it."""
        return (self.bound - self.score) / self.bound if self.bound else 0.0


class TourPlan(msgspec.Struct, frozen=True):
    """The tours of all shifts, what they are worth, the most that could be, and how many iterations it took."""

    tours: Tours
    value: TourValue
    bound: int
    iterations: int


class Budget(msgspec.Struct, frozen=True):
    """When to stop: after so many seconds, or after so many iterations of each searcher, whichever comes first."""

    seconds: float
    iterations: int | None = None


def solve_tours(
    problem: TourProblem,
    *,
    budget: Budget,
    seed: int = 0,
    searchers: int = 2,
    start: Tours | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> TourPlan:
    """Plan tours: required stops first, then prizes, then little travel.

    It raises ValueError for a problem that contradicts itself, or a start of another one. One searcher works in the
    caller's process, more in one each. `start` is taken as far as it can be driven, and the answer is never worth less.
    With `iterations` and the same seed, problem and number of searchers the answer is the same, unless the seconds run
    out first.
    """
    check(problem)
    check_start(problem, start)
    return _Search(problem, budget, start, on_progress, cancelled).run(seed, searchers)


class _Search:
    """One search: the best so far, and the tours that it is recombined from."""

    def __init__(
        self,
        problem: TourProblem,
        budget: Budget,
        start: Tours | None,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._began = monotonic()
        self._problem = problem
        self._budget = budget
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._bound = knapsack_bound(problem)
        self._lagrangian = LagrangianBound(problem)
        self._bounding_seconds = 0.0
        self._adapter = PyvrpAdapter(problem)
        self._packing = SetPacking([len(numbers) for numbers in self._adapter.kinds.values()])
        self._empty: Tours = ((),) * len(problem.shifts)
        self._best = drop_unreachable(problem, start or self._empty)
        self._stagnant = False
        self._iterations = 0

    def run(self, seed: int, searchers: int) -> TourPlan:
        """Search until the budget is used up or the caller cancels, and return the plan."""
        if self._adapter.visits and not self._cancelled():
            slices = self._slice_count()
            pool = self._start_pool(profiles_of(seed, searchers, slices, len(self._problem.shifts)))
            try:
                self._search(pool, searchers, slices)
            finally:
                pool.close()
        return TourPlan(self._best, value(self._problem, self._best), self._bound, self._iterations)

    def _start_pool(self, profiles: list[SearchProfile]) -> Pool:
        if len(profiles) == 1:
            return InProcess(self._adapter, profiles[0], self._cancelled)
        processes = MultiProcess(self._problem, profiles)
        # While they start, tours that are merely good: whoever cancels at once, or has no time at all, gets these.
        self._add_result(
            Searcher(self._adapter, profiles[0]).search(SearchSlice(None, self._began, 0), self._cancelled)
        )
        return processes

    def _slice_count(self) -> int:
        return (
            SLICES if self._budget.iterations is not None else max(SLICES, ceil(self._budget.seconds / SLICE_SECONDS))
        )

    def _search(self, pool: Pool, searchers: int, slices: int) -> None:
        for number in range(slices):
            # What was put together while the searchers were away is where they start from next.
            search_slices = [self._slice(number, slices, self._start(number + at)) for at in range(searchers)]
            before = value(self._problem, self._best)
            pool.send(search_slices)
            if number:
                self._recombine(search_slices[0].until)
            found = self._collect(pool)
            for result in found:
                self._add_result(result)
            if not found:
                return
            self._stagnant = value(self._problem, self._best) == before
            if self._cancelled():
                return
        self._recombine(self._began + self._budget.seconds)

    def _start(self, turn: int) -> Tours | None:
        """Begin from the best; where that led nowhere during the last slice, every other time from anywhere."""
        if self._best == self._empty or (self._stagnant and turn % 2 == 0):
            return None
        return self._best

    def _slice(self, number: int, slices: int, start: Tours | None) -> SearchSlice:
        seconds = (self._budget.seconds - RESERVE) * (number + 1) / slices
        if self._budget.iterations is None:
            return SearchSlice(start, self._began + seconds)
        done = [self._budget.iterations * at // slices for at in (number, number + 1)]
        return SearchSlice(start, self._began + self._budget.seconds - RESERVE, done[1] - done[0])

    def _collect(self, pool: Pool) -> list[SliceResult]:
        called, given_up = monotonic(), self._began + self._budget.seconds
        while (found := pool.collect(0.0 if self._improved_bound_in_time() else 0.1)) is None:
            self._report_progress()
            if not self._cancelled():
                called = monotonic()
            else:
                pool.cancel()
                given_up = min(given_up, called + PATIENCE)
            # On a machine that has no time for them, processes may not even have started.
            if monotonic() >= given_up:
                return []
        self._improve_bound()
        self._report_progress()
        return found

    def _improved_bound_in_time(self) -> bool:
        """Improve the bound while the searchers are away; not when iterations count, for that depends on the clock."""
        spent = self._bounding_seconds >= BOUNDING_SHARE * self._budget.seconds
        if spent or self._budget.iterations is not None or not self._lagrangian.is_applicable:
            return False
        began = monotonic()
        self._improve_bound()
        self._bounding_seconds += monotonic() - began
        return True

    def _improve_bound(self) -> None:
        if self._lagrangian.is_applicable:
            self._lagrangian.improve(value(self._problem, self._best).score)
            # Multipliers are fractions, scores are whole.
            self._bound = min(self._bound, floor(self._lagrangian.bound + 1e-6))

    def _add_result(self, result: SliceResult) -> None:
        self._iterations += result.iterations
        self._packing.add(result.pool)
        self._accept(result.best)

    def _recombine(self, until: float) -> None:
        seconds = until - monotonic() - RESERVE / 2
        # Tours of one shift cannot be put together, and there is no use in beginning what cannot end in time.
        if len(self._problem.shifts) == 1 or seconds <= 0:
            return
        chosen = self._packing.recombine(seconds)
        self._accept(self._adapter.tours((tour.kind, tour.order) for tour in chosen))

    def _accept(self, tours: Tours) -> None:
        if feasible(self._problem, tours) and value(self._problem, tours) > value(self._problem, self._best):
            self._best = tours

    def _report_progress(self) -> None:
        percent = 100 * min(1.0, (monotonic() - self._began) / self._budget.seconds)
        self._on_progress(Progress(percent, value(self._problem, self._best).score, self._bound))
