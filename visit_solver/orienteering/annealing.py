"""One searcher: PyVRP's local search under simulated annealing, with an archive of every good tour it visits.

PyVRP's own loop is made for minutes. In seconds, few neighbours, small disturbances, penalties that begin where they
will settle, and heat that is used up when the time is, find more.
"""

from collections.abc import Callable
from math import log
from time import monotonic

import msgspec
from pyvrp import CostEvaluator, PenaltyManager, PenaltyParams, RandomNumberGenerator, Solution
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)

from visit_solver.orienteering.problem import Tours
from visit_solver.orienteering.pyvrp_adapter import PyvrpAdapter, PyvrpModel
from visit_solver.orienteering.search_profiles import AnnealingPhase, BeamPhase, SearchProfile
from visit_solver.orienteering.single_tour_search import SingleTourSearch
from visit_solver.orienteering.tour_archive import ArchivedTour, TourArchive

NEIGHBOURS = 20
ROUND_ITERATIONS = 200
"""Iterations of annealing that take about as long as a round of beam search."""


class SearchSlice(msgspec.Struct, frozen=True):
    """A part of a search: from where, and until when (by `time.monotonic`) or for how many iterations."""

    start: Tours | None
    until: float
    iterations: int | None = None


class SliceResult(msgspec.Struct, frozen=True):
    """The result of one slice: the best tours together so far, and good tours one by one."""

    best: Tours
    pool: list[ArchivedTour]
    iterations: int


class Searcher:
    """Searches one problem slice by slice; the same seed, starts and iterations lead to the same results."""

    def __init__(self, adapter: PyvrpAdapter, profile: SearchProfile) -> None:
        self._adapter = adapter
        self._profile = profile
        self._rng = RandomNumberGenerator(profile.seed)
        self._archive = TourArchive(adapter)
        self._penalties = _penalties(adapter)
        self._single_tour = SingleTourSearch(adapter, self._archive, profile.seed)
        self._slices_done = 0
        self._model: PyvrpModel
        self._local: LocalSearch
        self._current: Solution
        self._best_cost: float

    def search(self, search_slice: SearchSlice, cancelled: Callable[[], bool]) -> SliceResult:
        """Search one slice; a phase that begins with it begins from the slice's start."""
        phase, within = self._phase_now()
        clock = _Clock(search_slice)
        if isinstance(phase, BeamPhase):
            while clock.share(ROUND_ITERATIONS) < 1 and not cancelled():
                self._single_tour.search_round(
                    search_slice.start, lambda: monotonic() >= search_slice.until or cancelled()
                )
        else:
            if within == 0:
                self._start_phase(phase, search_slice.start)
            while (share := clock.share()) < 1 and not cancelled():
                self._step(phase.heat * self._adapter.average_cost * (1 - (within + share) / phase.slices))
        self._slices_done += 1
        return SliceResult(self._adapter.tours(self._archive.best), self._archive.take_new(), clock.iterations)

    def _phase_now(self) -> tuple[AnnealingPhase | BeamPhase, int]:
        """Return the phase of this slice, and how many of its slices are over."""
        within = self._slices_done % sum(phase.slices for phase in self._profile.phases)
        for phase in self._profile.phases:
            if within < phase.slices:
                break
            within -= phase.slices
        return phase, within

    def _start_phase(self, phase: AnnealingPhase, start: Tours | None) -> None:
        noise = [1 + phase.noise * (2 * self._rng.rand() - 1) for _ in self._adapter.costs]
        self._model = self._adapter.model(noise)
        self._local = _local_search(self._model, phase, self._rng)
        evaluator = self._penalties.max_cost_evaluator()
        begin = self._model.solution(start) if start else Solution.make_random(self._model.data, self._rng)
        self._current = self._local(begin, evaluator, exhaustive=True)
        self._best_cost = float("inf")
        self._archive.add_solution(self._current)

    def _step(self, heat: float) -> None:
        evaluator = self._penalties.cost_evaluator()
        candidate = self._refined(self._local(self._current, evaluator), evaluator)
        self._penalties.register(candidate)
        worse = evaluator.penalised_cost(candidate) - evaluator.penalised_cost(self._current)
        if worse < -heat * log(max(self._rng.rand(), 1e-12)):
            self._current = candidate
            self._archive.add_solution(candidate)

    def _refined(self, candidate: Solution, evaluator: CostEvaluator) -> Solution:
        """Look closely around what is better than anything before in this phase."""
        if evaluator.penalised_cost(candidate) >= self._best_cost or not candidate.is_feasible():
            return candidate
        refined = self._local(candidate, evaluator, exhaustive=True)
        if not refined.is_feasible() or evaluator.cost(refined) > evaluator.cost(candidate):
            refined = candidate
        self._best_cost = evaluator.cost(refined)
        return refined


class _Clock:
    """The share of a slice that is over, by iterations where they are given, and never past its time."""

    def __init__(self, search_slice: SearchSlice) -> None:
        self._slice = search_slice
        self._began = monotonic()
        self.iterations = 0
        self._next = 0

    def share(self, iterations: int = 1) -> float:
        """Begin so many iterations, and return the share that was over before: at 1 the slice is over."""
        self.iterations, self._next = self._next, self._next + iterations
        now = monotonic()
        if now >= self._slice.until:
            return 1.0
        if self._slice.iterations is not None:
            return self.iterations / self._slice.iterations if self._slice.iterations else 1.0
        return (now - self._began) / (self._slice.until - self._began)


def _local_search(model: PyvrpModel, phase: AnnealingPhase, rng: RandomNumberGenerator) -> LocalSearch:
    neighbours = compute_neighbours(model.data, NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    disturbing = PerturbationManager(PerturbationParams(1, phase.disturbances))
    local = LocalSearch(model.data, rng, neighbours, disturbing)
    for operator in OPERATORS:
        if operator.supports(model.data):
            local.add_operator(operator(model.data))
    return local


def _penalties(adapter: PyvrpAdapter) -> PenaltyManager:
    """Lateness begins where it settles on most problems: a near travel too late costs a fifth of an average stop."""
    lateness = 30 * adapter.prize_weight / adapter.near_travel
    params = PenaltyParams(
        solutions_between_updates=100,
        penalty_increase=1.2,
        target_feasible=0.4,
        min_penalty=0.001,
        max_penalty=max(1e5, 1e4 * lateness),
    )
    return PenaltyManager(([], lateness, 1.0), params)
