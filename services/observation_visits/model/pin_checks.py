"""Pins that cannot all be kept are refused by field: a pin is settled, so the planner may not choose among them."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from services.observation_visits.model.problems import PAIRING, Delegation, Host, Pin, Problem
from services.observation_visits.model.trips import Trips
from shared.errors import Invalid

Pinned = tuple[str, Pin, Delegation, Host]
"""The field, the pin, and whom it names."""


def contradictions(problem: Problem) -> Iterator[Invalid]:
    """This function will give what is wrong with the pins: alone, too many of them, or two that exclude one another."""
    hosts = {host.id: host for host in problem.hosts}
    delegations = {delegation.id: delegation for delegation in problem.delegations}
    pins = [
        (f"pins[{number}]", pin, delegations[pin.delegation_id], hosts[pin.host_id])
        for number, pin in enumerate(problem.pins)
    ]
    yield from _alone(problem, pins)
    yield from _too_many(problem, pins)
    trips = Trips(problem)
    for one, other in combinations(pins, 2):
        if excluded(problem, trips, one, other):
            delegation, host = (each.name or each.id for each in one[2:])
            yield Invalid("pins_contradict", field=other[0], delegation=delegation, host=host)


def _alone(problem: Problem, pins: list[Pinned]) -> Iterator[Invalid]:
    trips = Trips(problem)
    for field, pin, delegation, host in pins:
        if pin.begin is not None and pin.day is None:
            yield Invalid("pin_begin_without_day", field=f"{field}.day")
        elif pin.day is not None and pin.day not in problem.days:
            yield Invalid("window_outside_days", field=f"{field}.day", day=pin.day)
        elif not _possible(problem, trips, delegation, host):
            yield Invalid("pin_impossible", field=field)


def _possible(problem: Problem, trips: Trips, delegation: Delegation, host: Host) -> bool:
    if problem.kind == PAIRING:
        return trips.possible(delegation, host)
    return (delegation.id, host.id) not in trips.declined


def _too_many(problem: Problem, pins: list[Pinned]) -> Iterator[Invalid]:
    of_delegation = Counter(delegation.id for _, _, delegation, _ in pins)
    of_host = Counter(host.id for _, _, _, host in pins)
    for field, _, delegation, host in pins:
        if problem.kind == PAIRING and of_delegation[delegation.id] > delegation.visits:
            yield Invalid("pins_more_than_visits", field=field, visits=delegation.visits)
        most = host.most_visits if problem.kind == PAIRING else 1
        if most is not None and of_host[host.id] > most:
            yield Invalid("pins_more_than_host_receives", field=field, most=most)


def excluded(problem: Problem, trips: Trips, one: Pinned, other: Pinned) -> bool:
    """This function will tell whether two pins exclude one another, whatever is done about the rest."""
    if one[2].id == other[2].id and one[3].id == other[3].id:
        return True
    if one[1].day is None or other[1].day is None:
        return False
    if problem.kind == PAIRING and (_twice_a_day(one, other) or _reciprocal(problem, one, other)):
        return True
    if one[1].begin is None or other[1].begin is None or one[1].day != other[1].day:
        return False
    return _clash(trips, one, other) or _clash(trips, other, one)


def _twice_a_day(one: Pinned, other: Pinned) -> bool:
    return one[2].id == other[2].id and one[1].day == other[1].day


def _reciprocal(problem: Problem, one: Pinned, other: Pinned) -> bool:
    _, pin, delegation, host = one
    _, other_pin, other_delegation, other_host = other
    if not problem.rules.reciprocal_apart or pin.day is None or other_pin.day is None:
        return False
    mutual = delegation.organization_id == other_host.organization_id
    mutual = mutual and other_delegation.organization_id == host.organization_id
    return mutual and pin.day.isocalendar()[:2] == other_pin.day.isocalendar()[:2]


def _clash(trips: Trips, one: Pinned, other: Pinned) -> bool:
    """Whether the first visit keeps its host busy, or its delegation on the road, while the other one is at it."""
    _, pin, delegation, host = one
    _, other_pin, other_delegation, other_host = other
    begin, other_begin = pin.begin or 0, other_pin.begin or 0
    visit, other_visit = (begin, begin + host.visit_minutes), (other_begin, other_begin + other_host.visit_minutes)
    if host.id == other_host.id and _overlap(visit, other_visit):
        people = delegation.people + other_delegation.people
        return host.together == 1 or (host.most_people is not None and people > host.most_people)
    trip = trips.trip(delegation, host)
    if trip is None:
        return False
    away = begin - trip.out, begin + trip.after
    hosts_meanwhile = delegation.organization_id == other_host.organization_id and _overlap(away, other_visit)
    return hosts_meanwhile or (delegation.id == other_delegation.id and _overlap(visit, other_visit))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
