"""What keeps a host out of an outing whatever else is planned: asked alike by the bound and by the reasons.

Ways are the shortest there are, past other places where a matrix or a closed road makes that so: what is excluded by
them is excluded for good.
"""

from collections.abc import Iterable

from visit_solver.availability import DECLINED, RECIPROCAL, free_windows
from visit_solver.orienteering.problem import Window
from visit_solver.problem import Host
from visit_solver.problem import Window as HostWindow
from visit_solver.touring.tour_instance import NO_ROAD, Bound, Course
from visit_solver.touring.vehicle_days import Outing

STATIC = (
    *("declined", "no_room", "hosting_while_away", "pinned_elsewhere", "road_closed", "host_cap", "quarter_cap"),
    *("windows_too_short", "outside_hours", "taken_elsewhere", "reciprocal_elsewhere"),
)


def static_exclusion(course: Course, at: int, number: int) -> str | None:
    """Name the first constraint that keeps a host out of an outing even alone; None where nothing does."""
    outing, host = course.outings[at], course.hosts[number]
    problem, delegation = course.problem, outing.group.delegation
    barred = course.barred(outing, host)
    declined = barred == DECLINED or (delegation.id, host.id) in course.elsewhere.declined_for_good
    pin = course.pinned.get(host.id)
    there = course.shortest(delegation.start_place_id, host.place_id)
    home = course.shortest(host.place_id, delegation.end_place_id)
    touring = {each.organization_id for each in problem.delegations} - {delegation.organization_id}
    broken = (
        ("declined", declined),
        ("no_room", host.most_people is not None and outing.group.people > host.most_people),
        ("hosting_while_away", host.organization_id in touring),
        ("pinned_elsewhere", pin is not None and pin.delegation_id != delegation.id),
        ("road_closed", max(there, home) >= NO_ROAD),
        ("host_cap", host.most_visits == 0),
        ("windows_too_short", not _long_enough(host, host.windows)),
        ("taken_elsewhere", not _long_enough(host, free_windows(host.windows, host.taken))),
        ("reciprocal_elsewhere", barred == RECIPROCAL),
        ("quarter_cap", not course.windows(host)),
        ("outside_hours", not _alone(course, outing, host, there, home)),
    )
    return next((code for code, excluded in broken if excluded), None)


def reachable(course: Course) -> list[int]:
    """Give the hosts that some outing could visit alone."""
    outings = range(len(course.outings))
    return [at for at in range(len(course.hosts)) if any(static_exclusion(course, one, at) is None for one in outings)]


def static_bound(course: Course) -> Bound:
    """Bound what is lost whatever is planned, by what each host, delegation and visit before could do alone."""
    lost = set(range(len(course.hosts))) - set(reachable(course))
    delegations = course.problem.delegations
    return Bound(
        unvisited=sum(course.hosts[at].required for at in lost),
        unmade=sum(max(0, each.visits - len(possible(course, each.id))) for each in delegations),
        change=_lost_before(course),
    )


def _lost_before(course: Course) -> int:
    old = old_moments(course)
    hosts = {course.hosts[at].id: at for at in old}
    could = {each.id: possible(course, each.id) for each in course.problem.delegations}
    before = course.problem.before or ()
    return sum(hosts.get(kept.host_id) not in could.get(kept.delegation_id, ()) for kept in before)


def old_moments(course: Course) -> dict[int, tuple[Window, ...]]:
    """Give when each host was visited in the schedule before, where it is open then."""
    number = {host.id: at for at, host in enumerate(course.hosts)}
    old: dict[int, tuple[Window, ...]] = {}
    for kept in course.problem.before or ():
        host = number.get(kept.host_id)
        begin = course.at(kept.day, kept.begin)
        open_then = () if host is None else course.windows(course.hosts[host])
        if host is not None and any(window.opens <= begin <= window.closes for window in open_then):
            old[host] = (Window(begin, begin),)
    return old


def possible(course: Course, delegation_id: str) -> set[int]:
    """Give the hosts that some outing of a delegation could visit alone."""
    own = [at for at, outing in enumerate(course.outings) if outing.group.delegation.id == delegation_id]
    return {
        number for number in range(len(course.hosts)) if any(static_exclusion(course, at, number) is None for at in own)
    }


def _long_enough(host: Host, windows: Iterable[HostWindow]) -> bool:
    return any(window.end - window.begin >= host.visit_minutes for window in windows)


def _alone(course: Course, outing: Outing, host: Host, there: int, home: int) -> bool:
    opens, closes = course.at(outing.day, outing.opens), course.at(outing.day, outing.closes)
    begins = [max(opens + there, window.opens) for window in course.windows(host) if window.closes >= opens + there]
    return any(begin + host.visit_minutes + home <= closes for begin in begins)
