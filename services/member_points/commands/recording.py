"""Steps of declarations, objections and years: validated by state and day, recorded, and emitted."""

from datetime import date
from typing import Any

from services.member_points.model.declarations import DECLARATION, Declaration
from services.member_points.model.objections import ENDED, Objection, open_objections_to
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import ANNUAL, PointYear
from shared.events.member_points import DeclarationEvent, ObjectionEvent, PointObjectionEnded, YearEvent
from shared.lifecycles import record_step, step_day
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork


def take_step(
    work: UnitOfWork,
    record: Declaration | PointYear,
    step: str,
    on: date | None = None,
    *,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> date:
    """Apply a step and return its day: today unless an earlier one is named.

    Refuses as Conflict a step the state does not allow, as Invalid a day after today or before the last step.
    """
    life = DECLARATION if isinstance(record, Declaration) else ANNUAL
    before, after = record.status, life.after(step, record.status)
    day = step_day(work, on, last=record.last_step_on)
    record.status, record.last_step_on = after, day
    record_step(work, record, step, before, on=day, organization_id=organization_id, opinion=opinion)
    return day


def emit_declaration(work: UnitOfWork, found: Declaration, fact: type[DeclarationEvent], **said: Any) -> None:
    """Emit an event about a declaration with its state."""
    found.version += 1
    ids = {"district_id": found.district_id, "organization_id": found.organization_id, "declaration_id": found.id}
    item = work.session.get_one(Scheme, (found.district_id, found.scheme_id)).plan.known(found.item)
    work.emit(fact(**ids, declaration=found.state(item.name), **said))


def emit_objection(work: UnitOfWork, found: Objection, fact: type[ObjectionEvent], **said: Any) -> None:
    """Emit an event about an objection with its state."""
    found.version += 1
    ids = {"district_id": found.district_id, "organization_id": found.organization_id, "objection_id": found.id}
    work.emit(fact(**ids, objection=found.state(), **said))


def end_objections(work: UnitOfWork, about_id: str) -> None:
    """End the unanswered objections to something that ends."""
    for found in open_objections_to(work.session, about_id):
        found.status = ENDED
        emit_objection(work, found, PointObjectionEnded)


def above(place: OrgPath) -> str:
    """Return the organization whose committee decides on what an organization puts forward."""
    return (place.path[1:] or place.path)[0]


def emit_year(work: UnitOfWork, found: PointYear, fact: type[YearEvent]) -> None:
    """Emit an event about a branch's annual result with its state."""
    found.version += 1
    ids = {"district_id": found.district_id, "organization_id": found.organization_id, "point_year_id": found.id}
    work.emit(fact(**ids, result=found.state()))
