"""Loading and serialisation of requests for data: their fields, each unit's ask, and earlier requests."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.supervision.model import lifecycle
from services.supervision.model.repository import to_view
from services.supervision.model.requests import ASKED, DataAsk, DataRequest, Period, RequestedField, SparedUnit
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.text_validation import printable

SPARED = "spared"


def fields_of(session: Session, request_id: str) -> Sequence[RequestedField]:
    """Return a request's fields in their order."""
    query = select(RequestedField).where(RequestedField.request_id == request_id)
    return session.scalars(query.order_by(RequestedField.number)).all()


def ask_of(session: Session, request_id: str, organization_id: str, *, lock: bool = False) -> DataAsk:
    """Load a request's ask to a unit, or refuse as NotFound; an open one before others."""
    found = None
    if is_id(request_id) and is_id(organization_id):
        query = select(DataAsk).where(DataAsk.request_id == request_id, DataAsk.organization_id == organization_id)
        query = query.order_by(DataAsk.status.desc(), DataAsk.id).limit(1)
        found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound(DataAsk.unknown, record_id=printable(request_id, limit=64))
    return found


def asked_before(session: Session, district_id: str, key: str, span: Period, units: Sequence[str]) -> str | None:
    """Return the earlier request that asked one of the units for a field in an overlapping period."""
    query = (
        select(DataRequest.id)
        .join(
            RequestedField,
            (RequestedField.district_id == DataRequest.district_id) & (RequestedField.request_id == DataRequest.id),
        )
        .join(DataAsk, (DataAsk.district_id == DataRequest.district_id) & (DataAsk.request_id == DataRequest.id))
        .where(
            DataRequest.district_id == district_id,
            DataRequest.status == lifecycle.OPEN,
            DataRequest.first_on <= span.last,
            DataRequest.last_on >= span.first,
            RequestedField.key == key,
            RequestedField.outcome == ASKED,
            DataAsk.organization_id.in_(units),
        )
    )
    return session.scalar(query.order_by(DataRequest.asked_on, DataRequest.id).limit(1))


def request_view(request: DataRequest, fields: Sequence[RequestedField]) -> dict[str, Any]:
    """Return a request with its fields, each with what became of it."""
    names = (
        "owner_post", "title", "basis", "period", "first_on", "last_on", "year", "number", "quarter", "asked_on",
        "due_on", "held", "repeated", "units",
    )  # fmt: skip
    return to_view(request, names) | {"data_fields": [field_view(field) for field in fields]}


def field_view(field: RequestedField) -> dict[str, Any]:
    """Return one field of a request; `pointer` is where the value of a refused one is."""
    names = ("number", "name", "unit", "kind", "outcome", "held_as", "pointer")
    return {name: getattr(field, name) for name in names} | {"differs_from": field.differs_from or []}


def ask_view(ask: DataAsk, day: date) -> dict[str, Any]:
    names = ("request_id", "title", "year", "quarter", "due_on", "overdue_from", "asked", "answered", "answered_on")
    counted = {"wanted": ask.asked, "derived": 0, "repeated": 0}
    return to_view(ask, names) | counted | {"values": ask.given or {}, "standing": ask.standing_on(day)}


def spared_view(request: DataRequest, spared: SparedUnit) -> dict[str, Any]:
    """Show what a refused request spared a unit: it was asked nothing."""
    return {
        "id": f"{request.id}:{spared.organization_id}",
        "organization_id": spared.organization_id,
        "district_id": request.district_id,
        "request_id": request.id,
        "title": request.title,
        "year": request.year,
        "quarter": request.quarter,
        "status": SPARED,
        "standing": SPARED,
        "asked": 0,
        "answered": 0,
        "wanted": request.held,
        "derived": request.held,
        "repeated": request.repeated,
    }
