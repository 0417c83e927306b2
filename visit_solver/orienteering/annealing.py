"""One searcher: PyVRP's local search under an annealing of our own, remembering every good tour it drives past.

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
from visit_solver.orienteering.pyvrp_adapter import Terrain, Translation
from visit_solver.orienteering.search_profiles import Manner, Mood, Weaving
from visit_solver.orienteering.single_tour_search import Weaver
from visit_solver.orienteering.tour_archive import Sightings, Tour

NEIGHBOURS = 20
ROUND = 200
"""Iterations of annealing that take about as long as a round of weaving."""


class Leg(msgspec.Struct, frozen=True):
    """A part of a search: from where, and until when (by `time.monotonic`) or for how many iterations."""

    start: Tours | None
    until: float
    iterations: int | None = None


class Findings(msgspec.Struct, frozen=True):
    """What one leg brought: the best tours together so far, and good tours one by one."""

    best: Tours
    pool: list[Tour]
    iterations: int


class Searcher:
    """Searches one problem leg by leg; the same seed, starts and iterations give the same findings."""

    def __init__(self, translation: Translation, manner: Manner) -> None:
        self._translation = translation
        self._manner = manner
        self._rng = RandomNumberGenerator(manner.seed)
        self._sightings = Sightings(translation)
        self._penalties = _penalties(translation)
        self._weaver = Weaver(translation, self._sightings, manner.seed)
        self._legs = 0
        self._terrain: Terrain
        self._local: LocalSearch
        self._current: Solution
        self._least: float

    def search(self, leg: Leg, cancelled: Callable[[], bool]) -> Findings:
        """Search one leg; a mood that begins with it begins from the leg's start."""
        mood, within = self._mood()
        clock = _Clock(leg)
        if isinstance(mood, Weaving):
            while clock.share(ROUND) < 1 and not cancelled():
                self._weaver.weave(leg.start, lambda: monotonic() >= leg.until or cancelled())
        else:
            if within == 0:
                self._enter(mood, leg.start)
            while (share := clock.share()) < 1 and not cancelled():
                self._step(mood.heat * self._translation.average_cost * (1 - (within + share) / mood.legs))
        self._legs += 1
        return Findings(self._translation.tours(self._sightings.best), self._sightings.tell(), clock.iterations)

    def _mood(self) -> tuple[Mood | Weaving, int]:
        """Return the mood of this leg, and how many of its legs are over."""
        within = self._legs % sum(mood.legs for mood in self._manner.moods)
        for mood in self._manner.moods:
            if within < mood.legs:
                break
            within -= mood.legs
        return mood, within

    def _enter(self, mood: Mood, start: Tours | None) -> None:
        noise = [1 + mood.noise * (2 * self._rng.rand() - 1) for _ in self._translation.costs]
        self._terrain = self._translation.terrain(noise)
        self._local = _local_search(self._terrain, mood, self._rng)
        evaluator = self._penalties.max_cost_evaluator()
        begin = self._terrain.solution(start) if start else Solution.make_random(self._terrain.data, self._rng)
        self._current = self._local(begin, evaluator, exhaustive=True)
        self._least = float("inf")
        self._sightings.see(self._current)

    def _step(self, heat: float) -> None:
        evaluator = self._penalties.cost_evaluator()
        candidate = self._closer(self._local(self._current, evaluator), evaluator)
        self._penalties.register(candidate)
        worse = evaluator.penalised_cost(candidate) - evaluator.penalised_cost(self._current)
        if worse < -heat * log(max(self._rng.rand(), 1e-12)):
            self._current = candidate
            self._sightings.see(candidate)

    def _closer(self, candidate: Solution, evaluator: CostEvaluator) -> Solution:
        """Look closely around what is better than anything before in this mood."""
        if evaluator.penalised_cost(candidate) >= self._least or not candidate.is_feasible():
            return candidate
        closer = self._local(candidate, evaluator, exhaustive=True)
        if not closer.is_feasible() or evaluator.cost(closer) > evaluator.cost(candidate):
            closer = candidate
        self._least = evaluator.cost(closer)
        return closer


class _Clock:
    """Tells which share of a leg is over, by iterations where they are given, and never goes on past its time."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg
        self._begun = monotonic()
        self.iterations = 0
        self._next = 0

    def share(self, iterations: int = 1) -> float:
        """Begin so many iterations, and give what was over before: 1 or more, and the leg is."""
        self.iterations, self._next = self._next, self._next + iterations
        now = monotonic()
        if now >= self._leg.until:
            return 1.0
        if self._leg.iterations is not None:
            return self.iterations / self._leg.iterations if self._leg.iterations else 1.0
        return (now - self._begun) / (self._leg.until - self._begun)


def _local_search(terrain: Terrain, mood: Mood, rng: RandomNumberGenerator) -> LocalSearch:
    neighbours = compute_neighbours(terrain.data, NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    disturbing = PerturbationManager(PerturbationParams(1, mood.disturbances))
    local = LocalSearch(terrain.data, rng, neighbours, disturbing)
    for operator in OPERATORS:
        if operator.supports(terrain.data):
            local.add_operator(operator(terrain.data))
    return local


def _penalties(translation: Translation) -> PenaltyManager:
    """Lateness begins where it settles on most problems: a leg too late costs a fifth of an average stop."""
    lateness = 30 * translation.weight / translation.leg
    params = PenaltyParams(
        solutions_between_updates=100,
        penalty_increase=1.2,
        target_feasible=0.4,
        min_penalty=0.001,
        max_penalty=max(1e5, 1e4 * lateness),
    )
    return PenaltyManager(([], lateness, 1.0), params)
