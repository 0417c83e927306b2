"""From tours to a schedule that people read: visits, each group's day with lunch and review, goals, bound and gap."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from visit_solver.orienteering.problem import TourProblem, Tours
from visit_solver.orienteering.timetable import Call
from visit_solver.pairing.instance import priced
from visit_solver.schedule import Break, DayPlan, Goals, PlannedVisit, Schedule, Unplaced
from visit_solver.schedule_assembly import Bounds, Found, build_schedule, difference
from visit_solver.search_control import Watch
from visit_solver.touring.routes import calls_of
from visit_solver.touring.tour_instance import Bound, Course


class Toured:
    """Tours that keep every rule, and what they come to; compared by `rank`, the smaller the better."""

    def __init__(self, course: Course, problem: TourProblem, tours: Tours) -> None:
        self.course = course
        self.problem = problem
        self.tours = tours

    @cached_property
    def calls(self) -> list[list[Call]]:
        """Return the calls of each outing, lunches among them; the first is waited for at home."""
        return [calls_of(self.problem, outing, order) for outing, order in enumerate(self.tours)]

    @cached_property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """Return the visits, by day and time."""
        return tuple(sorted(visit for outing in range(len(self.tours)) for visit in self._visits(outing)))

    @cached_property
    def day_plans(self) -> tuple[DayPlan, ...]:
        """Return the days of all groups that visit somebody."""
        plans = [self._day_plan(outing) for outing, order in enumerate(self.tours) if order]
        return tuple(sorted(plans, key=lambda plan: (plan.day, plan.leave, plan.delegation_id, plan.vehicle_id or "")))

    @cached_property
    def goals(self) -> Goals:
        """Return the soft goals; those of a pairing stay at 0."""
        visited = {visit.host_id for visit in self.visits}
        lost = sum(host.worth for host in self.course.hosts if not host.required and host.id not in visited)
        return Goals(
            travel=sum(plan.travel_minutes for plan in self.day_plans),
            unvisited_worth=lost,
            sharing=self._sharing,
            change=self._change,
        )

    @cached_property
    def made(self) -> Counter[str]:
        """Count the visits of each delegation, those of its groups together."""
        return Counter(visit.delegation_id for visit in self.visits)

    @cached_property
    def short(self) -> dict[str, int]:
        """Give how many visits each delegation makes less than it is to make, those with enough left out."""
        lacking = {each.id: each.visits - self.made[each.id] for each in self.course.problem.delegations}
        return {delegation_id: visits for delegation_id, visits in lacking.items() if visits > 0}

    @cached_property
    def missing(self) -> int:
        """Count required hosts that nobody visits, and visits that delegations still have to make."""
        visited = {visit.host_id for visit in self.visits}
        unvisited = sum(host.required and host.id not in visited for host in self.course.hosts)
        return unvisited + sum(self.short.values())

    @property
    def objective(self) -> int:
        """Return the goals with the wishes' weights."""
        return priced(self.goals, self.course.problem)

    @property
    def keeps_pins(self) -> bool:
        """Return whether every pinned host is visited; who and when is right by construction."""
        return self.course.pinned.keys() <= {visit.host_id for visit in self.visits}

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Return what schedules are compared by."""
        return not self.keeps_pins, self.missing, self.goals.change, self.objective

    @property
    def _sharing(self) -> int:
        """Pairs of visits of one delegation, of those it is to make, above the fewest that as many visits have."""
        wished = [each.visits for each in self.course.problem.delegations]
        made = [min(each.visits, self.made[each.id]) for each in self.course.problem.delegations]
        return _pairs(made) - _pairs(evenly(sum(made), wished))

    @property
    def _change(self) -> int:
        found = difference(self.course.problem, self.visits)
        return 0 if found is None else len(found.moved) + len(found.added) + len(found.dropped)

    def _visits(self, outing: int) -> Iterator[PlannedVisit]:
        group = self.course.outings[outing].group
        for call, before in self._legs(outing):
            if call.stop >= len(self.course.hosts):
                continue
            host = self.course.hosts[call.stop]
            day, begin = self.course.moment(call.begins)
            first = call is self.calls[outing][0]
            yield PlannedVisit(
                day=day,
                begin=begin,
                delegation_id=group.delegation.id,
                host_id=host.id,
                arrive=begin if first else begin - (call.begins - call.arrives),
                end=begin + host.visit_minutes,
                travel_minutes=self.problem.travel[before][self.problem.stops[call.stop].place],
                people=group.people,
                vehicle_id=group.vehicle_id,
                pinned=host.id in self.course.pinned,
            )

    def _legs(self, outing: int) -> Iterator[tuple[Call, int]]:
        place = self.problem.shifts[outing].start
        for call in self.calls[outing]:
            yield call, place
            place = self.problem.stops[call.stop].place

    def _day_plan(self, number: int) -> DayPlan:
        outing, shift, calls = self.course.outings[number], self.problem.shifts[number], self.calls[number]
        legs = [self.problem.travel[before][self.problem.stops[call.stop].place] for call, before in self._legs(number)]
        home = self.problem.travel[self.problem.stops[calls[-1].stop].place][shift.end]
        midnight = self.course.at(outing.day, 0)
        leave, back = calls[0].begins - legs[0] - midnight, calls[-1].ends + home - midnight
        delegation, review = outing.group.delegation, self.course.problem.day.review_minutes
        return DayPlan(
            delegation_id=delegation.id,
            day=outing.day,
            leave=leave,
            back=back,
            travel_minutes=sum(legs) + home,
            visits=sum(call.stop < len(self.course.hosts) for call in calls),
            vehicle_id=outing.group.vehicle_id,
            lunch=self._lunch(number, leave, back + review),
            review=Break(begin=back, end=back + review, place_id=delegation.end_place_id) if review else None,
        )

    def _lunch(self, number: int, leave: int, done: int) -> Break | None:
        """On the way where the outing stops for it; else once it is back, where there is time, or before it leaves."""
        lunch, outing = self.course.problem.day.lunch, self.course.outings[number]
        if lunch is None or not lunch.minutes:
            return None
        midnight = self.course.at(outing.day, 0)
        for call in self.calls[number]:
            if call.stop >= len(self.course.hosts):
                place_id = self.course.places[self.problem.stops[call.stop].place]
                return Break(begin=call.begins - midnight, end=call.ends - midnight, place_id=place_id)
        begin = max(lunch.earliest, done)
        if begin + lunch.minutes <= lunch.latest:
            end_place_id = outing.group.delegation.end_place_id
            return Break(begin=begin, end=begin + lunch.minutes, place_id=end_place_id)
        begin = min(leave, lunch.latest) - lunch.minutes
        return Break(begin=begin, end=begin + lunch.minutes, place_id=outing.group.delegation.start_place_id)


def evenly(visits: int, most: Iterable[int]) -> list[int]:
    """Share visits out: nobody has one more before everyone has as many, or as many as they may have."""
    caps, given = sorted(most), list[int]()
    for at, cap in enumerate(caps):
        given.append(min(cap, (visits - sum(given)) // (len(caps) - at)))
    return given


def _pairs(visits: Iterable[int]) -> int:
    return sum(made * (made - 1) // 2 for made in visits)


def assemble(course: Course, toured: Toured, bound: Bound, watch: Watch, unplaced: tuple[Unplaced, ...]) -> Schedule:
    """Put together the schedule of a tour."""
    found = Found(
        visits=toured.visits,
        day_plans=toured.day_plans,
        goals=toured.goals,
        missing=toured.missing,
        cost=toured.objective,
    )
    least = Bounds(missing=bound.missing, change=bound.change, cost=bound.cost)
    return build_schedule(course.problem, found, least, watch, unplaced)


def toured_again(course: Course, schedule: Schedule) -> Toured:
    """Read the tours of a course out of its schedule."""
    days = [_day_plan(course, schedule, at) for at in range(len(course.outings))]
    places = {
        at: plan.lunch.place_id if (plan := days[at]) is not None and plan.lunch is not None else course.places[0]
        for at in course.lunchers
    }
    tours = tuple(_order(course, schedule, at, plan) for at, plan in enumerate(days))
    return Toured(course, course.tour_problem(places), tours)


def _day_plan(course: Course, schedule: Schedule, at: int) -> DayPlan | None:
    outing = course.outings[at]
    same = (outing.group.delegation.id, outing.group.vehicle_id, outing.day)
    plans = (plan for plan in schedule.day_plans if (plan.delegation_id, plan.vehicle_id, plan.day) == same)
    return next((plan for plan in plans if outing.opens <= plan.leave and plan.back <= outing.closes), None)


def _order(course: Course, schedule: Schedule, at: int, plan: DayPlan | None) -> tuple[int, ...]:
    if plan is None:
        return ()
    number = {host.id: stop for stop, host in enumerate(course.hosts)}
    same = (plan.delegation_id, plan.vehicle_id, plan.day)
    steps = [
        (visit.begin, number[visit.host_id])
        for visit in schedule.visits
        if (visit.delegation_id, visit.vehicle_id, visit.day) == same and plan.leave <= visit.begin <= plan.back
    ]
    if at in course.lunchers and plan.lunch is not None:
        steps.append((plan.lunch.begin, len(course.hosts) + course.lunchers.index(at)))
    return tuple(stop for _, stop in sorted(steps))
