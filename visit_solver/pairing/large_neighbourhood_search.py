"""From a bound and a first schedule to the best one in the time: whole where it is small, part by part where it is not.

The relaxation names pairs that nothing could beat. Often the calendar has room for all of them, and the search is over
with a proof. Otherwise a problem of a street or two goes to CP-SAT whole, and a larger one is improved neighbourhood by
neighbourhood (P. Shaw, 1998), the rest staying settled: each step sees the whole round's value, none its whole size.
"""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import msgspec

from visit_solver.pairing.flow_bound import relax
from visit_solver.pairing.greedy import fill, keeps_pins, repaired
from visit_solver.pairing.instance import Instance, Pair
from visit_solver.pairing.neighbourhoods import Neighbourhoods
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import Watch

if TYPE_CHECKING:
    from visit_solver.pairing.cp_solver import Solved

Visits = dict[Pair, int]

SMALL, WHOLE = 2500, 12_000
"""Pairs up to which CP-SAT gets the whole problem at once, and up to which it gets it after half of the time.

In between, parts have improved much by the time that it is through with its presolve; beyond, it never is.
"""
STEP = 2.0
"""Deterministic seconds for one neighbourhood: a hard one is left for an easier one."""
REPAIRING = 0.2
"""The share of the time for exchanges; most end long before."""
EFFORT = 0.1
"""Deterministic seconds of the whole model for one unit of effort."""


class Paired(msgspec.Struct, frozen=True):
    """The best schedule found, and a proven lower bound of its value."""

    visits: Visits
    bound: int


def search(instance: Instance, watch: Watch, better: Callable[[Paired], None] = lambda _: None) -> Paired:
    """Find the best schedule it can until it is proven, stopped or out of time.

    `better` is told of every schedule that is better than all before. Raises InfeasiblePins where the pins cannot all
    be kept.
    """
    return _Search(instance, watch, better).run()


class _Search:
    def __init__(self, instance: Instance, watch: Watch, better: Callable[[Paired], None]) -> None:
        self.instance = instance
        self.better = better
        self.watch = watch
        self.best: Visits | None = None
        self.value = 0
        self.bound = 0
        self.seed = instance.problem.seed

    def run(self) -> Paired:
        try:
            relaxed = relax(self.instance)
        except LookupError as error:
            raise InfeasiblePins from error
        self.bound = relaxed.bound
        self._begin(relaxed.pairs)
        if not self._done():
            self._calendar(relaxed.pairs)
        if not self._done():
            if len(self.instance.pairs) > SMALL:
                self._parts(until=self.watch.left() / 2 if len(self.instance.pairs) <= WHOLE else 0.0)
            if not self._done() and len(self.instance.pairs) <= WHOLE:
                self._whole()
        if self.best is None:
            raise InfeasiblePins
        # Whoever ran out of time may have left gaps that anyone can see.
        self._keep(fill(self.instance, _useful(self.instance, self.instance.pairs, self.best), self.best))
        return Paired(self.best, self.bound)

    def _begin(self, pairs: list[Pair]) -> None:
        """Build a first schedule, then one that fills what conflicts have left empty."""
        visits = fill(self.instance, pairs)
        if self.instance.missing(visits):
            others = self.instance.pairs if len(self.instance.pairs) <= 20 * WHOLE else []
            visits = fill(self.instance, _useful(self.instance, others, visits), visits)
        self._keep(visits)
        if self.instance.missing(visits):
            until = self.watch.left() * (1 - REPAIRING)
            self._keep(repaired(self.instance, visits, lambda: self.watch.left() > until))

    def _calendar(self, pairs: list[Pair]) -> None:
        """Place the relaxation's pairs, each moment chosen so that as many as possible fit together."""
        solved = self._solve(pairs, seconds=self.watch.left() / 2, steps=self._steps(10))
        if solved.visits is not None and self.instance.missing(solved.visits) and self.watch.left() > 0:
            self._keep(fill(self.instance, _useful(self.instance, self.instance.pairs, solved.visits), solved.visits))

    def _whole(self) -> None:
        solved = self._solve(self.instance.pairs, seconds=self.watch.left(), steps=self._steps(None), prove=True)
        if solved.impossible:
            raise InfeasiblePins

    def _parts(self, *, until: float) -> None:
        random = Random(self.seed)  # noqa: S311 - a seed that makes it repeatable is what is wanted
        parts = Neighbourhoods(self.instance, random)
        effort = self.watch.effort
        while self.best is not None and not self._done() and self.watch.left() > until and effort != 0:
            settled, pairs = parts.next(self.best)
            before = self.value
            self.seed += 1
            self._solve(pairs, settled, seconds=self.watch.left() - until, steps=STEP)
            parts.learn(better=self.value < before)
            effort = None if effort is None else effort - 1

    def _solve(
        self,
        pairs: list[Pair],
        settled: Visits | None = None,
        *,
        seconds: float,
        steps: float | None,
        prove: bool = False,
    ) -> "Solved":
        # Most rounds never get here, and CP-SAT takes longer to load than they take to plan.
        from visit_solver.pairing.cp_model import Model  # noqa: PLC0415
        from visit_solver.pairing.cp_solver import solve  # noqa: PLC0415

        model = Model(self.instance, pairs, settled)
        if prove:
            model.at_least(self.bound)
        if self.best is not None:
            model.hint(self.best)

        def heard(visits: Visits, bound: int) -> None:
            if prove:
                self.bound = max(self.bound, min(bound, self.instance.value(visits)))
            self._keep(visits)

        solved = solve(model, self.watch, seconds=seconds, seed=self.seed, steps=steps, heard=heard)
        if prove and solved.visits is not None:
            self.bound = max(self.bound, min(solved.bound, self.value))
        return solved

    def _steps(self, otherwise: float | None) -> float | None:
        return otherwise if self.watch.effort is None else EFFORT * self.watch.effort

    def _keep(self, visits: Visits) -> None:
        value = self.instance.value(visits)
        if keeps_pins(self.instance, visits) and (self.best is None or value < self.value):
            self.best, self.value = visits, value
            self.better(Paired(visits, self.bound))
        self.watch.report()

    def _done(self) -> bool:
        return self.best is not None and self.value <= self.bound


def _useful(instance: Instance, pairs: list[Pair], visits: Visits) -> list[Pair]:
    """Return the pairs that would fill something that is still missing, cheap ones first."""
    visited = {host for _, host in visits}
    made: dict[int, int] = {}
    for one, _ in visits:
        made[one] = made.get(one, 0) + 1
    short = {at for at, each in enumerate(instance.delegations) if made.get(at, 0) < each.visits}
    found = [pair for pair in pairs if pair[0] in short and pair not in visits]
    return sorted(found, key=lambda pair: (pair[1] in visited, instance.cost(pair), pair))
