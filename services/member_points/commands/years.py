"""A branch's year is computed from the ledger, published, and frozen with its rules; people take each step."""

from datetime import date

import msgspec
from sqlalchemy import delete, select

from services.member_points.commands import loading
from services.member_points.model import ledger, rules, validation
from services.member_points.model.objections import Objection
from services.member_points.model.schemes import Scheme, published
from services.member_points.model.years import COMPUTED, PointResult, PointYear, line, results_of
from shared import memberships, objections
from shared.errors import Conflict
from shared.events.member_points import ResultsComputed, ResultsPublished, YearFrozen
from shared.lifecycles import record_step, step_day
from shared.records import emit, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import to_view
from shared.working_days import add_working_days


class Computed(msgspec.Struct, frozen=True):
    """What a computation found: the schemes by member class, and each member's line."""

    schemes: dict[str, Scheme]
    lines: list[PointResult]


@command
def compute_year(work: UnitOfWork, *, organization_id: str, year: int, on: date | None = None) -> PointYear:
    """Compute a branch's annual result from the ledger, for the first time or again.

    Its members are those on its roll on the year's last day, or on the day it is computed while the year is not over.
    Refuses as Conflict a class of members for which no scheme is published, and a result that is frozen.
    """
    place = loading.load_place(work, organization_id)
    work.actor.require(loading.MANAGE, place.path)
    validation.current_year(year, work.today)
    same_year = (
        PointYear.district_id == place.district_id,
        PointYear.organization_id == organization_id,
        PointYear.year == year,
    )
    point_year = work.session.scalars(select(PointYear).where(*same_year).with_for_update()).one_or_none()
    if point_year is None:
        point_year = _new_year(work, place.district_id, organization_id, year, step_day(work, on))
        record_step(work, point_year, "compute", None, on=point_year.last_step_on)
    else:
        take_step(work, point_year, "compute", on)
    return _store_computed(work, point_year)


@command
def publish_results(
    work: UnitOfWork, *, point_year_id: str, on: date | None = None, expected_version: int | None = None
) -> PointYear:
    """Record that a result is published inside the branch, open to objections for the window."""
    point_year, _ = loading.load_as_branch(work, PointYear, point_year_id, expected_version)
    point_year.published_on = take_step(work, point_year, "publish", on)
    point_year.objections_until = add_working_days(point_year.published_on, point_year.objection_days)
    emit(work, point_year, ResultsPublished)
    return point_year


@command
def freeze_year(work: UnitOfWork, *, point_year_id: str, expected_version: int | None = None) -> PointYear:
    """Close a branch's year, on behalf of the committee above: nothing is booked in it any more.

    Refuses as Conflict while the window or an objection is open, before the day that the rule pack names, and where the
    ledger or the roll has moved on since the result was computed.
    """
    point_year, place = loading.load_as_superior(work, PointYear, point_year_id, expected_version)
    superior_id = rules.superior_path(place)[0]
    point_year.frozen_on = take_step(work, point_year, "freeze", organization_id=superior_id)
    first = rules.freezes_from(point_year.year, work.today)
    if work.today < first:
        raise Conflict("year_not_over", year=point_year.year, first=first)
    objections.must_be_over(point_year.objections_until, work.today)
    objections.must_be_answered(work.session, Objection, point_year.id)
    ledger.lock_ledger(work.session, point_year.district_id, [point_year.year], alone=True)
    computed = _compute(work, point_year, _cut_off(work.today, point_year.year)).lines
    stored = results_of(work.session, point_year)
    if [to_view(result, work) for result in computed] != [to_view(result, work) for result in stored]:
        raise Conflict("results_have_moved")
    emit(work, point_year, YearFrozen)
    return point_year


def _new_year(work: UnitOfWork, district_id: str, organization_id: str, year: int, day: date) -> PointYear:
    return PointYear(
        district_id=district_id,
        id=work.new_id(),
        version=0,
        organization_id=organization_id,
        year=year,
        status=COMPUTED,
        steps=0,
        last_step_on=day,
    )


def _store_computed(work: UnitOfWork, point_year: PointYear) -> PointYear:
    ledger.lock_ledger(work.session, point_year.district_id, [point_year.year])
    point_year.computed_on = point_year.last_step_on
    point_year.cut_off_on = _cut_off(point_year.computed_on, point_year.year)
    point_year.published_on = point_year.objections_until = None
    computed = _compute(work, point_year, point_year.cut_off_on)
    point_year.schemes = {name: scheme.id for name, scheme in computed.schemes.items()}
    point_year.rule_versions = {name: scheme.rule_version for name, scheme in computed.schemes.items()}
    usual = rules.usual_window(work.today)
    point_year.objection_days = max((scheme.objection_days for scheme in computed.schemes.values()), default=usual)
    point_year.count(computed.lines)
    own = PointResult.district_id == point_year.district_id, PointResult.point_year_id == point_year.id
    work.session.execute(delete(PointResult).where(*own))
    work.session.add_all([point_year, *computed.lines])
    emit(work, point_year, ResultsComputed)
    return point_year


def _compute(work: UnitOfWork, point_year: PointYear, day: date) -> Computed:
    members = memberships.members_of(work.session, point_year.organization_id, day)
    exempt = rules.exempt_classes(day)
    schemes = published(work.session, point_year.district_id, [point_year.year])
    in_force = {
        name: schemes.on(day, name) if name in exempt else schemes.rules_on(day, name)
        for name in sorted({member.member_class for member in members})
    }
    member_ids = [member.member_id for member in members]
    sums = ledger.sums_of(work.session, point_year.district_id, member_ids, point_year.year)
    lines = []
    for member in members:
        pair, banded = in_force[member.member_class], member.member_class not in exempt
        columns = line(pair[1] if pair else None, sums.get(member.member_id, {}), banded=banded)
        key = {"district_id": point_year.district_id, "point_year_id": point_year.id, "member_id": member.member_id}
        lines.append(PointResult(**key, year=point_year.year, member_class=member.member_class, **columns))
    return Computed({name: pair[0] for name, pair in in_force.items() if pair}, lines)


def _cut_off(day: date, year: int) -> date:
    return min(day, date(year, 12, 31))
