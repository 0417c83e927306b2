"""Who travels together, and when: a whole delegation in one convoy, or a group in each of its vehicles."""

from collections.abc import Iterator
from datetime import date

import msgspec

from visit_solver.availability import free_windows
from visit_solver.problem import Delegation, Host, Problem, Window


class Group(msgspec.Struct, frozen=True):
    """People who are at one place at one time; `vehicle_id` names them where their delegation splits."""

    delegation: Delegation
    vehicle_id: str | None
    people: int


class VehicleDay(msgspec.Struct, frozen=True):
    """One group on one day: sets out at `opens` or later and is at its end place by `closes`; the review follows."""

    group: Group
    day: date
    opens: int
    closes: int


def groups_of(delegation: Delegation) -> list[Group]:
    """Return a delegation's groups, its people shared out as evenly as the seats allow."""
    if not delegation.splits:
        return [Group(delegation, None, delegation.people)]
    seated = dict.fromkeys((vehicle.id for vehicle in delegation.vehicles), 0)
    for _ in range(delegation.people):
        free = [vehicle.id for vehicle in delegation.vehicles if seated[vehicle.id] < vehicle.seats]
        seated[min(free, key=lambda vehicle_id: seated[vehicle_id])] += 1
    return [Group(delegation, vehicle_id, people) for vehicle_id, people in seated.items() if people]


def vehicle_days_of(problem: Problem) -> list[VehicleDay]:
    """Return every stretch in which a group may be on tour, its review taken off."""
    return [
        VehicleDay(group, day, begin, end - problem.day.review_minutes)
        for delegation in problem.delegations
        for group in groups_of(delegation)
        for day, begin, end in _hours(problem, delegation)
        if end - problem.day.review_minutes >= begin
    ]


def may_visit(problem: Problem, group: Group, host: Host) -> bool:
    """Return whether a host can receive a group at all.

    An organization that is on tour itself receives nobody but its own delegation: nobody hosts while travelling.
    """
    delegation = group.delegation
    touring = {each.organization_id for each in problem.delegations}
    declined = any((p.delegation_id, p.host_id, p.day) == (delegation.id, host.id, None) for p in problem.declined)
    at_home = host.organization_id not in touring or host.organization_id == delegation.organization_id
    return not declined and at_home and (host.most_people is None or group.people <= host.most_people)


def _hours(problem: Problem, delegation: Delegation) -> Iterator[tuple[date, int, int]]:
    first, last = problem.day.begin, problem.day.end
    windows = delegation.windows or tuple(Window(day=day, begin=first, end=last) for day in problem.days)
    for window in sorted(free_windows(windows, delegation.taken)):
        yield window.day, max(first, window.begin), min(last, window.end)
