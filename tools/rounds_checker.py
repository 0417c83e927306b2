"""Every hard rule of a round, asked of a finished schedule; written from the glossary, sharing no code of the planner.

`violations(problem, schedule)` gives sentences; none means that the schedule can be held as it stands.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from visit_solver.problem import Delegation, Host, Problem
from visit_solver.schedule import DayPlan, PlannedVisit, Schedule

Stretch = tuple[int, int]
"""Minutes of a day, from one to another."""


def violations(problem: Problem, schedule: Schedule) -> list[str]:
    """State every hard rule that a schedule breaks."""
    return [sentence for check in CHECKS for sentence in check(problem, schedule)]


def minutes_between(problem: Problem, here: str, there: str) -> int | None:
    """Return the whole minutes of a way, None where it is closed or unknown."""
    if any((road.from_place_id, road.to_place_id) == (here, there) for road in problem.travel.closed):
        return None
    if here == there:
        return 0
    order = [place.id for place in problem.places]
    if problem.travel.matrix is not None:
        return math.ceil(round(problem.travel.matrix[order.index(here)][order.index(there)], 6))
    one, other = (problem.places[order.index(each)] for each in (here, there))
    lat1, lat2 = (math.radians(each.latitude or 0) for each in (one, other))
    angle = math.radians((other.longitude or 0) - (one.longitude or 0))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(angle / 2) ** 2
    kilometres = 2 * 6371 * math.asin(min(1, math.sqrt(chord))) * problem.travel.factor
    return math.ceil(round(kilometres / problem.travel.kilometres_per_hour * 60, 6))


def hosts_and_delegations(problem: Problem) -> tuple[dict[str, Host], dict[str, Delegation]]:
    """Return hosts and delegations by their ids."""
    return {host.id: host for host in problem.hosts}, {each.id: each for each in problem.delegations}


def _known_and_allowed(problem: Problem, schedule: Schedule) -> Iterator[str]:
    hosts, delegations = hosts_and_delegations(problem)
    declined = {(pair.delegation_id, pair.host_id, pair.day) for pair in problem.declined}
    for visit in schedule.visits:
        if visit.host_id not in hosts or visit.delegation_id not in delegations:
            yield f"{visit} names nobody of this round"
            continue
        host, delegation = hosts[visit.host_id], delegations[visit.delegation_id]
        if problem.kind == "pairing" and host.organization_id == delegation.organization_id:
            yield f"{visit}: an organization visits itself"
        if any((visit.delegation_id, visit.host_id, day) in declined for day in (None, visit.day)):
            yield f"{visit}: declined"
        same = host.street_id == delegation.street_id
        if problem.kind == "pairing" and problem.rules.between == "same_street" and not same:
            yield f"{visit}: leaves the street in an internal round"
        if problem.kind == "pairing" and problem.rules.between == "other_street" and same:
            yield f"{visit}: stays in the street in a cross round"


def _inside_opening(problem: Problem, schedule: Schedule) -> Iterator[str]:
    hosts, _ = hosts_and_delegations(problem)
    for visit in schedule.visits:
        host = hosts[visit.host_id]
        if visit.end - visit.begin != host.visit_minutes:
            yield f"{visit}: not as long as a visit takes"
        if not any(w.day == visit.day and w.begin <= visit.begin and visit.end <= w.end for w in host.windows):
            yield f"{visit}: outside the opening hours"
        if visit.arrive > visit.begin:
            yield f"{visit}: begins before it arrives"


def _room_and_seats(problem: Problem, schedule: Schedule) -> Iterator[str]:
    hosts, delegations = hosts_and_delegations(problem)
    for visit in schedule.visits:
        host, delegation = hosts[visit.host_id], delegations[visit.delegation_id]
        seats = {vehicle.id: vehicle.seats for vehicle in delegation.vehicles}
        if host.most_people is not None and visit.people > host.most_people:
            yield f"{visit}: more people than fit in"
        if delegation.splits:
            if visit.people > seats.get(visit.vehicle_id or "", 0):
                yield f"{visit}: more people than seats"
        elif visit.people != delegation.people or (seats and visit.people > sum(seats.values())):
            yield f"{visit}: not the whole delegation, or more people than seats"
    for delegation in problem.delegations:
        groups = {v.vehicle_id: v.people for v in schedule.visits if v.delegation_id == delegation.id}
        if delegation.splits and len(groups) == len(delegation.vehicles) and sum(groups.values()) != delegation.people:
            yield f"{delegation.id}: the groups are not the delegation"


def _crowding(problem: Problem, schedule: Schedule) -> Iterator[str]:
    hosts, _ = hosts_and_delegations(problem)
    of_host = defaultdict(list)
    for visit in schedule.visits:
        of_host[visit.host_id].append(visit)
    for host_id, visits in of_host.items():
        host = hosts[host_id]
        for visit in visits:
            there = [v for v in visits if v.day == visit.day and v.begin <= visit.begin < v.end]
            if len(there) > host.together:
                yield f"{host_id}: {len(there)} delegations at once on {visit.day} at {visit.begin}"
            if host.most_people is not None and sum(v.people for v in there) > host.most_people:
                yield f"{host_id}: too many people at once on {visit.day} at {visit.begin}"


def _caps(problem: Problem, schedule: Schedule) -> Iterator[str]:
    hosts, delegations = hosts_and_delegations(problem)
    received, by_quarter, pairs = Counter[str](), Counter[tuple[str, str]](), set()
    for visit in schedule.visits:
        received[visit.host_id] += 1
        by_quarter[hosts[visit.host_id].organization_id, f"{visit.day.year}Q{1 + (visit.day.month - 1) // 3}"] += 1
        if (visit.delegation_id, visit.host_id) in pairs:
            yield f"{visit}: the same pair twice"
        pairs.add((visit.delegation_id, visit.host_id))
    for host_id, count in received.items():
        most = hosts[host_id].most_visits
        if most is not None and count > most:
            yield f"{host_id}: visited {count} times, at most {most}"
        if problem.kind == "tour" and count > 1:
            yield f"{host_id}: visited {count} times on tours"
    for (organization_id, quarter), count in by_quarter.items():
        own = [host.may_receive for host in hosts.values() if host.organization_id == organization_id]
        most = min((may_receive[quarter] for may_receive in own if quarter in may_receive), default=count)
        if count > most:
            yield f"{organization_id}: {count} visits in {quarter}, at most {most} to all of its stops"
    for delegation in delegations.values():
        made = sum(visit.delegation_id == delegation.id for visit in schedule.visits)
        if problem.kind == "pairing" and made > delegation.visits:
            yield f"{delegation.id}: makes {made} visits, has to make {delegation.visits}"


def trip_of(problem: Problem, visit: PlannedVisit) -> Stretch | None:
    """Return when a pairing's visit takes its delegation away from and until, review included."""
    hosts, delegations = hosts_and_delegations(problem)
    host, delegation = hosts[visit.host_id], delegations[visit.delegation_id]
    out = minutes_between(problem, delegation.start_place_id, host.place_id)
    back = minutes_between(problem, host.place_id, delegation.end_place_id)
    if out is None or back is None:
        return None
    return visit.begin - out, visit.end + back + problem.day.review_minutes


def _trips(problem: Problem, schedule: Schedule) -> Iterator[str]:
    if problem.kind != "pairing":
        return
    _, delegations = hosts_and_delegations(problem)
    for visit in schedule.visits:
        away = trip_of(problem, visit)
        if away is None:
            yield f"{visit}: no road"
            continue
        if not any(begin <= away[0] and away[1] <= end for begin, end in hours(problem, delegations, visit)):
            yield f"{visit}: away {away} outside the delegation's hours"
        lunch = problem.day.lunch
        if lunch is not None and not (
            lunch.earliest + lunch.minutes <= away[0] or away[1] + lunch.minutes <= lunch.latest
        ):
            yield f"{visit}: no time for lunch beside {away}"
    for one, other in combinations(schedule.visits, 2):
        if one.delegation_id == other.delegation_id and one.day == other.day:
            yield f"{one} and {other}: two trips on one day"


def hours(problem: Problem, delegations: dict[str, Delegation], visit: PlannedVisit | DayPlan) -> Iterator[Stretch]:
    """Return the stretches of a day in which a delegation may be under way."""
    own = delegations[visit.delegation_id].windows
    for window in own:
        if window.day == visit.day:
            yield max(problem.day.begin, window.begin), min(problem.day.end, window.end)
    if not own and visit.day in problem.days:
        yield problem.day.begin, problem.day.end


def _nobody_hosts_while_travelling(problem: Problem, schedule: Schedule) -> Iterator[str]:
    if problem.kind != "pairing":
        return
    hosts, delegations = hosts_and_delegations(problem)
    for one in schedule.visits:
        away = trip_of(problem, one)
        for other in schedule.visits:
            same = delegations[one.delegation_id].organization_id == hosts[other.host_id].organization_id
            if same and away and one.day == other.day and away[0] < other.end and other.begin < away[1]:
                yield f"{one.delegation_id} is away {away} on {one.day} while its organization receives {other}"


def tours(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Every group's day: leave, drive, wait, visit, eat, drive home, review, all inside its hours and never at once."""
    if problem.kind != "tour":
        return
    _, delegations = hosts_and_delegations(problem)
    of_group, planned = defaultdict(list), set[tuple[str, str]]()
    for visit in schedule.visits:
        of_group[visit.delegation_id, visit.vehicle_id, visit.day].append(visit)
    for plan in schedule.day_plans:
        delegation = delegations[plan.delegation_id]
        own = [v for v in of_group[plan.delegation_id, plan.vehicle_id, plan.day] if plan.leave <= v.begin < plan.back]
        planned.update((v.delegation_id, v.host_id) for v in own)
        review = plan.back + problem.day.review_minutes
        if not any(begin <= plan.leave and review <= end for begin, end in hours(problem, delegations, plan)):
            yield f"{plan}: not inside the hours"
        if problem.day.review_minutes and (
            plan.review is None or plan.review.begin < plan.back or plan.review.end != review
        ):
            yield f"{plan}: no review after the return"
        yield from driven(problem, plan, delegation, sorted(own))
    for visit in schedule.visits:
        if (visit.delegation_id, visit.host_id) not in planned:
            yield f"{visit}: on no day plan"


def driven(problem: Problem, plan: DayPlan, delegation: Delegation, visits: list[PlannedVisit]) -> Iterator[str]:
    """Drives a day step by step, lunch included, and says where the clock does not allow it."""
    hosts, _ = hosts_and_delegations(problem)
    steps = [(v.begin, v.end, hosts[v.host_id].place_id) for v in visits]
    lunch, wanted = plan.lunch, problem.day.lunch
    if wanted is not None and wanted.minutes:
        if lunch is None or lunch.end - lunch.begin < wanted.minutes:
            yield f"{plan}: no lunch, or too short a one"
            return
        if lunch.begin < wanted.earliest or lunch.end > wanted.latest:
            yield f"{plan}: lunch at no time for lunch"
        if plan.leave < lunch.end and lunch.begin < plan.back:
            steps = sorted([*steps, (lunch.begin, lunch.end, lunch.place_id)])
            if wanted.place_id not in {None, lunch.place_id}:
                yield f"{plan}: lunch elsewhere than it is served"
        elif plan.back <= lunch.begin < plan.back + problem.day.review_minutes:
            yield f"{plan}: lunch during the review"
    now, place, travel = plan.leave, delegation.start_place_id, 0
    for begin, end, there in [*steps, (plan.back, plan.back, delegation.end_place_id)]:
        way = minutes_between(problem, place, there)
        if way is None or now + way > begin:
            yield f"{plan}: from {place} at {now} it takes {way} minutes, too late for {there} at {begin}"
            return
        now, place, travel = end, there, travel + way
    if travel != plan.travel_minutes:
        yield f"{plan}: {travel} minutes of travel, told otherwise"


def _no_reciprocal_week(problem: Problem, schedule: Schedule) -> Iterator[str]:
    if problem.kind != "pairing" or not problem.rules.reciprocal_apart:
        return
    hosts, delegations = hosts_and_delegations(problem)
    seen: dict[tuple[str, str, date], list[PlannedVisit]] = defaultdict(list)
    for visit in schedule.visits:
        monday = visit.day - timedelta(days=visit.day.weekday())
        visitor = delegations[visit.delegation_id].organization_id
        host = hosts[visit.host_id].organization_id
        for other in seen[host, visitor, monday]:
            yield f"{visit} and {other} are reciprocal in one week"
        seen[visitor, host, monday].append(visit)


def beside_other_rounds(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Return what other rounds take of a host or of a delegation, and whom they let visit whom in these weeks."""
    hosts, delegations = hosts_and_delegations(problem)
    for visit in schedule.visits:
        host, delegation = hosts[visit.host_id], delegations[visit.delegation_id]
        away = trip_of(problem, visit) if problem.kind == "pairing" else None
        for plan in schedule.day_plans if away is None else ():
            own = (plan.delegation_id, plan.vehicle_id, plan.day) == (visit.delegation_id, visit.vehicle_id, visit.day)
            if own and plan.leave <= visit.begin <= plan.back:
                away = plan.leave, plan.back + problem.day.review_minutes
        both = [(host.taken, (visit.begin, visit.end)), *([(delegation.taken, away)] if away else [])]
        for taken_of, (begin, end) in both:
            for taken in taken_of:
                if taken.day == visit.day and begin < taken.end and taken.begin < end:
                    yield f"{visit}: {taken} of another round"
        for met in problem.met if problem.rules.reciprocal_apart else ():
            mutual = met.visiting_organization_id == host.organization_id
            mutual = mutual and met.organization_id == delegation.organization_id
            if mutual and met.day.isocalendar()[:2] == visit.day.isocalendar()[:2]:
                yield f"{visit}: returns {met} in one week"


def one_vehicle_in_one_place(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Check that a vehicle is out with one delegation at a time."""
    if problem.kind != "pairing":
        return
    _, delegations = hosts_and_delegations(problem)
    for one, other in combinations(schedule.visits, 2):
        known = [{v.known_as for v in delegations[each.delegation_id].vehicles} - {""} for each in (one, other)]
        if one.delegation_id != other.delegation_id and known[0] & known[1] and one.day == other.day:
            first, second = trip_of(problem, one), trip_of(problem, other)
            if first and second and first[0] < second[1] and second[0] < first[1]:
                yield f"{one} and {other} by one vehicle"


def pins(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """State which fixed visits are not in the schedule."""
    for pin in problem.pins:
        if not any(
            (visit.delegation_id, visit.host_id) == (pin.delegation_id, pin.host_id)
            and pin.day in {None, visit.day}
            and pin.begin in {None, visit.begin}
            for visit in schedule.visits
        ):
            yield f"{pin} is not kept"


def said_of_the_missing(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Check that exactly the visits that are not placed are reported as missing."""
    visited = {visit.host_id for visit in schedule.visits}
    told = {(each.kind, each.id): each for each in schedule.unplaced}
    missing = 0
    for host in problem.hosts:
        left_out = host.id not in visited
        missing += host.required and left_out
        if left_out != (("host", host.id) in told):
            yield f"{host.id}: visited or told, not both"
    for delegation in problem.delegations:
        short = delegation.visits - sum(visit.delegation_id == delegation.id for visit in schedule.visits)
        missing += max(0, short)
        if (short > 0) != (("delegation", delegation.id) in told):
            yield f"{delegation.id}: {short} visits short, told otherwise"
    if missing != schedule.missing:
        yield f"{missing} are missing, {schedule.missing} are said to be"
    proven = sum(each.missing for each in schedule.unplaced if each.proven and each.required)
    if not proven <= schedule.missing_bound <= missing:
        yield f"{proven} are proven to be missing, the bound says {schedule.missing_bound}"


def explained(_problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Check that a relaxation is there or the reason why there is none, and that a schedule has its reasons."""
    for each in schedule.unplaced:
        if (each.relaxation is not None) != (each.relaxation_state == "found"):
            yield f"{each.id}: a relaxation, and it is said that there is none, or none and nothing said"
        if bool(each.excluded_by) != (each.reasons_state == "computed"):
            yield f"{each.id}: reasons, and it is said that there are none, or none and nothing said"


CHECKS = [
    _known_and_allowed,
    _inside_opening,
    _room_and_seats,
    _crowding,
    _caps,
    _trips,
    _nobody_hosts_while_travelling,
    _no_reciprocal_week,
    beside_other_rounds,
    one_vehicle_in_one_place,
    tours,
    pins,
    said_of_the_missing,
    explained,
]
