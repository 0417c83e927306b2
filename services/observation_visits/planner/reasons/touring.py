"""Constraint by constraint: which of them keep a host out of the tours, and which smallest change would let it in."""

from collections import Counter
from collections.abc import Iterator
from time import monotonic

import msgspec
from msgspec.structs import replace

from services.observation_visits.model.problems import MIDNIGHT, Host, Problem
from services.observation_visits.model.schedules import Reason, Relaxation, Unplaced
from services.observation_visits.planner.reasons.words import reason, relaxation
from services.observation_visits.planner.touring.assembly import Toured
from services.observation_visits.planner.touring.course import NO_ROAD, Course
from services.observation_visits.planner.touring.groups import Outing
from services.observation_visits.planner.touring.routes import positions

STATIC = (
    *("declined", "no_room", "hosting_while_away", "pinned_elsewhere", "road_closed", "host_cap", "quarter_cap"),
    *("windows_too_short", "outside_hours"),
)
FULL, LEFT = MOVING = ("quarter_shared", "no_time_left")
STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Minutes tried, one after another."""


def explain(course: Course, toured: Toured, *, proven: bool, seconds: float | None) -> tuple[Unplaced, ...]:
    """This function will say of every host that no tour visits what excludes it and what would admit it."""
    until = None if seconds is None else monotonic() + seconds
    visited = {visit.host_id for visit in toured.visits}
    return tuple(
        _unplaced(course, toured, number, proven=proven, until=until)
        for number, host in enumerate(course.hosts)
        if host.id not in visited
    )


def _unplaced(course: Course, toured: Toured, number: int, *, proven: bool, until: float | None) -> Unplaced:
    host = course.hosts[number]
    ways = Counter(_excludes(course, toured, at, number) for at in range(len(course.outings)))
    return Unplaced(
        kind="host",
        id=host.id,
        missing=1,
        required=host.required,
        proven=not any(ways[code] for code in MOVING) or (proven and host.required),
        excluded_by=tuple(_funnel(ways)),
        relaxation=None if until is None else _smallest(course, toured, number, until),
    )


def _funnel(ways: Counter[str]) -> Iterator[Reason]:
    left = ways.total()
    for code in (*STATIC, *MOVING):
        if ways[code]:
            yield reason(code, ways[code], left)
            left -= ways[code]


def _excludes(course: Course, toured: Toured, at: int, number: int) -> str:
    """The first constraint that keeps a host out of an outing: alone, then beside all that is visited."""
    outing, host = course.outings[at], course.hosts[number]
    problem, delegation = course.problem, outing.group.delegation
    declined = any((pair.delegation_id, pair.host_id) == (delegation.id, host.id) for pair in problem.declined)
    pin = course.pinned.get(host.id)
    there = course.minutes(delegation.start_place_id, host.place_id)
    home = course.minutes(host.place_id, delegation.end_place_id)
    touring = {each.organization_id for each in problem.delegations} - {delegation.organization_id}
    broken = (
        ("declined", declined),
        ("no_room", host.most_people is not None and outing.group.people > host.most_people),
        ("hosting_while_away", host.organization_id in touring),
        ("pinned_elsewhere", pin is not None and pin.delegation_id != delegation.id),
        ("road_closed", max(there, home) >= NO_ROAD),
        ("host_cap", host.most_visits == 0),
        ("windows_too_short", all(w.end - w.begin < host.visit_minutes for w in host.windows)),
        ("quarter_cap", not course.windows(host)),
        ("outside_hours", not _alone(course, outing, host, there, home)),
        (FULL, not course.has_room(toured.tours, number, at)),
    )
    return next((code for code, excluded in broken if excluded), LEFT)


def _alone(course: Course, outing: Outing, host: Host, there: int, home: int) -> bool:
    opens, closes = course.at(outing.day, outing.opens), course.at(outing.day, outing.closes)
    begins = [max(opens + there, window.opens) for window in course.windows(host) if window.closes >= opens + there]
    return any(begin + host.visit_minutes + home <= closes for begin in begins)


def _smallest(course: Course, toured: Toured, number: int, until: float) -> Relaxation | None:
    """The first loosening with which an outing can take the host in beside all that it visits already."""
    for code, size, field, to, problem in _loosenings(course.problem, number):
        if monotonic() > until:
            return None
        loosened = Course(problem)
        if len(loosened.lunchers) not in {0, len(course.lunchers)} or len(loosened.outings) != len(course.outings):
            continue
        found = _fits(loosened, toured, number)
        if found is not None:
            delegation, host = course.outings[found].group.delegation, course.hosts[number]
            return relaxation(code, field=field, to=to, size=size, delegation=delegation, host=host)
    return None


def _fits(course: Course, toured: Toured, number: int) -> int | None:
    eaten = dict.fromkeys(course.lunchers, toured.course.places[0])
    for outing in course.lunchers:
        for call in toured.calls[outing]:
            if call.stop >= len(course.hosts):
                eaten[outing] = toured.course.places[toured.problem.stops[call.stop].place]
    problem = course.tour_problem(eaten)
    hosts = len(course.hosts)
    for outing in sorted(course.allowed[number]):
        order = toured.tours[outing]
        if not course.has_room(toured.tours, number, outing):
            continue
        own = [hosts + course.lunchers.index(outing)] if outing in course.lunchers else []
        order = tuple(stop for each in order for stop in ([each] if each < hosts else own))
        if positions(course, problem, outing, order, number):
            return outing
    return None


def _loosenings(problem: Problem, number: int) -> Iterator[tuple[str, int, str, str, Problem]]:
    host = problem.hosts[number]
    for size in STEPS:
        if host.visit_minutes > size:
            minutes = host.visit_minutes - size
            changed = _with(problem, number, replace(host, visit_minutes=minutes))
            yield "visit_shorter", size, f"hosts[{number}].visit_minutes", str(minutes), changed
        windows = tuple(replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in host.windows)
        yield (
            "opening_longer",
            size,
            f"hosts[{number}].windows",
            "",
            _with(problem, number, replace(host, windows=windows)),
        )
        day = replace(problem.day, begin=max(0, problem.day.begin - size), end=min(MIDNIGHT, problem.day.end + size))
        wider = tuple(
            replace(
                each,
                windows=tuple(
                    replace(w, begin=max(0, w.begin - size), end=min(MIDNIGHT, w.end + size)) for w in each.windows
                ),
            )
            for each in problem.delegations
        )
        yield "day_longer", size, "day", f"{day.begin}-{day.end}", replace(problem, day=day, delegations=wider)
    if problem.day.lunch is not None:
        loose = replace(problem, day=replace(problem.day, lunch=None))
        yield "lunch_left_out", problem.day.lunch.minutes, "day.lunch", "null", loose
    yield from _willing(problem, number)


def _willing(problem: Problem, number: int) -> Iterator[tuple[str, int, str, str, Problem]]:
    host = problem.hosts[number]
    if host.most_people is not None:
        for more in sorted({each.people - host.most_people for each in problem.delegations} - {0}):
            if more > 0:
                most = host.most_people + more
                roomy = _with(problem, number, replace(host, most_people=most))
                yield "room_larger", more, f"hosts[{number}].most_people", str(most), roomy
    declined = tuple(pair for pair in problem.declined if pair.host_id != host.id)
    if declined != problem.declined:
        yield "decline_taken_back", 1, "declined", "", replace(problem, declined=declined)
    if problem.travel.closed:
        opened = replace(problem, travel=replace(problem.travel, closed=()))
        yield "road_opened", 1, "travel.closed", "", opened
    if host.may_receive or host.most_visits == 0:
        own = (host.organization_id == each.organization_id for each in problem.hosts)
        roomier = tuple(_one_more(each) if sibling else each for sibling, each in zip(own, problem.hosts, strict=True))
        more_visits = replace(_one_more(host), most_visits=None)
        loose = _with(replace(problem, hosts=roomier), number, more_visits)
        field, to = (
            ("most_visits", "1") if host.most_visits == 0 else ("may_receive", _written(more_visits.may_receive))
        )
        yield "one_more_received", 1, f"hosts[{number}].{field}", to, loose


def _with(problem: Problem, number: int, host: Host) -> Problem:
    hosts = (host if at == number else each for at, each in enumerate(problem.hosts))
    return replace(problem, hosts=tuple(hosts))


def _written(most: dict[str, int]) -> str:
    return msgspec.json.encode(most).decode()


def _one_more(host: Host) -> Host:
    return replace(host, may_receive={quarter: most + 1 for quarter, most in host.may_receive.items()})
