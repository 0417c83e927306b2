"""How far a schedule may be from the best there is: one rule for schedules as they are found and as they are published.

Schedules are compared by what is missing, then by the change against the one before, then by the objective. A gap is
that of the first of these that is not proven as small as can be: before that, a bound of what comes after says nothing.
"""

import msgspec

from services.observation_visits.model.schedules import CANCELLED, CHANGE, FEASIBLE, MISSING, OBJECTIVE, OPTIMAL
from services.observation_visits.planner.progress import Watch


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What no schedule has less of: `cost` among those that miss and change no more than the least."""

    missing: int
    change: int
    cost: int


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """The share that might still be saved, of which level, and the bound of the objective where that is the level."""

    of: str
    share: float
    bound: int | None = None


def gap(bounds: Bounds, *, missing: int, change: int, cost: int) -> Gap:
    """Compare a schedule with what is proven."""
    for level, value, least in ((MISSING, missing, bounds.missing), (CHANGE, change, bounds.change)):
        if value > least:
            return Gap(of=level, share=(value - least) / value)
    bound = min(bounds.cost, cost)
    return Gap(of=OBJECTIVE, share=(cost - bound) / cost if cost else 0.0, bound=bound)


def status_of(left: Gap, watch: Watch) -> str:
    """Name what a schedule is: proven the best there is, cut short, or the best in the time."""
    if not left.share:
        return OPTIMAL
    return CANCELLED if watch.stopping.is_set() else FEASIBLE
