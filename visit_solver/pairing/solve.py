"""A pairing from problem to schedule: searched, put together, and what is missing explained."""

from visit_solver.explanations.pairing import explain
from visit_solver.pairing.assembly import assemble
from visit_solver.pairing.instance import Instance
from visit_solver.pairing.large_neighbourhood_search import Paired, search
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import Watch

LONGEST = 2.0
"""Seconds that explaining may take where the search was over early."""
RESERVE = 0.05
"""The share of the time that is kept for saying why something is missing, at most `MOST` seconds."""
MOST = 2.0


def plan_pairing(problem: Problem, watch: Watch) -> Schedule:
    """Plan a pairing; InfeasiblePins where the pins cannot all be kept."""
    instance = Instance(problem)
    reserve = min(MOST, RESERVE * watch.seconds)
    watch.seconds -= reserve
    paired = search(instance, watch, lambda found: watch.keep(lambda: _assembled(instance, found, watch, None)))
    watch.put_aside()
    watch.seconds += reserve
    return _assembled(instance, paired, watch, max(reserve, min(LONGEST, watch.left())))


def _assembled(instance: Instance, paired: Paired, watch: Watch, seconds: float | None) -> Schedule:
    value = instance.value(paired.visits)
    unplaced = explain(
        instance,
        paired.visits,
        least_missing=instance.missing(paired.visits) * instance.heavy <= paired.bound,
        optimal=value <= paired.bound,
        seconds=seconds,
    )
    return assemble(instance, paired, watch, unplaced)


def explain_pairing(problem: Problem, schedule: Schedule, seconds: float) -> tuple[Unplaced, ...]:
    """Go on explaining what a pairing does not place."""
    instance = Instance(problem)
    delegations = {each.id: at for at, each in enumerate(instance.delegations)}
    hosts = {each.id: at for at, each in enumerate(instance.hosts)}
    visits = {
        (delegations[each.delegation_id], hosts[each.host_id]): instance.at(each.day, each.begin)
        for each in schedule.visits
    }
    # What is proven was said with the schedule and stays.
    return explain(instance, visits, least_missing=False, optimal=False, seconds=seconds, before=schedule.unplaced)
