"""The hard rules between rounds, asked of all that a district has published; written from the glossary.

It shares no code with the service: `violations_between(rounds)` takes the problem and the schedule of each round, by
its title, and gives sentences; none means that all of them can be held as they stand.
"""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from types import SimpleNamespace

from tools.rounds_checker import hosts_and_delegations, trip_of, violations


def violations_between(rounds, *, plates=None, members=None, cap=4):
    """State every hard rule that rounds break, each alone and all together.

    `plates` and `members` say who shares a vehicle or a person: a set for each delegation id.
    """
    found = [
        f"{title}: {said}" for title, (problem, schedule) in rounds.items() for said in violations(problem, schedule)
    ]
    visits = [
        visit
        for title, (problem, schedule) in rounds.items()
        for visit in visits_of(title, problem, schedule, plates or {}, members or {})
    ]
    for one, other in combinations(visits, 2):
        if one.round != other.round:
            found += [f"{rule}: {one.said} / {other.said}" for rule in broken(one, other)]
    received = Counter((visit.host, quarter(visit.day)) for visit in visits)
    return found + [
        f"cap: {host} receives {count} in {when}" for (host, when), count in received.items() if count > cap
    ]


def visits_of(title, problem, schedule, plates, members):
    """Return visits with all that they take up."""
    hosts, delegations = hosts_and_delegations(problem)
    for visit in schedule.visits:
        delegation, host = delegations[visit.delegation_id], hosts[visit.host_id]
        yield SimpleNamespace(
            round=title,
            said=f"{title} {delegation.organization_id}→{host.organization_id} {visit.day} {visit.begin}",
            stop=visit.host_id,
            host=host.organization_id,
            visitor=delegation.organization_id,
            day=visit.day,
            monday=visit.day - timedelta(days=visit.day.weekday()),
            here=(visit.begin, visit.end),
            away=away_of(problem, schedule, visit),
            plates=plates.get(delegation.id, set()),
            members=members.get(delegation.id, set()),
        )


def away_of(problem, schedule, visit):
    """Return when a delegation is under way: its trip, or its whole day on a tour, with the review."""
    if problem.kind == "pairing":
        return trip_of(problem, visit)
    for plan in schedule.day_plans:
        same = (plan.delegation_id, plan.vehicle_id, plan.day) == (visit.delegation_id, visit.vehicle_id, visit.day)
        if same and plan.leave <= visit.begin <= plan.back:
            return plan.leave, plan.back + problem.day.review_minutes
    raise LookupError(visit)


def broken(one, other):
    """Name the rules that two visits of different rounds break together."""
    same_day = one.day == other.day
    if same_day and one.stop == other.stop and meet(one.here, other.here):
        yield "two delegations at one stop"
    if same_day and one.host == other.visitor and meet(one.here, other.away):
        yield "hosts while travelling"
    if same_day and one.visitor == other.host and meet(one.away, other.here):
        yield "travels while hosting"
    if same_day and one.visitor == other.visitor and meet(one.away, other.away):
        yield "two delegations of one organization out at once"
    if same_day and one.plates & other.plates and meet(one.away, other.away):
        yield "one vehicle in two delegations"
    if same_day and one.members & other.members and meet(one.away, other.away):
        yield "one member in two delegations"
    if one.monday == other.monday and (one.host, one.visitor) == (other.visitor, other.host):
        yield "reciprocal in one week"


def meet(one, other):
    return max(one[0], other[0]) < min(one[1], other[1])


def quarter(day):
    return day.year, (day.month - 1) // 3
