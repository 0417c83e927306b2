"""The best round there is, by trying all of them: slow, short, and written without a look at the planner."""

from collections import Counter
from functools import cache
from math import ceil
from types import SimpleNamespace

from tools.rounds_checker import CHECKS, explained, minutes_between, pins, said_of_the_missing

ALONE = [check for check in CHECKS if check not in {explained, pins, said_of_the_missing}]


def best_round(problem):
    """Give what the best of all rounds comes to: missing, change and cost, in this order."""
    candidates = [_visits_of(problem, delegation) for delegation in problem.delegations]

    @cache
    def fits(one, other):
        return not _broken(problem, (one, other))

    best = [None]

    def grow(chosen, rest):
        if not rest:
            if not _broken(problem, chosen):
                worth = value(problem, chosen)
                best[0] = worth if best[0] is None else min(best[0], worth)
            return
        for some in rest[0]:
            if all(fits(one, other) for one in chosen for other in some):
                grow((*chosen, *some), rest[1:])

    grow((), candidates)
    return best[0]


def value(problem, visits):
    """Price a round by the words of the goals."""
    hosts = {host.id: host for host in problem.hosts}
    delegations = {each.id: each for each in problem.delegations}
    load = Counter(visit.host_id for visit in visits)
    made = Counter(visit.delegation_id for visit in visits)
    missing = sum(host.required and not load[host.id] for host in problem.hosts)
    missing += sum(each.visits - made[each.id] for each in problem.delegations)
    wishes, last_time = problem.weights, {(pair.delegation_id, pair.host_id) for pair in problem.previous}
    every_visit = sum(each.visits for each in problem.delegations) + sum(host.received for host in problem.hosts)
    fair = ceil(every_visit / len(problem.hosts))
    cost = 0
    for visit in visits:
        delegation, host = delegations[visit.delegation_id], hosts[visit.host_id]
        cost += wishes.lagging_to_advanced * (delegation.tier == "lagging" and host.tier != "advanced")
        cost += wishes.novelty * ((delegation.id, host.id) in last_time)
        cost += wishes.travel * minutes_between(problem, delegation.start_place_id, host.place_id)
        cost += wishes.travel * minutes_between(problem, host.place_id, delegation.end_place_id)
    for host in problem.hosts:
        mentors = [v for v in visits if v.host_id == host.id and delegations[v.delegation_id].tier == "advanced"]
        cost += wishes.mentored * (host.tier == "lagging" and not mentors)
        cost += wishes.fairness * max(0, load[host.id] + host.received - fair)
        cost += wishes.unvisited_worth * host.worth * (not host.required and not load[host.id])
    return missing, _change(problem, visits), cost


def _change(problem, visits):
    if problem.before is None:
        return 0
    old = {(kept.delegation_id, kept.host_id): (kept.day, kept.begin) for kept in problem.before}
    new = {(visit.delegation_id, visit.host_id): (visit.day, visit.begin) for visit in visits}
    return sum(new.get(pair) != moment for pair, moment in old.items()) + sum(pair not in old for pair in new)


def _visits_of(problem, delegation):
    """Every set of visits that one delegation could make on its own."""
    single = []
    for host in problem.hosts:
        begins = {
            (w.day, begin)
            for w in host.windows
            for begin in range(w.begin, w.end)
            if begin % problem.rules.begin_every == 0
        }
        begins |= {
            (kept.day, kept.begin)
            for kept in problem.before or ()
            if (kept.delegation_id, kept.host_id) == (delegation.id, host.id)
        }
        for day, begin in sorted(begins):
            visit = _Visit(day=day, begin=begin, delegation_id=delegation.id, host_id=host.id, arrive=begin)
            visit.end, visit.people, visit.vehicle_id = begin + host.visit_minutes, delegation.people, None
            if not _broken(problem, (visit,)):
                single.append(visit)
    several = [()] + [(visit,) for visit in single]
    if delegation.visits > 1:
        several += [(one, two) for at, one in enumerate(single) for two in single[at + 1 :]]
    return [some for some in several if not _broken(problem, some)]


class _Visit(SimpleNamespace):
    __hash__ = object.__hash__


def _broken(problem, visits):
    schedule = SimpleNamespace(visits=visits, day_plans=(), unplaced=(), missing=0)
    return any(True for check in ALONE for _ in check(problem, schedule))
