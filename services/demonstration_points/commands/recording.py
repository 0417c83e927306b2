"""Recording of changes: a step in the history, days derived from the plan, and an event."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.demonstration_points.model import Brand, BrandStep, Node, Point, PointStep, Scheme, repository
from shared.events.demonstration_points import NodeEvent, PointEvent, SchemeEvent
from shared.events.demonstration_points_brands import BrandEvent
from shared.lifecycles import audit_columns
from shared.unit_of_work import UnitOfWork


def record_step(
    work: UnitOfWork,
    record: Point | Brand,
    step: str,
    before: str | None,
    *,
    on: date,
    organization_id: str | None = None,
    opinion: str | None = None,
) -> None:
    """Record one step of a point's or a brand: who, on whose behalf, when, with what."""
    record.steps += 1
    taken = {
        "district_id": record.district_id,
        "number": record.steps,
        "step": step,
        "from_status": before,
        "to_status": record.status,
        "organization_id": organization_id or record.organization_id,
        "taken_on": on,
        "opinion": opinion,
    } | audit_columns(work)
    is_point = isinstance(record, Point)
    work.session.add(PointStep(point_id=record.id, **taken) if is_point else BrandStep(brand_id=record.id, **taken))


def refresh_schedule(work: UnitOfWork, point: Point, plan: Sequence[Node] | None = None) -> None:
    """Recompute the point's counts and days from its nodes."""
    point.derive(repository.nodes_of(work.session, point) if plan is None else plan)


def emit_point(work: UnitOfWork, point: Point, fact: type[PointEvent], **fields: Any) -> None:
    """Emit an event about a point, with the point after it."""
    point.version += 1
    work.emit(fact(**_identity_columns(point), point_id=point.id, point=point.state(), **fields))


def emit_node(work: UnitOfWork, point: Point, node: Node, fact: type[NodeEvent], **fields: Any) -> None:
    """Emit an event about a node, with it and its point after it."""
    node.version += 1
    emit_point(work, point, fact, node_id=node.id, node=node.state(), **fields)


def emit_scheme(work: UnitOfWork, scheme: Scheme, fact: type[SchemeEvent]) -> None:
    """Emit an event about a scheme, in the order of its district."""
    scheme.version += 1
    ids = {"district_id": scheme.district_id, "organization_id": scheme.district_id, "scheme_id": scheme.id}
    work.emit(fact(**ids, scheme=scheme.state()))


def emit_brand(work: UnitOfWork, brand: Brand, fact: type[BrandEvent], **fields: Any) -> None:
    """Emit an event about a brand, with the brand after it."""
    brand.version += 1
    state = brand.state(repository.carriers_of(work.session, brand))
    work.emit(fact(**_identity_columns(brand), brand_id=brand.id, brand=state, **fields))


def _identity_columns(record: Point | Brand) -> dict[str, str]:
    return {"district_id": record.district_id, "organization_id": record.organization_id}
