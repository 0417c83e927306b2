"""Serialisation of points, schemes and brands, and of what belongs to them."""

from typing import Any

import msgspec

from services.demonstration_points.model import repository
from services.demonstration_points.model.brands import Brand, BrandCarrier
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.points import Point
from services.demonstration_points.model.schemes import Scheme
from shared.schedule_status import node_schedule, point_schedule, title_schedule
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_POINT = frozenset(
    {
        "year", "name", "status", "standing", "scheme_id", "scope", "declared_on", "confirmed_on", "started_on",
        "accepted_on", "active_from", "active_until", "renewal_due_from", "nodes", "nodes_reached", "at_risk_from",
        "overdue_from", "plan", "way",
    }
)  # fmt: skip
PUBLIC_NODE = frozenset(
    {
        "point_id", "title", "post", "status", "standing", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on",
    }
)  # fmt: skip
PUBLIC_BRAND = frozenset(
    {
        "name", "description", "status", "reach", "visit_id", "strength_id", "proposed_on", "discovered_on",
        "consolidated_on", "promoted_on", "carriers", "way",
    }
)  # fmt: skip
PUBLIC_CARRIER = frozenset({"brand_id", "kind", "record_id", "title", "status", "added_on"})


@to_view.register
def point_view(point: Point, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a point on a day: a term that has run out is shown as lapsed."""
    names = (
        "id", "version", "organization_id", "year", "name", "hardware", "foundation", "features", "scheme_id", "scope",
        "declared_on", "confirmed_on", "started_on", "accepted_on", "active_from", "active_until", "renewal_due_from",
        "nodes", "nodes_reached", "at_risk_from", "overdue_from",
    )  # fmt: skip
    state = point.state()
    status = {"status": title_schedule(state).on(work.today), "standing": point_schedule(state).on(work.today)}
    return fields_of(point, names) | status | {"host_facts": _host_facts(point)}


def host_facts_view(point: Point) -> dict[str, Any]:
    """Serialise a point's host facts, under the point's version."""
    own = {"point_id": point.id, "organization_id": point.organization_id, "version": point.version}
    return own | _host_facts(point)


@to_view.register
def node_view(node: Node, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a node with its schedule status today."""
    names = (
        "id", "version", "point_id", "title", "post", "status", "deadline", "due_on", "at_risk_from", "overdue_from",
        "calendar_published", "rule_version", "reached_on", "report", "evidence", "reason",
    )  # fmt: skip
    point = work.session.get_one(Point, (node.district_id, node.point_id))
    schedule_status = node_schedule(node.state(), point.status).on(work.today)
    return fields_of(node, names) | {"organization_id": point.organization_id, "standing": schedule_status}


@to_view.register
def scheme_view(scheme: Scheme, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a scheme with how much of its quota is used."""
    names = (
        "id", "version", "scope", "year", "title", "document_title", "document_number", "issuer", "issued_on", "quota",
    )  # fmt: skip
    used = repository.used_by(work.session, scheme)
    return fields_of(scheme, names) | {"organization_id": scheme.district_id, "used": used}


@to_view.register
def brand_view(brand: Brand, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "name", "description", "status", "reach", "visit_id", "strength_id",
        "proposed_on", "discovered_on", "consolidated_on", "promoted_on",
    )  # fmt: skip
    return fields_of(brand, names)


@to_view.register
def carrier_view(carrier: BrandCarrier, work: UnitOfWork) -> dict[str, Any]:
    """Serialise what carries a brand, with the point or project in its present state."""
    title, status = repository.carrying_record(work.session, carrier.district_id, carrier.kind, carrier.record_id)
    names = ("id", "brand_id", "kind", "record_id", "added_on")
    return fields_of(carrier, names) | {"title": title, "status": status}


def _host_facts(point: Point) -> dict[str, Any]:
    facts = point.host_facts()
    blackouts = [msgspec.structs.asdict(blackout) for blackout in facts.blackouts]
    return msgspec.structs.asdict(facts) | {"bookable": list(facts.bookable), "blackouts": blackouts}
