"""From a schedule that was put together back to the tours that it came from."""

from services.observation_visits.model.schedules import DayPlan, Schedule
from services.observation_visits.planner.touring.assembly import Toured
from services.observation_visits.planner.touring.course import Course


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
