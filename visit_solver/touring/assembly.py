"""From tours to a schedule that people read: visits, each group's day with lunch and review, goals, bound and gap."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from visit_solver.goals import Goals, weighted_cost
from visit_solver.orienteering.problem import TourProblem, Tours
from visit_solver.orienteering.timetable import StopVisit
from visit_solver.schedule import Break, DayPlan, PlannedVisit, Schedule, Unplaced
from visit_solver.schedule_assembly import Bounds, SearchResult, build_schedule, difference
from visit_solver.search_control import SearchControl
from visit_solver.touring.routes import stop_visits_of
from visit_solver.touring.tour_instance import TourBound, TourInstance


class TourSolution:
    """Tours that keep every rule, and what they come to; compared by `rank`, the smaller the better."""

    def __init__(self, instance: TourInstance, problem: TourProblem, tours: Tours) -> None:
        self.instance = instance
        self.problem = problem
        self.tours = tours

    @cached_property
    def stop_visits(self) -> list[list[StopVisit]]:
        """Return the timed stops of each vehicle day, lunches among them; the first is waited for at home."""
        return [stop_visits_of(self.problem, vehicle_day, order) for vehicle_day, order in enumerate(self.tours)]

    @cached_property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """Return the visits, by day and time."""
        return tuple(sorted(visit for vehicle_day in range(len(self.tours)) for visit in self._visits(vehicle_day)))

    @cached_property
    def day_plans(self) -> tuple[DayPlan, ...]:
        """Return the days of all groups that visit somebody."""
        plans = [self._day_plan(vehicle_day) for vehicle_day, order in enumerate(self.tours) if order]
        return tuple(sorted(plans, key=lambda plan: (plan.day, plan.leave, plan.delegation_id, plan.vehicle_id or "")))

    @cached_property
    def goals(self) -> Goals:
        """Return the soft goals; those of a pairing stay at 0."""
        visited = {visit.host_id for visit in self.visits}
        lost = sum(host.worth for host in self.instance.hosts if not host.required and host.id not in visited)
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
        """Return how many visits each delegation makes less than it is to make, those with enough left out."""
        lacking = {each.id: each.visits - self.made[each.id] for each in self.instance.problem.delegations}
        return {delegation_id: visits for delegation_id, visits in lacking.items() if visits > 0}

    @cached_property
    def missing(self) -> int:
        """Count required hosts that nobody visits, and visits that delegations still have to make."""
        visited = {visit.host_id for visit in self.visits}
        unvisited = sum(host.required and host.id not in visited for host in self.instance.hosts)
        return unvisited + sum(self.short.values())

    @property
    def objective(self) -> int:
        """The goals times their weights."""
        return weighted_cost(self.goals, self.instance.problem.weights)

    @property
    def keeps_pins(self) -> bool:
        """Return whether every pinned host is visited; who and when is right by construction."""
        return self.instance.pinned.keys() <= {visit.host_id for visit in self.visits}

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Return what schedules are compared by."""
        return not self.keeps_pins, self.missing, self.goals.change, self.objective

    @property
    def _sharing(self) -> int:
        """Pairs of visits of one delegation, of those it is to make, above the fewest that as many visits have."""
        required = [each.visits for each in self.instance.problem.delegations]
        made = [min(each.visits, self.made[each.id]) for each in self.instance.problem.delegations]
        return _pairs(made) - _pairs(evenly(sum(made), required))

    @property
    def _change(self) -> int:
        found = difference(self.instance.problem, self.visits)
        return 0 if found is None else len(found.moved) + len(found.added) + len(found.dropped)

    def _visits(self, vehicle_day: int) -> Iterator[PlannedVisit]:
        group = self.instance.vehicle_days[vehicle_day].group
        for stop_visit, before in self._legs(vehicle_day):
            if stop_visit.stop >= len(self.instance.hosts):
                continue
            host = self.instance.hosts[stop_visit.stop]
            day, begin = self.instance.moment(stop_visit.begins)
            first = stop_visit is self.stop_visits[vehicle_day][0]
            yield PlannedVisit(
                day=day,
                begin=begin,
                delegation_id=group.delegation.id,
                host_id=host.id,
                arrive=begin if first else begin - (stop_visit.begins - stop_visit.arrives),
                end=begin + host.visit_minutes,
                travel_minutes=self.problem.travel[before][self.problem.stops[stop_visit.stop].place],
                people=group.people,
                vehicle_id=group.vehicle_id,
                pinned=host.id in self.instance.pinned,
            )

    def _legs(self, vehicle_day: int) -> Iterator[tuple[StopVisit, int]]:
        place = self.problem.shifts[vehicle_day].start
        for stop_visit in self.stop_visits[vehicle_day]:
            yield stop_visit, place
            place = self.problem.stops[stop_visit.stop].place

    def _day_plan(self, number: int) -> DayPlan:
        vehicle_day, shift, stop_visits = (
            self.instance.vehicle_days[number],
            self.problem.shifts[number],
            self.stop_visits[number],
        )
        legs = [
            self.problem.travel[before][self.problem.stops[stop_visit.stop].place]
            for stop_visit, before in self._legs(number)
        ]
        home = self.problem.travel[self.problem.stops[stop_visits[-1].stop].place][shift.end]
        midnight = self.instance.at(vehicle_day.day, 0)
        leave, back = stop_visits[0].begins - legs[0] - midnight, stop_visits[-1].ends + home - midnight
        delegation, review = vehicle_day.group.delegation, self.instance.problem.day.review_minutes
        return DayPlan(
            delegation_id=delegation.id,
            day=vehicle_day.day,
            leave=leave,
            back=back,
            travel_minutes=sum(legs) + home,
            visits=sum(stop_visit.stop < len(self.instance.hosts) for stop_visit in stop_visits),
            vehicle_id=vehicle_day.group.vehicle_id,
            lunch=self._lunch(number, leave, back + review),
            review=Break(begin=back, end=back + review, place_id=delegation.end_place_id) if review else None,
        )

    def _lunch(self, number: int, leave: int, done: int) -> Break | None:
        """Return lunch on the way where the tour stops for it, else after it where there is time, else before it."""
        lunch, vehicle_day = self.instance.problem.day.lunch, self.instance.vehicle_days[number]
        if lunch is None or not lunch.minutes:
            return None
        midnight = self.instance.at(vehicle_day.day, 0)
        for stop_visit in self.stop_visits[number]:
            if stop_visit.stop >= len(self.instance.hosts):
                place_id = self.instance.places[self.problem.stops[stop_visit.stop].place]
                return Break(begin=stop_visit.begins - midnight, end=stop_visit.ends - midnight, place_id=place_id)
        begin = max(lunch.earliest, done)
        if begin + lunch.minutes <= lunch.latest:
            end_place_id = vehicle_day.group.delegation.end_place_id
            return Break(begin=begin, end=begin + lunch.minutes, place_id=end_place_id)
        begin = min(leave, lunch.latest) - lunch.minutes
        return Break(begin=begin, end=begin + lunch.minutes, place_id=vehicle_day.group.delegation.start_place_id)


def evenly(visits: int, most: Iterable[int]) -> list[int]:
    """Share visits out: nobody has one more before everyone has as many, or as many as they may have."""
    caps, given = sorted(most), list[int]()
    for at, cap in enumerate(caps):
        given.append(min(cap, (visits - sum(given)) // (len(caps) - at)))
    return given


def _pairs(visits: Iterable[int]) -> int:
    return sum(made * (made - 1) // 2 for made in visits)


def assemble(
    instance: TourInstance,
    solution: TourSolution,
    bound: TourBound,
    control: SearchControl,
    unplaced: tuple[Unplaced, ...],
) -> Schedule:
    """Put together the schedule of a tour."""
    found = SearchResult(
        visits=solution.visits,
        day_plans=solution.day_plans,
        goals=solution.goals,
        missing=solution.missing,
        cost=solution.objective,
    )
    least = Bounds(missing=bound.missing, change=bound.change, cost=bound.cost)
    return build_schedule(instance.problem, found, least, control, unplaced)


def solution_of(instance: TourInstance, schedule: Schedule) -> TourSolution:
    """Read the tours of an instance out of its schedule."""
    days = [_day_plan(instance, schedule, at) for at in range(len(instance.vehicle_days))]
    places = {
        at: plan.lunch.place_id if (plan := days[at]) is not None and plan.lunch is not None else instance.places[0]
        for at in instance.lunch_days
    }
    tours = tuple(_order(instance, schedule, at, plan) for at, plan in enumerate(days))
    return TourSolution(instance, instance.tour_problem(places), tours)


def _day_plan(instance: TourInstance, schedule: Schedule, at: int) -> DayPlan | None:
    vehicle_day = instance.vehicle_days[at]
    same = (vehicle_day.group.delegation.id, vehicle_day.group.vehicle_id, vehicle_day.day)
    plans = (plan for plan in schedule.day_plans if (plan.delegation_id, plan.vehicle_id, plan.day) == same)
    return next((plan for plan in plans if vehicle_day.opens <= plan.leave and plan.back <= vehicle_day.closes), None)


def _order(instance: TourInstance, schedule: Schedule, at: int, plan: DayPlan | None) -> tuple[int, ...]:
    if plan is None:
        return ()
    number = {host.id: stop for stop, host in enumerate(instance.hosts)}
    same = (plan.delegation_id, plan.vehicle_id, plan.day)
    steps = [
        (visit.begin, number[visit.host_id])
        for visit in schedule.visits
        if (visit.delegation_id, visit.vehicle_id, visit.day) == same and plan.leave <= visit.begin <= plan.back
    ]
    if at in instance.lunch_days and plan.lunch is not None:
        steps.append((plan.lunch.begin, len(instance.hosts) + instance.lunch_days.index(at)))
    return tuple(stop for _, stop in sorted(steps))
