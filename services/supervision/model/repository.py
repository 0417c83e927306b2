"""Loading of what belongs to inspections, notices and requests for data, and their numbers without gaps."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.supervision.model import lifecycle
from services.supervision.model.inspections import Finding, InspectedUnit, Inspection, InspectionPlan
from services.supervision.model.items import RectificationItem
from services.supervision.model.notices import Delivery, Notice, NumberRegister
from services.supervision.model.requests import ASKED, DataAsk, DataRequest, Period, RequestedField
from shared.org_paths import is_id
from shared.records import refuse_unknown


def next_number(session: Session, district_id: str, organization_id: str, year: int, kind: str) -> int:
    """Return the next number, without gaps, of a kind of record in an organization's register of a year.

    It is given under a row lock in the transaction of what is numbered, or not at all. Whoever comes second waits for
    the first one's commit, and so sees what the first one did. What is rolled back leaves its number to the next one.
    """
    key = {"district_id": district_id, "organization_id": organization_id, "year": year, "kind": kind}
    register = session.scalars(select(NumberRegister).filter_by(**key).with_for_update()).one_or_none()
    if register is None:
        register = NumberRegister(**key, last=0)
        session.add(register)
    register.last += 1
    # Written before anything else: of two that begin a register, the second meets the first's row and starts again.
    session.flush()
    return register.last


def plan_in_force(session: Session, organization_id: str, year: int) -> InspectionPlan | None:
    """Load and lock the plan of an issuer and a year, if there is one in force."""
    query = select(InspectionPlan).where(
        InspectionPlan.organization_id == organization_id,
        InspectionPlan.year == year,
        InspectionPlan.status == lifecycle.IN_FORCE,
    )
    return session.scalars(query.order_by(InspectionPlan.id).with_for_update()).first()


def units_of(session: Session, inspection: Inspection) -> list[str]:
    """Return the units an inspection looks at, in the order in which they were named or drawn."""
    query = select(InspectedUnit.organization_id).where(
        InspectedUnit.district_id == inspection.district_id, InspectedUnit.inspection_id == inspection.id
    )
    return list(session.scalars(query.order_by(InspectedUnit.number)))


def findings_of(session: Session, inspection: Inspection) -> Sequence[Finding]:
    """Return what an inspection found, in the order of the ids."""
    query = select(Finding).where(Finding.district_id == inspection.district_id, Finding.inspection_id == inspection.id)
    return session.scalars(query.order_by(Finding.id)).all()


def items_of(session: Session, notice: Notice, *statuses: str) -> Sequence[RectificationItem]:
    """Return a notice's items, in the order of the ids: all, or those in some states."""
    query = select(RectificationItem).where(
        RectificationItem.district_id == notice.district_id, RectificationItem.notice_id == notice.id
    )
    items = session.scalars(query.order_by(RectificationItem.id)).all()
    return [item for item in items if item.status in statuses] if statuses else items


def deliveries_of(session: Session, notice: Notice) -> Sequence[Delivery]:
    """Return the deliveries of a notice to units, with their acknowledgements."""
    query = select(Delivery).where(Delivery.district_id == notice.district_id, Delivery.notice_id == notice.id)
    return session.scalars(query.order_by(Delivery.purpose, Delivery.organization_id)).all()


def fields_of_request(session: Session, request_id: str) -> Sequence[RequestedField]:
    """Return a request's fields in their order."""
    query = select(RequestedField).where(RequestedField.request_id == request_id)
    return session.scalars(query.order_by(RequestedField.number)).all()


def load_ask(session: Session, request_id: str, organization_id: str) -> DataAsk:
    """Load and lock a request's ask to a unit, or refuse as NotFound; an open one before others."""
    ask = None
    if is_id(request_id) and is_id(organization_id):
        query = select(DataAsk).where(DataAsk.request_id == request_id, DataAsk.organization_id == organization_id)
        query = query.order_by(DataAsk.status.desc(), DataAsk.id).limit(1)
        ask = session.scalars(query.with_for_update()).one_or_none()
    return ask or refuse_unknown(DataAsk, request_id)


def earlier_request(session: Session, district_id: str, key: str, span: Period, units: Sequence[str]) -> str | None:
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
