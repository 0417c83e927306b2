"""From a bound and a first schedule to the best one in the time: whole where it is small, part by part where it is not.

The relaxation names pairs that nothing could beat. Often the calendar has room for all of them, and the search is over
with a proof. Otherwise a problem of a street or two goes to CP-SAT whole, and a larger one is improved neighbourhood by
neighbourhood (P. Shaw, Using constraint programming and local search methods to solve vehicle routing
problems, 1998), the rest staying settled: each step sees the whole round's value, none its whole size.
"""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import msgspec

from visit_solver.pairing.flow_bound import FlowNetwork
from visit_solver.pairing.greedy import fill_greedily, repair_by_exchange
from visit_solver.pairing.instance import Pair, PairingInstance
from visit_solver.pairing.neighbourhoods import Neighbourhoods
from visit_solver.problem import InfeasiblePins
from visit_solver.search_control import SearchControl

if TYPE_CHECKING:
    from visit_solver.pairing.cp_solver import CpResult

Visits = dict[Pair, int]

SMALL, LARGEST_WHOLE = 2500, 12_000
"""Pairs up to which CP-SAT gets the whole problem at once, and up to which it gets it after half of the time.

In between, parts have improved much by the time that it is through with its presolve; beyond, it never is.
"""
STEP = 2.0
"""Deterministic seconds for one neighbourhood: a hard one is left for an easier one."""
REPAIRING = 0.2
"""The share of the time for exchanges; most end long before."""
EFFORT = 0.1
"""Deterministic seconds of the whole model for one unit of effort."""


class PairingResult(msgspec.Struct, frozen=True):
    """The best schedule found, and a proven lower bound of its value."""

    visits: Visits
    bound: int


class Search:
    """The search for the best schedule of an instance; `on_better` gets every one that is better than all before."""

    def __init__(
        self,
        instance: PairingInstance,
        control: SearchControl,
        on_better: Callable[[PairingResult], None] = lambda _: None,
    ) -> None:
        self.instance = instance
        self.on_better = on_better
        self.control = control
        self.best: Visits | None = None
        self.value = 0
        self.bound = 0
        self.seed = instance.problem.seed

    def run(self) -> PairingResult:
        """Search until a schedule is proven, stopped or out of time; InfeasiblePins where none has all pins."""
        try:
            relaxed = FlowNetwork(self.instance).solve()
        except LookupError as error:
            raise InfeasiblePins from error
        self.bound = relaxed.bound
        self._construct(relaxed.pairs)
        if not self._done():
            self._schedule_relaxed_pairs(relaxed.pairs)
        if not self._done():
            if len(self.instance.pairs) > SMALL:
                self._solve_neighbourhoods(
                    until=self.control.seconds_left() / 2 if len(self.instance.pairs) <= LARGEST_WHOLE else 0.0
                )
            if not self._done() and len(self.instance.pairs) <= LARGEST_WHOLE:
                self._solve_whole()
        if self.best is None:
            raise InfeasiblePins
        if not self._done():
            # Whoever ran out of time may have left gaps that anyone can see.
            missing = _missing_pairs(self.instance, self.instance.pairs, self.best)
            self._accept(fill_greedily(self.instance, missing, self.best))
        return PairingResult(self.best, self.bound)

    def _construct(self, pairs: list[Pair]) -> None:
        """Construct a first schedule, and from it one that fills what conflicts have left empty."""
        visits = fill_greedily(self.instance, pairs)
        if self.instance.missing(visits):
            others = self.instance.pairs if len(self.instance.pairs) <= 20 * LARGEST_WHOLE else []
            visits = fill_greedily(self.instance, _missing_pairs(self.instance, others, visits), visits)
        self._accept(visits)
        if self.instance.missing(visits):
            until = self.control.seconds_left() * (1 - REPAIRING)
            self._accept(repair_by_exchange(self.instance, visits, lambda: self.control.seconds_left() > until))

    def _schedule_relaxed_pairs(self, pairs: list[Pair]) -> None:
        """Schedule the relaxation's pairs, each moment chosen so that as many as possible fit together."""
        solved = self._solve(pairs, seconds=self.control.seconds_left() / 2, steps=self._steps(10))
        if solved.visits is not None and self.instance.missing(solved.visits) and self.control.seconds_left() > 0:
            self._accept(
                fill_greedily(
                    self.instance, _missing_pairs(self.instance, self.instance.pairs, solved.visits), solved.visits
                )
            )

    def _solve_whole(self) -> None:
        solved = self._solve(
            self.instance.pairs, seconds=self.control.seconds_left(), steps=self._steps(None), prove=True
        )
        if solved.impossible:
            raise InfeasiblePins

    def _solve_neighbourhoods(self, *, until: float) -> None:
        random = Random(self.seed)  # noqa: S311 - a seed that makes it repeatable is what is wanted
        parts = Neighbourhoods(self.instance, random)
        effort = self.control.effort
        while self.best is not None and not self._done() and self.control.seconds_left() > until and effort != 0:
            settled, pairs = parts.next(self.best)
            before = self.value
            self.seed += 1
            self._solve(pairs, settled, seconds=self.control.seconds_left() - until, steps=STEP)
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
    ) -> "CpResult":
        # Most rounds never get here, and CP-SAT takes longer to load than they take to plan.
        from visit_solver.pairing.cp_model import PairingModel  # noqa: PLC0415
        from visit_solver.pairing.cp_solver import solve  # noqa: PLC0415

        model = PairingModel(self.instance, pairs, settled)
        if prove:
            model.at_least(self.bound)
        if self.best is not None:
            model.hint(self.best)

        def on_solution(visits: Visits, bound: int) -> None:
            if prove:
                self.bound = max(self.bound, min(bound, self.instance.value(visits)))
            self._accept(visits)

        solved = solve(model, self.control, seconds=seconds, seed=self.seed, steps=steps, on_solution=on_solution)
        if prove and solved.visits is not None:
            self.bound = max(self.bound, min(solved.bound, self.value))
        return solved

    def _steps(self, otherwise: float | None) -> float | None:
        return otherwise if self.control.effort is None else EFFORT * self.control.effort

    def _accept(self, visits: Visits) -> None:
        # The moments of pinned pairs are right by construction.
        value, has_all_pins = self.instance.value(visits), all(pair in visits for pair in self.instance.pinned)
        if has_all_pins and (self.best is None or value < self.value):
            self.best, self.value = visits, value
            self.on_better(PairingResult(visits, self.bound))
        self.control.report_progress()

    def _done(self) -> bool:
        return self.best is not None and self.value <= self.bound


def _missing_pairs(instance: PairingInstance, pairs: list[Pair], visits: Visits) -> list[Pair]:
    """Return the pairs that would fill something that is still missing, cheap ones first."""
    visited = {host for _, host in visits}
    made: dict[int, int] = {}
    for one, _ in visits:
        made[one] = made.get(one, 0) + 1
    short = {at for at, each in enumerate(instance.delegations) if made.get(at, 0) < each.visits}
    found = [pair for pair in pairs if pair[0] in short and pair not in visits]
    return sorted(found, key=lambda pair: (pair[1] in visited, instance.cost(pair), pair))
