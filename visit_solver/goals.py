"""The soft goals: how each is weighed, what it came to, and what a pair of delegation and host adds to it.

A goal that looks at pairs alone is complete here: a weight, a value, and a function in `PAIR_GOALS`. The flow bound,
the constraint model and the greedy search count it by the cost of pairs, and the settings of a round take its weight.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import msgspec

ADVANCED, QUALIFIED, LAGGING = TIERS = ("advanced", "qualified", "lagging")


class ObjectiveWeights(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of each soft goal costs; 0 switches it off. `Goals` has the units."""

    lagging_to_advanced: int = 60
    mentored: int = 60
    fairness: int = 40
    novelty: int = 50
    travel: int = 1
    unvisited_worth: int = 1000
    sharing: int = 60


class Goals(msgspec.Struct, frozen=True, kw_only=True):
    """The soft goals as they came out; each is better when smaller.

    lagging_to_advanced: visits of lagging delegations to hosts that are not advanced. mentored: lagging hosts that no
    advanced delegation visits. fairness: visits above the fair share (all visits of the quarter by the number of hosts,
    rounded up), summed over hosts. novelty: visits to the same host as last time. travel: minutes on the road.
    unvisited_worth: worth of the hosts that need not be visited and are not. sharing: on tours, how unevenly the visits
    that delegations are to make are shared out, as pairs of visits of one delegation above the most even sharing.
    change: visits moved in time, dropped and added against the schedule before; it is not weighed but comes first.
    """

    lagging_to_advanced: int = 0
    mentored: int = 0
    fairness: int = 0
    novelty: int = 0
    travel: int = 0
    unvisited_worth: int = 0
    sharing: int = 0
    change: int = 0


class Tiered(Protocol):
    """A delegation or a host, as goals see it."""

    @property
    def tier(self) -> str | None:
        """One of `TIERS`, or None where it has none."""


class PairFacts(NamedTuple):
    """What goals may look at in a pair: who visits whom, minutes out and back, and whether they met last time."""

    delegation: Tiered
    host: Tiered
    travel_minutes: int
    met_last_time: bool


def _lags_and_sees_no_example(pair: PairFacts) -> int:
    return pair.delegation.tier == LAGGING and pair.host.tier != ADVANCED


PAIR_GOALS: Mapping[str, Callable[[PairFacts], int]] = {
    "lagging_to_advanced": _lags_and_sees_no_example,
    "novelty": lambda pair: pair.met_last_time,
    "travel": lambda pair: pair.travel_minutes,
}
"""What each pair that meets adds to a goal; never negative."""


def weighted_cost(goals: Goals, weights: ObjectiveWeights) -> int:
    """Return the cost of goals by their weights."""
    return sum(getattr(weights, name) * getattr(goals, name) for name in weights.__struct_fields__)
