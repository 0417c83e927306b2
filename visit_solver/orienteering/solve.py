"""Searchers are sent out leg by leg; between legs the best of what all have found is put together and handed back."""

from collections.abc import Callable
from math import ceil, floor
from time import monotonic

import msgspec

from visit_solver.orienteering.annealing import Findings, Leg, Searcher
from visit_solver.orienteering.knapsack_bound import score_bound
from visit_solver.orienteering.lagrangian_bound import Relaxation
from visit_solver.orienteering.problem import TourProblem, Tours, check, check_start
from visit_solver.orienteering.pyvrp_adapter import Translation
from visit_solver.orienteering.search_profiles import Manner, manners
from visit_solver.orienteering.search_workers import Alone, Crew, Together
from visit_solver.orienteering.set_packing import Pool
from visit_solver.orienteering.timetable import Value, feasible, trimmed, value

LEGS, LEG_SECONDS = 8, 1.25
"""Legs of one search, and how long one lasts at most: long enough to settle, often enough to put tours together."""

RESERVE = 0.3
"""Seconds kept back from the searchers, for their last findings to be put together and told."""


PATIENCE = 1.0
"""Seconds that cancelled searchers have to tell their last findings."""

RELAXING = 0.05
"""The share of the time in which the bound is improved, at the searchers' expense."""


class Progress(msgspec.Struct, frozen=True):
    """How far the planner is: percent of its time or iterations, and what it could answer now."""

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
    value: Value
    bound: int
    iterations: int


class Budget(msgspec.Struct, frozen=True):
    """When to stop: after so many seconds, or after so many iterations of each searcher, whichever comes first."""

    seconds: float
    iterations: int | None = None


def plan_tours(
    problem: TourProblem,
    *,
    budget: Budget,
    seed: int = 0,
    searchers: int = 2,
    start: Tours | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
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
    return _Planning(problem, budget, start, tell, cancelled).run(seed, searchers)


class _Planning:
    """One call of the planner: the best so far, and the pool that it is put together from."""

    def __init__(
        self,
        problem: TourProblem,
        budget: Budget,
        start: Tours | None,
        tell: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._begun = monotonic()
        self._problem = problem
        self._budget = budget
        self._tell = tell
        self._cancelled = cancelled
        self._bound = score_bound(problem)
        self._relaxation = Relaxation(problem)
        self._relaxing = 0.0
        self._translation = Translation(problem)
        self._pool = Pool([len(numbers) for numbers in self._translation.kinds.values()])
        self._nothing: Tours = ((),) * len(problem.shifts)
        self._best = trimmed(problem, start or self._nothing)
        self._stuck = False
        self._iterations = 0

    def run(self, seed: int, searchers: int) -> TourPlan:
        """Search until the budget is used up or the caller cancels, and give the plan."""
        if self._translation.visits and not self._cancelled():
            legs = self._legs()
            crew = self._crew(manners(seed, searchers, legs, len(self._problem.shifts)))
            try:
                self._search(crew, searchers, legs)
            finally:
                crew.dismiss()
        return TourPlan(self._best, value(self._problem, self._best), self._bound, self._iterations)

    def _crew(self, crew: list[Manner]) -> Crew:
        if len(crew) == 1:
            return Alone(self._translation, crew[0], self._cancelled)
        together = Together(self._problem, crew)
        # While they start, tours that are merely good: whoever cancels at once, or has no time at all, gets these.
        self._take(Searcher(self._translation, crew[0]).search(Leg(None, self._begun, 0), self._cancelled))
        return together

    def _legs(self) -> int:
        return LEGS if self._budget.iterations is not None else max(LEGS, ceil(self._budget.seconds / LEG_SECONDS))

    def _search(self, crew: Crew, searchers: int, legs: int) -> None:
        for number in range(legs):
            # What was put together while the searchers were away is where they start from next.
            sent = [self._leg(number, legs, self._start(number + at)) for at in range(searchers)]
            before = value(self._problem, self._best)
            crew.send(sent)
            if number:
                self._recombine(sent[0].until)
            found = self._awaited(crew)
            for findings in found:
                self._take(findings)
            if not found:
                return
            self._stuck = value(self._problem, self._best) == before
            if self._cancelled():
                return
        self._recombine(self._begun + self._budget.seconds)

    def _start(self, turn: int) -> Tours | None:
        """Begin from the best; where that led nowhere during the last leg, every other time from anywhere."""
        if self._best == self._nothing or (self._stuck and turn % 2 == 0):
            return None
        return self._best

    def _leg(self, number: int, legs: int, start: Tours | None) -> Leg:
        seconds = (self._budget.seconds - RESERVE) * (number + 1) / legs
        if self._budget.iterations is None:
            return Leg(start, self._begun + seconds)
        done = [self._budget.iterations * at // legs for at in (number, number + 1)]
        return Leg(start, self._begun + self._budget.seconds - RESERVE, done[1] - done[0])

    def _awaited(self, crew: Crew) -> list[Findings]:
        called, given_up = monotonic(), self._begun + self._budget.seconds
        while (found := crew.back(0.0 if self._relaxed_in_time() else 0.1)) is None:
            self._report()
            if not self._cancelled():
                called = monotonic()
            else:
                crew.cancel()
                given_up = min(given_up, called + PATIENCE)
            # On a machine that has no time for them, processes may not even have started.
            if monotonic() >= given_up:
                return []
        self._relax()
        self._report()
        return found

    def _relaxed_in_time(self) -> bool:
        """Improve the bound while the searchers are away; not when iterations count, for that depends on the clock."""
        spent = self._relaxing >= RELAXING * self._budget.seconds
        if spent or self._budget.iterations is not None or not self._relaxation.able:
            return False
        begun = monotonic()
        self._relax()
        self._relaxing += monotonic() - begun
        return True

    def _relax(self) -> None:
        if self._relaxation.able:
            self._relaxation.improve(value(self._problem, self._best).score)
            # Multipliers are fractions, scores are whole.
            self._bound = min(self._bound, floor(self._relaxation.bound + 1e-6))

    def _take(self, findings: Findings) -> None:
        self._iterations += findings.iterations
        self._pool.add(findings.pool)
        self._keep(findings.best)

    def _recombine(self, until: float) -> None:
        seconds = until - monotonic() - RESERVE / 2
        # Tours of one shift cannot be put together, and there is no use in beginning what cannot end in time.
        if len(self._problem.shifts) == 1 or seconds <= 0:
            return
        chosen = self._pool.recombine(seconds)
        self._keep(self._translation.tours((tour.kind, tour.order) for tour in chosen))

    def _keep(self, tours: Tours) -> None:
        if feasible(self._problem, tours) and value(self._problem, tours) > value(self._problem, self._best):
            self._best = tours

    def _report(self) -> None:
        percent = 100 * min(1.0, (monotonic() - self._begun) / self._budget.seconds)
        self._tell(Progress(percent, value(self._problem, self._best).score, self._bound))
