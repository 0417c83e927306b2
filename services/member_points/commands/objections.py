"""Objections to what was published: raised with a reason inside the branch, answered with a reason from above."""

from datetime import date
from typing import Any

from services.member_points.commands import loading
from services.member_points.commands.recording import above, emit_declaration, emit_objection, emit_year, take_step
from services.member_points.commands.successions import settle_successions
from services.member_points.model import objections, validation
from services.member_points.model.declarations import Declaration, declaration_of
from services.member_points.model.duplicates import SAME_OBJECTION
from services.member_points.model.objections import DISMISSED, UPHELD, Objection, objection_of
from services.member_points.model.rules import answer_due_on
from services.member_points.model.years import PointYear, year_of
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Invalid
from shared.events.member_points import (
    DeclarationReturned,
    PointObjectionAnswered,
    PointObjectionRaised,
    ResultsComputed,
)
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def object_to_declaration(
    work: UnitOfWork, *, declaration_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record an objection to a published declaration; it counts for nothing until it is answered."""
    settle_successions(work)
    found = declaration_of(work.session, declaration_id, lock=True)
    return _raise(work, found, objections.DECLARATION, (reason, on), expected_version)


@command
def object_to_year(
    work: UnitOfWork, *, point_year_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record an objection to a published annual result; it is not frozen until it is answered."""
    settle_successions(work)
    found = year_of(work.session, point_year_id, lock=True)
    return _raise(work, found, objections.YEAR, (reason, on), expected_version)


@command
def answer_objection(
    work: UnitOfWork,
    *,
    objection_id: str,
    decision: str,
    answer: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Return an objection on behalf of the  above.

    `upheld` gives the declaration back, or has the result computed anew; `dismissed` lets it go on.
    """
    settle_successions(work)
    objection = objection_of(work.session, objection_id, lock=True)
    record = _record(work, objection)
    above = loading.for_above(work, org_paths.load_org_path(work.session, record.organization_id, work.today))
    require_version(objection.version, expected_version)
    objection.must_be_open()
    if decision not in {UPHELD, DISMISSED}:
        raise Invalid("answer_unknown", field="decision", known=(UPHELD, DISMISSED))
    words_of_it = validation.opinion(answer)
    step = "uphold" if decision == UPHELD else "dismiss"
    day = take_step(work, record, step, on, organization_id=above, opinion=words_of_it)
    objection.status, objection.answer, objection.answered_on = decision, words_of_it, day
    objection.answered_by, objection.organization_id = work.actor.account_id, record.organization_id
    record.version += 1
    emit_objection(work, objection, PointObjectionAnswered)
    if decision == UPHELD:
        _take_back(work, record)
    return objection.shown()


def _raise(
    work: UnitOfWork,
    record: Declaration | PointYear,
    about: str,
    said: tuple[str, date | None],
    expected_version: int | None,
) -> dict[str, Any]:
    place = org_paths.load_org_path(work.session, record.organization_id, work.today)
    loading.for_branch(work, place)
    require_version(record.version, expected_version)
    reason, on = said
    day = take_step(work, record, "object", on)
    objection = Objection(
        district_id=record.district_id,
        id=work.new_id(),
        version=0,
        organization_id=record.organization_id,
        about=about,
        about_id=record.id,
        above_id=above(place),
        year=record.year,
        status=objections.OPEN,
        reason=validation.reason(reason),
        raised_on=day,
        raised_by=work.actor.account_id,
        due_on=answer_due_on(day),
    )
    work.session.add(objection)
    record.version += 1
    emit_objection(work, objection, PointObjectionRaised)
    return objection.shown() | {"warnings": duplicates_of(work, SAME_OBJECTION, objection)}


def _record(work: UnitOfWork, objection: Objection) -> Declaration | PointYear:
    if objection.about == objections.DECLARATION:
        return declaration_of(work.session, objection.about_id, lock=True)
    return year_of(work.session, objection.about_id, lock=True)


def _take_back(work: UnitOfWork, record: Declaration | PointYear) -> None:
    record.published_on = record.objections_until = None
    if isinstance(record, Declaration):
        emit_declaration(work, record, DeclarationReturned)
    else:
        emit_year(work, record, ResultsComputed)
