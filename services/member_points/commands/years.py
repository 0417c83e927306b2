"""A branch's year is computed from the ledger, published, and frozen with its rules; people take each step."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import delete, select

from services.member_points.commands import loading
from services.member_points.commands.recording import emit_year, take_step
from services.member_points.commands.successions import settle_successions
from services.member_points.model import ledger, objections, rules, validation
from services.member_points.model.schemes import Scheme, published
from services.member_points.model.years import (
    COMPUTED,
    PointResult,
    PointYear,
    line,
    results_of,
    year_of,
)
from shared import memberships, org_paths
from shared.errors import Conflict
from shared.events.member_points import ResultsComputed, ResultsPublished, YearFrozen
from shared.lifecycles import record_step, require_version, step_day
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.working_days import add_working_days


class Computed(msgspec.Struct, frozen=True):
    """What a computation found: the schemes by member class, and each member's line."""

    schemes: dict[str, Scheme]
    lines: list[PointResult]


@command
def compute_year(work: UnitOfWork, *, organization_id: str, year: int, on: date | None = None) -> dict[str, Any]:
    """Compute a branch's annual result from the ledger, for the first time or again.

    Its members are those on its roll on the year's last day, or on the day it is computed while the year is not over.
    Refuses as Conflict a class of members for which no scheme is published, and a result that is frozen.
    """
    place = loading.at(work, organization_id)
    loading.for_branch(work, place)
    validation.current_year(year, work.today)
    same = (
        PointYear.district_id == place.district_id,
        PointYear.organization_id == organization_id,
        PointYear.year == year,
    )
    found = work.session.scalars(select(PointYear).where(*same).with_for_update()).one_or_none()
    if found is None:
        found = _begun(work, place.district_id, organization_id, year, step_day(work, on))
        record_step(work, found, "compute", None, on=found.last_step_on)
    else:
        take_step(work, found, "compute", on)
    return _keep(work, found)


@command
def publish_results(
    work: UnitOfWork, *, point_year_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that a result is published inside the branch, open to objections for the window."""
    found = _held(work, point_year_id, expected_version)
    found.published_on = take_step(work, found, "publish", on)
    found.objections_until = add_working_days(found.published_on, found.objection_days)
    emit_year(work, found, ResultsPublished)
    return found.shown()


@command
def freeze_year(work: UnitOfWork, *, point_year_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Close a branch's year, on behalf of the  above: nothing is booked in it any more.

    Refuses as Conflict while the window or an objection is open, before the day that the rule pack names, and where the
    ledger or the roll has moved on since the result was computed.
    """
    settle_successions(work)
    found = year_of(work.session, point_year_id, lock=True)
    above = loading.for_above(work, org_paths.load_org_path(work.session, found.organization_id, work.today))
    require_version(found.version, expected_version)
    until = found.objections_until
    found.frozen_on = take_step(work, found, "freeze", organization_id=above)
    first = rules.freezes_from(found.year, work.today)
    if work.today < first:
        raise Conflict("year_not_over", year=found.year, first=first)
    objections.must_be_over(until, work.today)
    objections.must_be_answered(work.session, found.id)
    ledger.hold_books(work.session, found.district_id, [found.year], alone=True)
    now = [result.shown() for result in _compute(work, found, _cut_off(work.today, found.year)).lines]
    if now != [result.shown() for result in results_of(work.session, found)]:
        raise Conflict("results_have_moved")
    emit_year(work, found, YearFrozen)
    return found.shown()


def _held(work: UnitOfWork, point_year_id: str, expected_version: int | None) -> PointYear:
    settle_successions(work)
    found = year_of(work.session, point_year_id, lock=True)
    loading.for_branch(work, org_paths.load_org_path(work.session, found.organization_id, work.today))
    require_version(found.version, expected_version)
    return found


def _begun(work: UnitOfWork, district_id: str, organization_id: str, year: int, day: date) -> PointYear:
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


def _keep(work: UnitOfWork, found: PointYear) -> dict[str, Any]:
    ledger.hold_books(work.session, found.district_id, [found.year])
    found.cut_off_on, found.computed_on = _cut_off(found.last_step_on, found.year), found.last_step_on
    found.published_on = found.objections_until = None
    computed = _compute(work, found, found.cut_off_on)
    found.schemes = {name: scheme.id for name, scheme in computed.schemes.items()}
    found.rule_versions = {name: scheme.rule_version for name, scheme in computed.schemes.items()}
    usual = rules.usual_window(work.today)
    found.objection_days = max((scheme.objection_days for scheme in computed.schemes.values()), default=usual)
    found.count(computed.lines)
    work.session.execute(
        delete(PointResult).where(PointResult.district_id == found.district_id, PointResult.point_year_id == found.id)
    )
    work.session.add_all([found, *computed.lines])
    emit_year(work, found, ResultsComputed)
    return found.shown()


def _compute(work: UnitOfWork, found: PointYear, day: date) -> Computed:
    members = memberships.members_of(work.session, found.organization_id, day)
    exempt = rules.exempt_classes(day)
    known = published(work.session, found.district_id, [found.year])
    in_force = {
        name: known.on(day, name) if name in exempt else known.rules_on(day, name)
        for name in sorted({member.member_class for member in members})
    }
    sums = ledger.sums_of(work.session, found.district_id, [member.member_id for member in members], found.year)
    lines = []
    for member in members:
        pair = in_force[member.member_class]
        said = line(pair[1] if pair else None, sums.get(member.member_id, {}), banded=member.member_class not in exempt)
        key = {"district_id": found.district_id, "point_year_id": found.id, "member_id": member.member_id}
        lines.append(PointResult(**key, year=found.year, member_class=member.member_class, **said))
    return Computed({name: pair[0] for name, pair in in_force.items() if pair}, lines)


def _cut_off(day: date, year: int) -> date:
    return min(day, date(year, 12, 31))
