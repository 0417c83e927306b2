"""Transfer of open declarations to the heir or with the member when an organization ends; the ledger stays.

A merger may be told long before the day it takes effect: it is kept, and carried out by the first thing that happens in
this service on or after that day; nothing waits for a timer.
"""

from sqlalchemy import select

from services.member_points.commands.recording import above, emit_declaration, emit_objection, emit_year, end_objections
from services.member_points.model import declarations, years
from services.member_points.model.declarations import Declaration
from services.member_points.model.objections import open_objections_to
from services.member_points.model.years import PointYear
from shared import memberships, org_paths, reorganizations
from shared.events.member_points import DeclarationCarried, PointObjectionCarried, YearEnded
from shared.events.organizations import MemberTransferredIn, TreeChanged
from shared.lifecycles import record_step
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


def _settle(work: UnitOfWork, succession: Succession) -> None:
    _carry_declarations(work, succession)
    _end_years(work, succession)


def _carry_declarations(work: UnitOfWork, succession: Succession) -> None:
    here = Declaration.organization_id == succession.organization_id, Declaration.status.in_(declarations.OPEN)
    for found in work.session.scalars(select(Declaration).where(*here).order_by(Declaration.id).with_for_update()):
        place = memberships.membership_of(work.session, found.member_id, work.today)
        heir_id = succession.heir_id or (place.organization_id if place is not None else found.organization_id)
        if heir_id != found.organization_id:
            record_step(work, found, "carry", found.status, on=succession.effective_on)
            _carry(work, found, heir_id, succession.organization_id)


def go_with_member(work: UnitOfWork, event: MemberTransferredIn) -> None:
    """Transfer a member's declarations in an ended organization to the member's present one.

    The tree and the rolls are told in two orders: without an heir, whichever is heard last knows both.
    """
    left = Declaration.member_id == event.member_id, Declaration.organization_id == event.from_organization_id
    waiting = select(Declaration).where(*left, Declaration.status.in_(declarations.OPEN)).order_by(Declaration.id)
    for found in work.session.scalars(waiting.with_for_update()).all():
        if not org_paths.is_open(work.session, found.organization_id, work.today):
            record_step(work, found, "carry", found.status, on=event.effective_on)
            _carry(work, found, event.organization_id, event.from_organization_id)


def _carry(work: UnitOfWork, found: Declaration, heir_id: str, ended: str) -> None:
    decides = above(org_paths.load_org_path(work.session, heir_id, work.today))
    found.organization_id, found.above_id = heir_id, decides if found.above_id else None
    emit_declaration(work, found, DeclarationCarried, from_organization_id=ended)
    for objection in open_objections_to(work.session, found.id):
        objection.organization_id, objection.above_id = heir_id, decides
        emit_objection(work, objection, PointObjectionCarried, from_organization_id=ended)


def _end_years(work: UnitOfWork, succession: Succession) -> None:
    here = PointYear.organization_id == succession.organization_id, PointYear.status.in_(years.OPEN)
    for found in work.session.scalars(select(PointYear).where(*here).order_by(PointYear.id).with_for_update()):
        before, found.status = found.status, years.ENDED
        record_step(work, found, "end", before, on=succession.effective_on)
        emit_year(work, found, YearEnded)
        end_objections(work, found.id)
