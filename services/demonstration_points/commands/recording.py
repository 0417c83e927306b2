"""Recording of changes: a step in the history, days derived from the plan, and an event."""

from collections.abc import Sequence
from typing import Any

from services.demonstration_points.model import Brand, Node, Point, Scheme, repository
from shared.events.demonstration_points import NodeEvent, PointEvent, SchemeEvent
from shared.events.demonstration_points_brands import BrandEvent
from shared.unit_of_work import UnitOfWork


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
