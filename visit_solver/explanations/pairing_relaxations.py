"""One constraint of a pairing at a time is relaxed, until the schedule as it stands takes one more visit.

After what every kind of round may change comes somebody's further visit, and only last a rule of the round.
"""

from collections.abc import Collection, Iterator
from time import monotonic

from msgspec.structs import replace

from visit_solver.explanations.cases import OnlyTime, OutOfTime, relaxation
from visit_solver.explanations.constraint_relaxations import (
    ConstraintRelaxation,
    fixed_field,
    host_field,
    more_consent,
    more_room,
    more_time,
    one_more_a_quarter,
    with_hosts,
)
from visit_solver.pairing.conflicts import ScheduleState, first_feasible
from visit_solver.pairing.flow_bound import FlowNetwork
from visit_solver.pairing.greedy import fill_greedily
from visit_solver.pairing.instance import Assignment, Pair, PairingInstance
from visit_solver.pairing.large_neighbourhood_search import Search
from visit_solver.problem import ANY_STREET, Host, InfeasiblePins, Problem
from visit_solver.schedule import Relaxation
from visit_solver.search_control import SearchControl

REARRANGED = 12_000
"""Pairs up to which a schedule is also rearranged to let one more in; beyond, it stays as it is."""


SEARCHED, MOMENT = 700, 1.0
"""Pairs up to which the rearranging is a search, and the seconds of it."""


def smallest_relaxation(
    state: ScheduleState, pairs: list[Pair], until: float, beside: Collection[str] = ()
) -> Relaxation | None:
    """Return the first relaxation with which one of the pairs is in a schedule, None without any.

    Those of the kinds `beside` are left out. OnlyTime where that is so without any change; OutOfTime where not all
    were tried.
    """
    if not beside and _admitted(state.instance, state.visits, pairs) is not None:
        raise OnlyTime
    for change in _changes(state.instance.problem, pairs):
        if change.code in beside:
            continue
        if monotonic() > until:
            raise OutOfTime
        pair = _admitted(PairingInstance(change.problem), state.visits, pairs)
        if pair is not None:
            return _relaxation(change, pair)
    return None


def _admitted(instance: PairingInstance, visits: Assignment, pairs: list[Pair]) -> Pair | None:
    """Return one of the pairs that fits beside a schedule, or into one with as many visits made in some other way."""
    trial = ScheduleState(instance, visits)
    # What has no moment in this problem is in none of its schedules: nothing needs to be rearranged to know that.
    new = [pair for pair in pairs if pair not in trial.visits and instance.start_times(pair)]
    beside = [pair for pair in new if first_feasible(trial, pair, instance.start_times(pair)) is not None]
    if beside:
        return min(beside, key=lambda pair: (instance.cost(pair), pair))
    if not new or len(instance.delegations) * len(instance.hosts) > REARRANGED:
        return None
    again = _rearranged(instance, instance.missing(visits))
    found = [pair for pair in new if pair in again]
    return min(found) if found and instance.missing(again) < instance.missing(visits) else None


def _rearranged(instance: PairingInstance, missing: int) -> Assignment:
    """Search a small round for a moment, fill a large one greedily; return no visits if none misses less."""
    try:
        relaxed = FlowNetwork(instance).solve()
        if relaxed.bound // instance.missing_penalty >= missing:
            return {}
        if len(instance.pairs) <= SEARCHED:
            return Search(instance, SearchControl(MOMENT)).run().visits
        return fill_greedily(instance, relaxed.pairs)
    except (LookupError, InfeasiblePins):
        return {}


def _relaxation(change: ConstraintRelaxation, pair: Pair) -> Relaxation:
    problem = change.problem
    field, to = change.field(problem, pair)
    return relaxation(
        change.code,
        field=field,
        to=to,
        size=change.size,
        delegation=problem.delegations[pair[0]],
        host=problem.hosts[pair[1]],
    )


def _changes(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    hosts = {host for _, host in pairs}
    yield from more_time(problem, hosts, host_field("windows"))
    yield from more_room(problem, pairs)
    yield from more_consent(problem, pairs)
    yield from _more_visits(problem, pairs)
    if problem.rules.reciprocal_apart:
        loose = replace(problem, rules=replace(problem.rules, reciprocal_apart=False))
        yield ConstraintRelaxation("reciprocal_allowed", 1, loose, fixed_field("rules.reciprocal_apart", "false"))
    if problem.rules.between != ANY_STREET:
        loose = replace(problem, rules=replace(problem.rules, between=ANY_STREET))
        yield ConstraintRelaxation("street_rule_lifted", 1, loose, fixed_field("rules.between", ANY_STREET))


def _more_visits(problem: Problem, pairs: list[Pair]) -> Iterator[ConstraintRelaxation]:
    hosts, delegations = {host for _, host in pairs}, {one for one, _ in pairs}
    more = tuple(
        replace(each, visits=each.visits + (number in delegations)) for number, each in enumerate(problem.delegations)
    )
    yield ConstraintRelaxation("one_more_visit", 1, replace(problem, delegations=more), _visits_field)
    organizations = {problem.hosts[host].organization_id for host in hosts}
    siblings = {number for number, host in enumerate(problem.hosts) if host.organization_id in organizations}
    loose = with_hosts(with_hosts(problem, siblings, one_more_a_quarter), hosts, _one_more)
    yield ConstraintRelaxation("one_more_received", 1, loose, _received_field)


def _one_more(host: Host) -> Host:
    return host if host.most_visits is None else replace(host, most_visits=host.most_visits + 1)


def _received_field(problem: Problem, pair: Pair) -> tuple[str, str]:
    return host_field("may_receive" if problem.hosts[pair[1]].most_visits is None else "most_visits")(problem, pair)


def _visits_field(problem: Problem, pair: Pair) -> tuple[str, str]:
    return f"delegations[{pair[0]}].visits", str(problem.delegations[pair[0]].visits)
