"""Transfer of open declarations to the heir or with the member when an organization ends; the ledger stays.

A merger may be told long before the day it takes effect: it is kept, and carried out by the first thing that happens in
this service on or after that day; nothing waits for a timer.
"""

from datetime import date

from sqlalchemy import select

from services.member_points.model import declarations, years
from services.member_points.model.declarations import Declaration
from services.member_points.model.objections import Objection
from services.member_points.model.rules import superior_path
from services.member_points.model.years import PointYear
from shared import memberships, org_paths, reorganizations
from shared.events.member_points import DeclarationCarried, PointObjectionCarried, PointObjectionEnded, YearEnded
from shared.events.organizations import MemberTransferredIn, TreeChanged
from shared.lifecycles import record_step
from shared.objections import ENDED, open_objections_to
from shared.records import emit
from shared.reorganizations import Settled, Succession
from shared.unit_of_work import UnitOfWork


def hand_on_points(work: UnitOfWork, event: TreeChanged) -> None:
    """Pass on, from a day on, what an ended organization still had to do; nothing is removed.

    What members earned there stays earned there. A declaration under way is a person's, so it goes on whatever is said
    of other records: under the heir, or where there is none under the member's own organization.
    """
    reorganizations.store_successions(work.session, reorganizations.successions_of(event, "points"))
    settle_successions(work)


def settle_successions(work: UnitOfWork) -> Settled:
    """Apply the successions due by today, as the system actor."""
    return reorganizations.hand_over(work, "member_points", _settle)


def end_objections(work: UnitOfWork, about_id: str, on: date | None = None) -> None:
    """End the unanswered objections to something that ends, today unless an earlier day is named."""
    for objection in open_objections_to(work.session, Objection, about_id):
        objection.status = ENDED
        emit(work, objection, PointObjectionEnded, effective_on=on)


def move_declarations(work: UnitOfWork, event: MemberTransferredIn) -> None:
    """Transfer a member's declarations in an ended organization to the member's present one.

    The tree and the rolls are told in two orders: without an heir, whichever is heard last knows both.
    """
    left = Declaration.member_id == event.member_id, Declaration.organization_id == event.from_organization_id
    query = select(Declaration).where(*left, Declaration.status.in_(declarations.OPEN)).order_by(Declaration.id)
    for declaration in work.session.scalars(query.with_for_update()).all():
        if not org_paths.is_open(work.session, declaration.organization_id, work.today):
            record_step(work, declaration, "carry", declaration.status, on=event.effective_on)
            _carry(work, declaration, event.organization_id, event.from_organization_id, event.effective_on)


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _carry_declarations(work, succession)
    _end_years(work, succession)


def _carry_declarations(work: UnitOfWork, succession: Succession) -> None:
    here = Declaration.organization_id == succession.organization_id, Declaration.status.in_(declarations.OPEN)
    query = select(Declaration).where(*here).order_by(Declaration.id)
    for declaration in work.session.scalars(query.with_for_update()):
        membership = memberships.membership_of(work.session, declaration.member_id, work.today)
        own = membership.organization_id if membership is not None else declaration.organization_id
        heir_id = succession.heir_id or own
        if heir_id != declaration.organization_id:
            record_step(work, declaration, "carry", declaration.status, on=succession.effective_on)
            _carry(work, declaration, heir_id, succession.organization_id, succession.effective_on)


def _carry(work: UnitOfWork, declaration: Declaration, heir_id: str, ended_id: str, day: date) -> None:
    superior_id = superior_path(org_paths.load_org_path(work.session, heir_id, work.today))[0]
    declaration.organization_id, declaration.above_id = heir_id, superior_id if declaration.above_id else None
    emit(work, declaration, DeclarationCarried, from_organization_id=ended_id)
    for objection in open_objections_to(work.session, Objection, declaration.id):
        objection.organization_id, objection.above_id = heir_id, superior_id
        emit(work, objection, PointObjectionCarried, from_organization_id=ended_id, effective_on=day)


def _end_years(work: UnitOfWork, succession: Succession) -> None:
    here = PointYear.organization_id == succession.organization_id, PointYear.status.in_(years.OPEN)
    for point_year in work.session.scalars(select(PointYear).where(*here).order_by(PointYear.id).with_for_update()):
        before, point_year.status = point_year.status, years.ENDED
        record_step(work, point_year, "end", before, on=succession.effective_on)
        emit(work, point_year, YearEnded)
        end_objections(work, point_year.id, succession.effective_on)
