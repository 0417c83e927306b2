"""What has changed against the schedule before."""

from services.observation_visits.model.problems import Problem
from services.observation_visits.model.schedules import Difference, PlannedVisit


def difference(problem: Problem, visits: tuple[PlannedVisit, ...]) -> Difference | None:
    """Compare visits with those before; None where there were none to stay near."""
    if problem.before is None:
        return None
    before = {(kept.delegation_id, kept.host_id): kept for kept in problem.before}
    now = {(visit.delegation_id, visit.host_id) for visit in visits}
    kept: list[PlannedVisit] = []
    moved: list[PlannedVisit] = []
    added: list[PlannedVisit] = []
    for visit in visits:
        old = before.get((visit.delegation_id, visit.host_id))
        into = added if old is None else kept if (old.day, old.begin) == (visit.day, visit.begin) else moved
        into.append(visit)
    dropped = tuple(old for pair, old in before.items() if pair not in now)
    return Difference(kept=tuple(kept), moved=tuple(moved), added=tuple(added), dropped=dropped)
