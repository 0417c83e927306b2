"""Itinerary of a round, upserted at each publication of its schedule."""

import msgspec
from sqlalchemy import select

from services.observation_visits.model import ItineraryDay, PlanningJob, Round, repository
from services.observation_visits.model.calendar_entries import follow_day
from services.observation_visits.model.itineraries import Plan, plan_of
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from visit_solver.problem import Problem
from visit_solver.schedule import DayPlan, Schedule


def upsert_itinerary(work: UnitOfWork, round_: Round, schedule: Schedule) -> None:
    """Upsert every delegation's days as published; days that are gone are marked as no longer valid."""
    work.session.flush()
    before = {row.key: row for row in repository.itinerary_of(work.session, round_)}
    problem, numbers = problem_of_proposal(work, round_), dict[tuple[object, ...], int]()
    published = set()
    for day_plan in sorted(schedule.day_plans, key=lambda plan: (plan.day, plan.leave)):
        group = (day_plan.delegation_id, day_plan.vehicle_id, day_plan.day)
        number = numbers[group] = numbers.get(group, 0) + 1
        plan = plan_of(day_plan, schedule, problem, round_.proposed_places or {})
        row = before.get((*group, number))
        if row is None:
            row = _new_day(work, round_, day_plan, number)
        _set(row, round_, day_plan, plan)
        published.add(row.key)
    for key, row in before.items():
        row.stands = key in published
    work.session.flush()
    for row in repository.itinerary_of(work.session, round_):
        follow_day(work.session, row, new=row.calendar_digest is None)


def _new_day(work: UnitOfWork, round_: Round, day_plan: DayPlan, number: int) -> ItineraryDay:
    row = ItineraryDay(
        district_id=round_.district_id,
        id=work.new_id(),
        round_id=round_.id,
        delegation_id=day_plan.delegation_id,
        vehicle_id=day_plan.vehicle_id,
        day=day_plan.day,
        number=number,
        sequence=0,
    )
    work.session.add(row)
    return row


def _set(row: ItineraryDay, round_: Round, day_plan: DayPlan, plan: Plan) -> None:
    row.schedule_revision, row.stands = round_.schedule_revision, True
    row.leaves, row.back = day_plan.leave, day_plan.back
    row.plan = msgspec.to_builtins(plan)


def problem_of_proposal(work: UnitOfWork, round_: Round) -> Problem:
    """Return the problem that a round's newest schedule was computed for."""
    query = select(PlanningJob.problem).where(
        PlanningJob.district_id == round_.district_id,
        PlanningJob.round_id == round_.id,
        PlanningJob.result.is_not(None),
    )
    newest = work.session.scalars(query.order_by(PlanningJob.finished_at.desc(), PlanningJob.id).limit(1)).one()
    return msgspec.json.decode(newest, type=prepared(Problem))
