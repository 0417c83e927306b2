"""An issuer's plan of a year: how many inspections there will be, on which basis; beyond it none is announced."""

from datetime import date

from services.supervision.commands import loading
from services.supervision.model import InspectionPlan, lifecycle, repository, validation
from shared.errors import Conflict, Invalid
from shared.events.supervision import InspectionPlanAmended, InspectionPlanSet
from shared.lifecycles import record_step, step_day
from shared.records import add_record, emit
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def set_plan(
    work: UnitOfWork, *, organization_id: str, year: int, basis: str, quota: int, on: date | None = None
) -> InspectionPlan:
    """Set a district's or street's plan of a year, in force from today or an earlier day; refuses a second one."""
    place = loading.load_issuer(work, organization_id)
    validation.year_at_hand(year, work.today)
    # Of two that set one year's plan at the same moment, the second waits here and then finds the first one's.
    repository.next_number(work.session, place.district_id, organization_id, year, InspectionPlan.event_name)
    if repository.plan_in_force(work.session, organization_id, year) is not None:
        raise Conflict("inspection_plan_exists", year=year)
    plan = InspectionPlan(
        district_id=place.district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        status=lifecycle.IN_FORCE,
        steps=0,
        last_step_on=step_day(work, on),
        year=year,
        basis=validation.line(basis, "basis"),
        used=0,
    )
    plan.set_quota(quota)
    add_record(work, plan, "set")
    emit(work, plan, InspectionPlanSet)
    return plan


@command
def amend_plan(
    work: UnitOfWork,
    *,
    plan_id: str,
    reason: str,
    basis: str | None = None,
    quota: int | None = None,
    expected_version: int | None = None,
) -> InspectionPlan:
    """Change a plan's basis or quota, with a reason; a quota below what is taken is refused."""
    plan, _ = loading.load_for_update(work, InspectionPlan, plan_id, loading.INSPECT, expected_version)
    lifecycle.PLAN.after("amend", plan.status)
    if basis is None and quota is None:
        raise Invalid("nothing_to_change")
    if basis is not None:
        plan.basis = validation.line(basis, "basis")
    if quota is not None:
        plan.set_quota(quota)
    plan.last_step_on = work.today
    record_step(work, plan, "amend", plan.status, on=work.today, opinion=validation.lines(reason, "reason"))
    emit(work, plan, InspectionPlanAmended)
    return plan
