"""Loading and serialisation of points, nodes, schemes and brands, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.demonstration_points.model import lifecycle
from services.demonstration_points.model.brands import POINT, Brand, BrandCarrier, BrandStep
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point, PointStep
from services.demonstration_points.model.schemes import Scheme
from services.demonstration_points.model.tables import KnownProject
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.schedule_status import node_schedule, point_schedule, title_schedule
from shared.text_validation import printable

Kept = TypeVar("Kept", Point, Scheme, Brand)


def point_of(session: Session, point_id: str, *, lock: bool = False) -> Point:
    """Load a point, locked until the transaction ends where it is to be changed."""
    found = _found(session, Point, point_id, lock=lock)
    if found is None:
        raise NotFound("demonstration_point_unknown", point_id=printable(point_id, limit=64))
    return found


def scheme_of(session: Session, scheme_id: str, *, lock: bool = False, field: str | None = None) -> Scheme:
    """Load a scheme, locked where something is confirmed under it."""
    found = _found(session, Scheme, scheme_id, lock=lock)
    if found is None:
        raise NotFound("demonstration_scheme_unknown", field=field, scheme_id=printable(scheme_id, limit=64))
    return found


def brand_of(session: Session, brand_id: str, *, lock: bool = False) -> Brand:
    """Load a brand, locked until the transaction ends where it is to be changed."""
    found = _found(session, Brand, brand_id, lock=lock)
    if found is None:
        raise NotFound("brand_unknown", brand_id=printable(brand_id, limit=64))
    return found


def node_of(session: Session, point: Point, node_id: str) -> Node:
    """Load a node of a point, or refuse as NotFound."""
    found = session.get(Node, (point.district_id, node_id)) if is_id(node_id) else None
    if found is None or found.point_id != point.id:
        raise NotFound("node_unknown", node_id=printable(node_id, limit=64))
    return found


def nodes_of(session: Session, point: Point) -> Sequence[Node]:
    """Return a point's nodes, the nearest deadline first."""
    query = select(Node).where(Node.district_id == point.district_id, Node.point_id == point.id)
    return session.scalars(query.order_by(Node.deadline, Node.id)).all()


def carriers_of(session: Session, brand: Brand) -> Sequence[BrandCarrier]:
    """Return the carriers of a brand, oldest first."""
    query = select(BrandCarrier).where(BrandCarrier.district_id == brand.district_id, BrandCarrier.brand_id == brand.id)
    return session.scalars(query.order_by(BrandCarrier.added_on, BrandCarrier.id)).all()


def carrying_record(session: Session, district_id: str, kind: str, record_id: str) -> tuple[str, str]:
    """Return the title and status of a district's point or project, or refuse as NotFound."""
    query = select(KnownProject.title, KnownProject.status).where(
        KnownProject.project_id == record_id, KnownProject.district_id == district_id
    )
    if kind == POINT:
        query = select(Point.name, Point.status).where(Point.id == record_id, Point.district_id == district_id)
    found = session.execute(query).one_or_none() if is_id(record_id) else None
    if found is None:
        raise NotFound("carrier_record_unknown", field="record_id", record_id=printable(record_id, limit=64))
    title, status = found
    return title, status


def authors_of(session: Session, point: Point) -> set[str]:
    """Return the accounts that ever declared a point or changed its words."""
    query = select(PointStep.account_id).where(
        PointStep.district_id == point.district_id,
        PointStep.point_id == point.id,
        PointStep.step.in_(("declare", "amend")),
    )
    return set(session.scalars(query))


def used_by(session: Session, scheme: Scheme) -> int:
    """Count the points under a scheme; a withdrawn or ended one frees its place."""
    query = select(func.count()).where(
        Point.district_id == scheme.district_id, Point.scheme_id == scheme.id, Point.status.in_(lifecycle.STANDING)
    )
    return int(session.scalar(query) or 0)


def way_of(session: Session, record: Point | Brand) -> Sequence[PointStep | BrandStep]:
    """Return a point's or a brand's steps, the first one first."""
    if isinstance(record, Point):
        query = select(PointStep).where(PointStep.district_id == record.district_id, PointStep.point_id == record.id)
        return session.scalars(query.order_by(PointStep.number)).all()
    steps = select(BrandStep).where(BrandStep.district_id == record.district_id, BrandStep.brand_id == record.id)
    return session.scalars(steps.order_by(BrandStep.number)).all()


def point_view(point: Point, day: date) -> dict[str, Any]:
    """Serialise a point on a day: a term that has run out is shown as lapsed."""
    names = (
        "id", "version", "organization_id", "year", "name", "hardware", "foundation", "features", "scheme_id", "scope",
        "declared_on", "confirmed_on", "started_on", "accepted_on", "active_from", "active_until", "renewal_due_from",
        "nodes", "nodes_reached", "at_risk_from", "overdue_from",
    )  # fmt: skip
    state = point.state()
    stands = {"status": title_schedule(state).on(day), "standing": point_schedule(state).on(day)}
    return {name: getattr(point, name) for name in names} | stands | {"host_facts": _facts(point)}


def host_facts_view(point: Point) -> dict[str, Any]:
    """Serialise a point's host facts, under the point's version."""
    own = {"point_id": point.id, "organization_id": point.organization_id, "version": point.version}
    return own | _facts(point)


def node_view(node: Node, point: Point, day: date) -> dict[str, Any]:
    """Return a node with its schedule status on a day."""
    names = (
        "id", "version", "point_id", "title", "post", "status", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on", "report", "evidence", "reason",
    )  # fmt: skip
    own = {"organization_id": point.organization_id, "standing": node_schedule(node.state(), point.status).on(day)}
    return {name: getattr(node, name) for name in names} | own


def scheme_view(scheme: Scheme, used: int) -> dict[str, Any]:
    """Return a scheme with how much of its quota is used."""
    names = (
        "id", "version", "scope", "year", "title", "document_title", "document_number", "issuer", "issued_on", "quota",
    )  # fmt: skip
    return {name: getattr(scheme, name) for name in names} | {"organization_id": scheme.district_id, "used": used}


def brand_view(brand: Brand) -> dict[str, Any]:
    names = (
        "id", "version", "organization_id", "name", "description", "status", "reach", "visit_id", "strength_id",
        "proposed_on", "discovered_on", "consolidated_on", "promoted_on",
    )  # fmt: skip
    return {name: getattr(brand, name) for name in names}


def carrier_view(session: Session, carrier: BrandCarrier) -> dict[str, Any]:
    """Serialise what carries a brand, with the point or project in its present state."""
    title, status = carrying_record(session, carrier.district_id, carrier.kind, carrier.record_id)
    names = ("id", "brand_id", "kind", "record_id", "added_on")
    return {name: getattr(carrier, name) for name in names} | {"title": title, "status": status}


def _facts(point: Point) -> dict[str, Any]:
    facts = point.host_facts()
    whole = msgspec.structs.asdict(facts)
    lists = {"bookable": list(facts.bookable), "blackouts": [msgspec.structs.asdict(one) for one in facts.blackouts]}
    return whole | lists


def _found(session: Session, kind: type[Kept], record_id: str, *, lock: bool) -> Kept | None:
    if not is_id(record_id):
        return None
    query = select(kind).where(kind.id == record_id)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()
