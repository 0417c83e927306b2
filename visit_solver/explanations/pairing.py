"""Constraint by constraint: which of them keep a host, or a delegation, out of a pairing's schedule.

A way is a delegation, a host and a moment. The rules that hold whatever is scheduled come first: where they leave no
way, nothing could. Then come those that look at what the schedule already holds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from visit_solver.explanations import pairing_relaxations
from visit_solver.explanations.cases import Case, explained, reasons_of, unexplained
from visit_solver.feasibility import Moment, has_capacity, leaves_lunch, pin_allows, street_rule_allows
from visit_solver.pairing.conflicts import ScheduleState
from visit_solver.pairing.instance import Assignment, Pair, PairingInstance
from visit_solver.problem import Delegation, Host
from visit_solver.schedule import Reason, Unplaced

STATIC = (
    *("own_organization", "street_rule", "declined", "no_room", "road_closed", "windows_too_short"),
    *("pinned_elsewhere", "outside_hours", "lunch_time", "taken_elsewhere", "reciprocal_elsewhere"),
)
BARRED = {
    "declined": "declined",
    "absent": "outside_hours",
    "taken": "taken_elsewhere",
    "reciprocal": "reciprocal_elsewhere",
}
MOVING = (
    *("already_visits", "visits_made", "host_cap", "quarter_cap", "one_trip_a_day", "host_busy", "hosting_while_away"),
    *("vehicle_out", "reciprocal_week"),
)
LEFT = "costs_more"


def explain(
    instance: PairingInstance,
    visits: Assignment,
    *,
    least_missing: bool,
    optimal: bool,
    seconds: float | None,
    before: Iterable[Unplaced] = (),
) -> tuple[Unplaced, ...]:
    """Return of everything unplaced what excludes it and what would admit it.

    `least_missing`: it is proven that no schedule misses less. What is not explained after so many seconds is
    returned as still to be computed, all of it where they are None; `before` is what was explained already.
    """
    made = Counter(one for one, _ in visits)
    visited = {host for _, host in visits}
    unplaced: list[tuple[Unplaced, list[Pair]]] = []
    for number, host in enumerate(instance.hosts):
        if number not in visited:
            pairs = [(one, number) for one in range(len(instance.delegations))]
            proven = least_missing if host.required else optimal
            unplaced.append((unexplained("host", host.id, 1, required=host.required, proven=proven), pairs))
    for number, delegation in enumerate(instance.delegations):
        if short := delegation.visits - made[number]:
            pairs = [(number, host) for host in range(len(instance.hosts))]
            short_of = unexplained("delegation", delegation.id, short, required=True, proven=least_missing)
            unplaced.append((short_of, pairs))
    if not unplaced:
        return ()
    state = ScheduleState(instance, visits)
    return explained([_case(state, *case) for case in unplaced], seconds, before)


def _case(state: ScheduleState, unplaced: Unplaced, pairs: list[Pair]) -> Case:
    return Case(
        unplaced=unplaced,
        reasons=partial(_reasons, state, pairs),
        relaxation=partial(pairing_relaxations.smallest_relaxation, state, pairs),
    )


def _reasons(state: ScheduleState, pairs: list[Pair]) -> tuple[tuple[Reason, ...], bool]:
    ways = Counter(code for pair in pairs for code in _ways(state, pair))
    return reasons_of(ways, (*STATIC, *MOVING, LEFT)), all(code in STATIC for code in ways)


def _ways(state: ScheduleState, pair: Pair) -> Iterator[str]:
    """Yield for each way of a pair the first constraint that excludes it; a pair without an open moment counts once."""
    instance = state.instance
    delegation, host = instance.delegations[pair[0]], instance.hosts[pair[1]]
    moments = instance.trips.open_moments(delegation, host)
    code = next((code for code, broken in _OF_PAIR if broken(instance, delegation, host)), None)
    if code is not None or not moments:
        yield from [code or "windows_too_short"] * max(1, len(moments))
        return
    full = "already_visits" if pair in state.visits else next(iter(state.exhausted_limits(pair)), None)
    for moment in moments:
        yield _of_moment(instance, delegation, host, moment) or full or _taken(state, pair, moment)


def _taken(state: ScheduleState, pair: Pair, moment: Moment) -> str:
    conflicts = set(state.conflicts(pair, state.instance.at(*moment)))
    return next((code for code in MOVING if code in conflicts), LEFT)


def _of_moment(instance: PairingInstance, delegation: Delegation, host: Host, moment: Moment) -> str | None:
    trip = instance.trips.trip(delegation, host)
    if trip is None:
        return "road_closed"
    pin = instance.trips.pinned.get((delegation.id, host.id))
    day, begin = moment
    leave, done = begin - trip.out, begin + trip.after
    if pin is not None and not pin_allows(pin, moment):
        return "pinned_elsewhere"
    if not instance.trips.in_hours(delegation, day, leave, done):
        return "outside_hours"
    if not leaves_lunch(instance.problem.day.lunch, leave, done):
        return "lunch_time"
    blocked_by = instance.trips.blocked_by(delegation, host, trip, moment)
    return None if blocked_by is None else BARRED[blocked_by]


_OF_PAIR: tuple[tuple[str, Callable[[PairingInstance, Delegation, Host], bool]], ...] = (
    ("own_organization", lambda _, delegation, host: delegation.organization_id == host.organization_id),
    ("street_rule", lambda it, delegation, host: not street_rule_allows(it.problem.rules.between, delegation, host)),
    ("declined", lambda it, delegation, host: (delegation.id, host.id) in it.trips.declined),
    ("no_room", lambda _, delegation, host: not has_capacity(delegation, host)),
    ("road_closed", lambda it, delegation, host: it.trips.trip(delegation, host) is None),
)
