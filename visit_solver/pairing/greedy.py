"""A first schedule within milliseconds: pairs one after another, each at the first moment that is still free."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from visit_solver.pairing.conflicts import ScheduleState, first_feasible
from visit_solver.pairing.instance import Assignment, Pair, PairingInstance


def fill_greedily(instance: PairingInstance, pairs: Iterable[Pair], start: Assignment | None = None) -> dict[Pair, int]:
    """Add to a schedule what still fits of some pairs: as before, else as early as possible.

    Pinned pairs come first, then those that were there before at the same moment, then those with the least choice.
    """
    state = ScheduleState(instance, start)
    for pair in sorted(pairs, key=partial(_rank, instance)):
        begins = instance.start_times(pair)
        before = instance.before.get(pair)
        found = first_feasible(state, pair, [before, *begins] if before in begins and before is not None else begins)
        if found is not None:
            state.add(pair, found)
    return dict(state.visits)


def repair_by_exchange(
    instance: PairingInstance, visits: Assignment, may_continue: Callable[[], bool]
) -> dict[Pair, int]:
    """Let delegations change hosts so that hosts whom nobody visits are visited after all.

    One who has no visit, or visits a host that has others, goes there; or takes the host of a third, who goes there. It
    tries as long as `may_continue`.
    """
    state = ScheduleState(instance, visits)
    changed = True
    while changed and may_continue():
        changed = any(_visited(state, empty, may_continue) for empty in _empty(state))
    return dict(state.visits)


def _visited(state: ScheduleState, empty: int, may_continue: Callable[[], bool]) -> bool:
    for one, spare in _free(state):
        if not may_continue():
            return False
        begin = None if spare is None else state.visits[spare]
        if spare is not None:
            state.remove(spare)
        if _added(state, (one, empty)) or _exchanged(state, one, empty):
            return True
        if spare is not None and begin is not None:
            state.add(spare, begin)
    return False


def _free(state: ScheduleState) -> list[tuple[int, Pair | None]]:
    """Return delegations that have a visit to make, and those whose visit is one too many, with that visit."""
    instance = state.instance
    made, load = Counter(one for one, _ in state.visits), Counter(host for _, host in state.visits)
    short: list[tuple[int, Pair | None]] = [
        (at, None) for at, each in enumerate(instance.delegations) if made[at] < each.visits
    ]
    settled = set(instance.pinned)
    return short + [(pair[0], pair) for pair in state.visits if load[pair[1]] > 1 and pair not in settled]


def _empty(state: ScheduleState) -> list[int]:
    visited = {host for _, host in state.visits}
    return [at for at, host in enumerate(state.instance.hosts) if host.required and at not in visited]


def _exchanged(state: ScheduleState, one: int, empty: int) -> bool:
    instance = state.instance
    settled = set(instance.pinned)
    for pair, begin in list(state.visits.items()):
        new = (one, pair[1]), (pair[0], empty)
        if pair in settled or any(each in state.visits or not instance.start_times(each) for each in new):
            continue
        state.remove(pair)
        if _added(state, *new):
            return True
        state.add(pair, begin)
    return False


def _added(state: ScheduleState, *pairs: Pair) -> bool:
    """Add all of some pairs, each at its first free moment, or none."""
    for number, pair in enumerate(pairs):
        begin = None if pair in state.visits else first_feasible(state, pair, state.instance.start_times(pair))
        if begin is None:
            for added in pairs[:number]:
                state.remove(added)
            return False
        state.add(pair, begin)
    return True


def _rank(instance: PairingInstance, pair: Pair) -> tuple[bool, bool, int, Pair]:
    return pair not in instance.pinned, pair not in instance.before, len(instance.start_times(pair)), pair
