"""Pins that contradict a rule or one another, by field: a pin is settled, so the solver may not choose among them.

The same function judges a pin when it is set and all of them before anything is solved.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from visit_solver.availability import overlap, week_of
from visit_solver.pin_rules import PinRules, ResolvedPin
from visit_solver.problem import PAIRING, Delegation, Host, Problem, Violation
from visit_solver.travel_times import shortest_way


def pin_violations(problem: Problem) -> Iterator[Violation]:
    """Yield what is wrong with the pins: alone, too many of them, or two that exclude one another."""
    hosts = {host.id: host for host in problem.hosts}
    delegations = {delegation.id: delegation for delegation in problem.delegations}
    pins = [
        ResolvedPin(f"pins[{number}]", pin, delegations[pin.delegation_id], hosts[pin.host_id])
        for number, pin in enumerate(problem.pins)
    ]
    rules = PinRules(problem)
    yield from (wrong for resolved in pins if (wrong := rules.violation_of(resolved)) is not None)
    yield from _too_many(problem, pins)
    yield from _beyond_the_day(rules, pins)
    for one, other in combinations(pins, 2):
        if are_exclusive(rules, one, other):
            yield Violation("pins_contradict", field=other.field, **one.names, time=one.time)


def _too_many(problem: Problem, pins: list[ResolvedPin]) -> Iterator[Violation]:
    of_delegation = Counter(resolved.delegation.id for resolved in pins)
    of_host = Counter(resolved.host.id for resolved in pins)
    for field, _, delegation, host in pins:
        if problem.kind == PAIRING and of_delegation[delegation.id] > delegation.visits:
            yield Violation("pins_more_than_visits", field=field, visits=delegation.visits)
        most = host.most_visits if problem.kind == PAIRING else 1
        if most is not None and of_host[host.id] > most:
            yield Violation("pins_more_than_host_receives", field=field, most=most)


def _beyond_the_day(rules: PinRules, pins: list[ResolvedPin]) -> Iterator[Violation]:
    """On a tour the visits of one day follow one another, and the review comes after them."""
    minutes: Counter[tuple[str, date]] = Counter()
    for field, pin, delegation, host in pins:
        if rules.problem.kind == PAIRING or delegation.splits or pin.day is None:
            continue
        minutes[delegation.id, pin.day] += host.visit_minutes
        hours = rules.trips.days_of(delegation, pin.day)
        most = sum(last - first for first, last in hours)
        needed = minutes[delegation.id, pin.day] + rules.problem.day.review_minutes
        if hours and needed > most:
            named = {"delegation": delegation.name or delegation.id, "minutes": needed, "most": most}
            yield Violation("pins_more_than_day", field=f"{field}.day", day=pin.day, **named)


def are_exclusive(rules: PinRules, one: ResolvedPin, other: ResolvedPin) -> bool:
    """Return whether two pins exclude one another, whatever is done about the rest."""
    if one.delegation.id == other.delegation.id and one.host.id == other.host.id:
        return True
    if one.pin.day is None or other.pin.day is None:
        return False
    pairing = rules.problem.kind == PAIRING
    if pairing and (_twice_a_day(one, other) or _reciprocal(rules.problem, one, other)):
        return True
    if one.pin.begin is None or other.pin.begin is None or one.pin.day != other.pin.day:
        return False
    if pairing:
        return _overlap_in_time(rules, one, other) or _overlap_in_time(rules, other, one)
    return _too_far_apart(rules.problem, *sorted((one, other), key=lambda resolved: resolved.begin))


def _twice_a_day(one: ResolvedPin, other: ResolvedPin) -> bool:
    return one.delegation.id == other.delegation.id and one.pin.day == other.pin.day


def _reciprocal(problem: Problem, one: ResolvedPin, other: ResolvedPin) -> bool:
    if not problem.rules.reciprocal_apart or one.pin.day is None or other.pin.day is None:
        return False
    mutual = one.delegation.organization_id == other.host.organization_id
    mutual = mutual and other.delegation.organization_id == one.host.organization_id
    return mutual and week_of(one.pin.day) == week_of(other.pin.day)


def _overlap_in_time(rules: PinRules, one: ResolvedPin, other: ResolvedPin) -> bool:
    """Whether the first visit keeps its host busy, or its delegation on the road, while the other one is at it."""
    if one.host.id == other.host.id and overlap(one.visit, other.visit):
        return _crowded(one.host, one.delegation, other.delegation)
    trip = rules.trips.trip(one.delegation, one.host)
    if trip is None:
        return False
    away = one.begin - trip.out, one.begin + trip.after
    hosts_meanwhile = one.delegation.organization_id == other.host.organization_id and overlap(away, other.visit)
    back = rules.trips.trip(other.delegation, other.host)
    together = back is not None and overlap(away, (other.begin - back.out, other.begin + back.after))
    return hosts_meanwhile or (together and _one_vehicle(one.delegation, other.delegation))


def _crowded(host: Host, *there: Delegation) -> bool:
    people = sum(delegation.people for delegation in there)
    return host.together == 1 or (host.most_people is not None and people > host.most_people)


def _one_vehicle(one: Delegation, other: Delegation) -> bool:
    known = [{vehicle.known_as for vehicle in each.vehicles} - {""} for each in (one, other)]
    return not known[0].isdisjoint(known[1])


def _too_far_apart(problem: Problem, first: ResolvedPin, then: ResolvedPin) -> bool:
    """Whether a delegation that travels together cannot be at the second visit of its tour after the first."""
    if first.delegation.id != then.delegation.id or first.delegation.splits:
        return False
    way = shortest_way(problem, first.host.place_id, then.host.place_id)
    return way is None or first.begin + first.host.visit_minutes + way > then.begin
