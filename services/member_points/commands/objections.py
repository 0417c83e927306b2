"""Objections to what was published: raised with a reason inside the branch, answered with a reason from above."""

from datetime import date

from services.member_points.commands import loading
from services.member_points.commands.successions import settle_successions
from services.member_points.model import objections, validation
from services.member_points.model.declarations import Declaration
from services.member_points.model.duplicates import SAME_OBJECTION
from services.member_points.model.objections import Objection
from services.member_points.model.rules import answer_due_on, superior_path
from services.member_points.model.years import PointYear
from shared.duplicates import duplicates_of
from shared.events.member_points import (
    DeclarationReturned,
    PointObjectionAnswered,
    PointObjectionRaised,
    ResultsComputed,
)
from shared.lifecycles import require_version
from shared.objections import OPEN, UPHELD
from shared.org_paths import OrgPath
from shared.records import emit, load, load_for_update, take_step
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def object_to_declaration(
    work: UnitOfWork, *, declaration_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Answer[Objection]:
    """Record an objection to a published declaration; it counts for nothing until it is answered."""
    declaration, place = loading.load_as_branch(work, Declaration, declaration_id, expected_version)
    return _raise(work, declaration, place, objections.DECLARATION, reason=reason, on=on)


@command
def object_to_year(
    work: UnitOfWork, *, point_year_id: str, reason: str, on: date | None = None, expected_version: int | None = None
) -> Answer[Objection]:
    """Record an objection to a published annual result; it is not frozen until it is answered."""
    point_year, place = loading.load_as_branch(work, PointYear, point_year_id, expected_version)
    return _raise(work, point_year, place, objections.YEAR, reason=reason, on=on)


@command
def answer_objection(
    work: UnitOfWork,
    *,
    objection_id: str,
    decision: str,
    answer: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Objection:
    """Answer an objection on behalf of the committee above.

    `upheld` gives the declaration back, or has the result computed anew; `dismissed` lets it go on.
    """
    objection, _ = load_for_update(work, Objection, objection_id, settle_successions)
    kind: type[Declaration | PointYear] = Declaration if objection.about == objections.DECLARATION else PointYear
    record = load(work.session, kind, objection.about_id, lock=True)
    superior_id = loading.require_superior(work, record.organization_id)
    require_version(objection.version, expected_version)
    step, words = objection.step_of(work, decision), validation.opinion(answer)
    day = take_step(work, record, step, on, organization_id=superior_id, opinion=words)
    objection.settle(work, decision, words, day)
    objection.organization_id = record.organization_id
    record.version += 1
    emit(work, objection, PointObjectionAnswered)
    if decision == UPHELD:
        record.published_on = record.objections_until = None
        emit(work, record, DeclarationReturned if isinstance(record, Declaration) else ResultsComputed)
    return objection


def _raise(
    work: UnitOfWork, record: Declaration | PointYear, place: OrgPath, about: str, *, reason: str, on: date | None
) -> Answer[Objection]:
    day = take_step(work, record, "object", on)
    objection = Objection(
        district_id=record.district_id,
        id=work.new_id(),
        version=0,
        organization_id=record.organization_id,
        about=about,
        about_id=record.id,
        above_id=superior_path(place)[0],
        year=record.year,
        status=OPEN,
        reason=validation.reason(reason),
        raised_on=day,
        raised_by=work.actor.account_id,
        due_on=answer_due_on(day),
    )
    work.session.add(objection)
    record.version += 1
    emit(work, objection, PointObjectionRaised)
    return Answer(objection, {"warnings": duplicates_of(work, SAME_OBJECTION, objection)})
