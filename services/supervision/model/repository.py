"""Loading and serialisation of records, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.supervision.model.inspections import Finding, InspectedUnit, Inspection, InspectionPlan
from services.supervision.model.items import RectificationItem
from services.supervision.model.notices import Delivery, Notice
from services.supervision.model.tables import Record, Step
from shared.errors import NotFound
from shared.lifecycles import step_view
from shared.org_paths import is_id
from shared.text_validation import printable

Kind = TypeVar("Kind", bound=Record)


def record_of(session: Session, kind: type[Kind], record_id: str, *, lock: bool = False) -> Kind:
    """Load a record, locked until the transaction ends where it is to be changed; NotFound else."""
    found = None
    if is_id(record_id):
        query = select(kind).where(kind.id == record_id)
        found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound(kind.unknown, record_id=printable(record_id, limit=64))
    return found


def way_of(session: Session, record: Record) -> list[dict[str, Any]]:
    """Return a record's steps, the first one first."""
    query = select(Step).where(Step.district_id == record.district_id, Step.record_id == record.id)
    return [step_view(step) for step in session.scalars(query.order_by(Step.number))]


def units_of(session: Session, inspection: Inspection) -> Sequence[str]:
    """Return the units an inspection looks at, in the order in which they were named or drawn."""
    query = select(InspectedUnit.organization_id).where(
        InspectedUnit.district_id == inspection.district_id, InspectedUnit.inspection_id == inspection.id
    )
    return session.scalars(query.order_by(InspectedUnit.number)).all()


def findings_of(session: Session, inspection: Inspection) -> Sequence[Finding]:
    """Return what an inspection found, in the order of the ids."""
    query = select(Finding).where(Finding.district_id == inspection.district_id, Finding.inspection_id == inspection.id)
    return session.scalars(query.order_by(Finding.id)).all()


def items_of(session: Session, notice: Notice) -> Sequence[RectificationItem]:
    """Return a notice's items, in the order of the ids."""
    query = select(RectificationItem).where(
        RectificationItem.district_id == notice.district_id, RectificationItem.notice_id == notice.id
    )
    return session.scalars(query.order_by(RectificationItem.id)).all()


def deliveries_of(session: Session, notice: Notice) -> list[dict[str, Any]]:
    """Return the deliveries of a notice to units, with their acknowledgements."""
    query = select(Delivery).where(Delivery.district_id == notice.district_id, Delivery.notice_id == notice.id)
    return [
        {
            "notice_id": one.notice_id,
            "organization_id": one.organization_id,
            "purpose": one.purpose,
            "told_at": one.told_at,
            "acknowledged_at": one.acknowledged_at,
        }
        for one in session.scalars(query.order_by(Delivery.purpose, Delivery.organization_id))
    ]


def to_view(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return the named columns of a record, after what every record has."""
    every = ("id", "version", "organization_id", "status", "district_id")
    return {name: getattr(record, name) for name in (*every, *names)}


def plan_view(plan: InspectionPlan) -> dict[str, Any]:
    """Return an issuer's plan of a year."""
    return to_view(plan, ("year", "basis", "quota", "used"))


def inspection_view(inspection: Inspection) -> dict[str, Any]:
    """Return an inspection, without its draw."""
    names = ("plan_id", "year", "kind", "title", "inspect_on", "held_on", "units", "seed", "seed_source",
             "population_digest")  # fmt: skip
    size = None if inspection.population is None else len(inspection.population)
    return to_view(inspection, names) | {"population_size": size}


def finding_view(finding: Finding) -> dict[str, Any]:
    names = ("inspection_id", "issuer_id", "year", "severity", "clause", "text", "evidence", "found_on", "notice_id")
    return to_view(finding, names)


def notice_view(notice: Notice, day: date) -> dict[str, Any]:
    """Return a notice with its schedule status on a day."""
    names = (
        "issuer_id", "inspection_id", "kind", "proposed", "reason", "text", "year", "number", "title", "issued_on",
        "due_on", "overdue_from", "calendar_published", "rule_version", "items", "items_open", "items_answered",
        "items_closed", "acknowledged_on", "closed_on", "climbed_from", "climbed_into",
    )  # fmt: skip
    return to_view(notice, names) | {"standing": notice.standing_on(day)}


def item_view(item: RectificationItem, day: date) -> dict[str, Any]:
    """Return a rectification item with its schedule status on a day."""
    names = (
        "issuer_id", "notice_id", "origin", "origin_id", "visit_id", "year", "title", "clause", "text", "due_on",
        "overdue_from", "proof", "evidence", "answered_on", "closed_on",
    )  # fmt: skip
    return to_view(item, names) | {"standing": item.standing_on(day)}
