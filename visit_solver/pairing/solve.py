"""A pairing from problem to schedule: searched, put together, and what is missing explained."""

from visit_solver.explanations.pairing import explain
from visit_solver.pairing.assembly import assemble
from visit_solver.pairing.instance import PairingInstance
from visit_solver.pairing.large_neighbourhood_search import PairingResult, Search
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import SearchControl

LONGEST = 2.0
"""Seconds that explaining may take where the search was over early."""
RESERVE = 0.05
"""The share of the time that is reserved for explaining what is missing, at most `MOST` seconds."""
MOST = 2.0


def solve_pairing(problem: Problem, control: SearchControl) -> Schedule:
    """Plan a pairing; InfeasiblePins where the pins cannot all be kept."""
    instance = PairingInstance(problem)
    reserve = min(MOST, RESERVE * control.seconds)
    control.seconds -= reserve
    search = Search(instance, control, lambda found: control.offer(lambda: _assembled(instance, found, control, None)))
    paired = search.run()
    control.hand_out()
    control.seconds += reserve
    return _assembled(instance, paired, control, max(reserve, min(LONGEST, control.seconds_left())))


def _assembled(
    instance: PairingInstance, paired: PairingResult, control: SearchControl, seconds: float | None
) -> Schedule:
    value = instance.value(paired.visits)
    unplaced = explain(
        instance,
        paired.visits,
        least_missing=instance.missing(paired.visits) * instance.missing_penalty <= paired.bound,
        optimal=value <= paired.bound,
        seconds=seconds,
    )
    return assemble(instance, paired, control, unplaced)


def explain_pairing(problem: Problem, schedule: Schedule, seconds: float) -> tuple[Unplaced, ...]:
    """Go on explaining what a pairing does not place."""
    instance = PairingInstance(problem)
    delegations = {each.id: at for at, each in enumerate(instance.delegations)}
    hosts = {each.id: at for at, each in enumerate(instance.hosts)}
    visits = {
        (delegations[each.delegation_id], hosts[each.host_id]): instance.at(each.day, each.begin)
        for each in schedule.visits
    }
    # What is proven stays as the schedule has it.
    return explain(instance, visits, least_missing=False, optimal=False, seconds=seconds, before=schedule.unplaced)
