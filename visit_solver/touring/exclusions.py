"""What keeps a host out of a vehicle day whatever else is planned: shared by the bounds and the explanations.

Ways are the shortest there are, past other places where a matrix or a closed road makes that so: what is excluded by
them is excluded for good.
"""

from collections.abc import Iterable

from visit_solver.availability import DECLINED, RECIPROCAL, free_windows
from visit_solver.orienteering.problem import Window
from visit_solver.problem import Host
from visit_solver.problem import Window as HostWindow
from visit_solver.touring.tour_instance import NO_ROAD, TourBound, TourInstance
from visit_solver.touring.vehicle_days import VehicleDay

STATIC = (
    *("declined", "no_room", "hosting_while_away", "pinned_elsewhere", "road_closed", "host_cap", "quarter_cap"),
    *("windows_too_short", "outside_hours", "taken_elsewhere", "reciprocal_elsewhere"),
)


def static_exclusion(instance: TourInstance, at: int, number: int) -> str | None:
    """Name the first constraint that keeps a host out of a vehicle day even alone; None where nothing does."""
    vehicle_day, host = instance.vehicle_days[at], instance.hosts[number]
    problem, delegation = instance.problem, vehicle_day.group.delegation
    blocked_by = instance.blocked_by(vehicle_day, host)
    declined = blocked_by == DECLINED or (delegation.id, host.id) in instance.commitments.declined_for_good
    pin = instance.pinned.get(host.id)
    there = instance.shortest(delegation.start_place_id, host.place_id)
    home = instance.shortest(host.place_id, delegation.end_place_id)
    touring = {each.organization_id for each in problem.delegations} - {delegation.organization_id}
    broken = (
        ("declined", declined),
        ("no_room", host.most_people is not None and vehicle_day.group.people > host.most_people),
        ("hosting_while_away", host.organization_id in touring),
        ("pinned_elsewhere", pin is not None and pin.delegation_id != delegation.id),
        ("road_closed", max(there, home) >= NO_ROAD),
        ("host_cap", host.most_visits == 0),
        ("windows_too_short", not _long_enough(host, host.windows)),
        ("taken_elsewhere", not _long_enough(host, free_windows(host.windows, host.taken))),
        ("reciprocal_elsewhere", blocked_by == RECIPROCAL),
        ("quarter_cap", not instance.windows(host)),
        ("outside_hours", not _alone(instance, vehicle_day, host, there, home)),
    )
    return next((code for code, excluded in broken if excluded), None)


def reachable_hosts(instance: TourInstance) -> list[int]:
    """Return the hosts that some vehicle day could visit alone."""
    vehicle_days = range(len(instance.vehicle_days))
    return [
        at
        for at in range(len(instance.hosts))
        if any(static_exclusion(instance, one, at) is None for one in vehicle_days)
    ]


def static_bound(instance: TourInstance) -> TourBound:
    """Bound what is lost whatever is planned, by what each host, delegation and visit before could do alone."""
    lost = set(range(len(instance.hosts))) - set(reachable_hosts(instance))
    delegations = instance.problem.delegations
    return TourBound(
        unvisited=sum(instance.hosts[at].required for at in lost),
        unmade=sum(max(0, each.visits - len(possible_hosts(instance, each.id))) for each in delegations),
        change=_lost_before(instance),
    )


def _lost_before(instance: TourInstance) -> int:
    old = previous_moments(instance)
    hosts = {instance.hosts[at].id: at for at in old}
    could = {each.id: possible_hosts(instance, each.id) for each in instance.problem.delegations}
    before = instance.problem.before or ()
    return sum(hosts.get(kept.host_id) not in could.get(kept.delegation_id, ()) for kept in before)


def previous_moments(instance: TourInstance) -> dict[int, tuple[Window, ...]]:
    """Return when each host was visited in the schedule before, where it is open then."""
    number = {host.id: at for at, host in enumerate(instance.hosts)}
    old: dict[int, tuple[Window, ...]] = {}
    for kept in instance.problem.before or ():
        host = number.get(kept.host_id)
        begin = instance.at(kept.day, kept.begin)
        open_then = () if host is None else instance.windows(instance.hosts[host])
        if host is not None and any(window.opens <= begin <= window.closes for window in open_then):
            old[host] = (Window(begin, begin),)
    return old


def possible_hosts(instance: TourInstance, delegation_id: str) -> set[int]:
    """Return the hosts that some vehicle day of a delegation could visit alone."""
    own = [
        at for at, vehicle_day in enumerate(instance.vehicle_days) if vehicle_day.group.delegation.id == delegation_id
    ]
    return {
        number
        for number in range(len(instance.hosts))
        if any(static_exclusion(instance, at, number) is None for at in own)
    }


def _long_enough(host: Host, windows: Iterable[HostWindow]) -> bool:
    return any(window.end - window.begin >= host.visit_minutes for window in windows)


def _alone(instance: TourInstance, vehicle_day: VehicleDay, host: Host, there: int, home: int) -> bool:
    opens, closes = instance.at(vehicle_day.day, vehicle_day.opens), instance.at(vehicle_day.day, vehicle_day.closes)
    begins = [max(opens + there, window.opens) for window in instance.windows(host) if window.closes >= opens + there]
    return any(begin + host.visit_minutes + home <= closes for begin in begins)
