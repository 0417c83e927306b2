"""Demonstration points, their nodes and what was done about them, schemes and brands, as leaf records.

A node's standing and its organization are its point's as well, so it takes them over.
"""

from collections.abc import Iterable

import msgspec

from gateway.projections.records import ALWAYS, Mapper, Record, family, iso, leaf, phases_of, turns_of, yields
from shared.enumerations import POINTS_IN_QUOTA
from shared.events import demonstration_points as events
from shared.events import demonstration_points_brands as brand_events
from shared.messaging.events import Envelope, Event
from shared.schedule_status import deadline_schedule, plan_schedule, point_schedule, title_schedule

LAPSED = "lapsed"
DEEDS = {"confirmed": "confirmed_on", "started": "started_on", "accepted": "accepted_on"}


@yields("demonstration_point", "demonstration_point_deed")
def _point(event: events.PointEvent, _item: Envelope) -> Iterable[Record]:
    point = event.point
    yield _of_point(event)
    for deed, name in DEEDS.items():
        done_on = getattr(point, name)
        if done_on is not None:
            # What was done stays done, whatever becomes of the point; a year's figure counts it by its own day.
            state = {"point_id": event.point_id, "title": point.name, "deed": deed, "year": done_on.year}
            state |= {"done_on": iso(done_on)}
            yield leaf(
                event,
                "demonstration_point_deed",
                f"{event.point_id}:{deed}",
                state,
                revision=point.revision,
                owner=point.organization_id,
                since=ALWAYS,
            )


@yields("demonstration_point", "demonstration_point_deed", "building_node")
def _node(event: events.NodeEvent, item: Envelope) -> Iterable[Record]:
    node = event.node
    yield from _point(event, item)
    state = {
        "point_id": event.point_id,
        "title": node.title,
        "post": node.post,
        "status": node.status,
        "due_on": iso(node.due_on),
        "at_risk_from": iso(node.at_risk_from),
        "overdue_from": iso(node.overdue_from),
        "reached_on": iso(node.reached_on),
        "year": (node.reached_on or node.due_on).year,
    }
    yield leaf(
        event,
        "building_node",
        event.node_id,
        state,
        revision=node.revision,
        owner=event.point.organization_id,
        whole_id=event.point_id,
    )


@yields("demonstration_scheme")
def _scheme(event: events.SchemeEvent, _item: Envelope) -> Iterable[Record]:
    scheme = event.scheme
    state = {"title": scheme.title, "scope": scheme.scope, "year": scheme.year, "quota": scheme.quota}
    yield leaf(event, "demonstration_scheme", event.scheme_id, state, revision=scheme.revision)


@yields("brand")
def _brand(event: brand_events.BrandEvent, _item: Envelope) -> Iterable[Record]:
    brand = event.brand
    taken_up = brand.status in {"discovered", "consolidated", "promoted"}
    state = {
        "title": brand.name,
        "status": brand.status,
        "reach": brand.reach,
        "counts": taken_up,
        "carriers": len(brand.carriers) if taken_up else 0,
    }
    yield leaf(event, "brand", event.brand_id, state, revision=brand.revision, owner=brand.organization_id)


def _of_point(event: events.PointEvent) -> Record:
    point = event.point
    title, schedule = title_schedule(point), point_schedule(point)
    state = {
        "title": point.name,
        "year": point.year,
        "scope": point.scope,
        "scheme_id": point.scheme_id,
        "status": title.status,
        "standing": schedule.status,
        "takes_a_place": point.status in POINTS_IN_QUOTA,
        "due_on": iso(point.active_until if point.status == "active" else None),
        "vetting_level": point.vetting_level,
        "is_complete": point.nodes == point.nodes_reached,
        "has_title": point.status == "active",
    }
    turns = [("status", *turn) for turn in title.turns] + [("standing", *turn) for turn in schedule.turns]
    begun = [(iso(begins), {name: status}) for name, begins, status in turns if status != LAPSED]
    ended = [
        (iso(begins), {"status": LAPSED, "standing": LAPSED}) for begins, status in title.turns if status == LAPSED
    ]
    phases = phases_of(*begun, *ended)
    return leaf(
        event,
        "demonstration_point",
        event.point_id,
        state,
        revision=point.revision,
        owner=point.organization_id,
        phases=phases,
    )


def under_point(node: Record, point: Record) -> Record:
    """Return a node with its point's state and owner."""
    state = node.state
    schedule = plan_schedule(
        state["status"],
        state["due_on"],
        state["reached_on"],
        deadline_schedule(state["at_risk_from"], state["overdue_from"]),
        counts=point.state["status"] in events.RUNNING,
    )
    return msgspec.structs.replace(
        node,
        organization_id=point.organization_id,
        state=state | {"standing": schedule.status},
        phases=phases_of(*turns_of(schedule)),
    )


INHERITS = {"building_node": ("demonstration_point", under_point)}
ADDRESSES = {
    "demonstration_point": "demonstration-points/{record_id}",
    "demonstration_point_deed": "demonstration-points/{point_id}",
    "building_node": "demonstration-points/{point_id}/nodes/{record_id}",
    "demonstration_scheme": "demonstration-schemes/{record_id}",
    "brand": "brands/{record_id}",
}
MAPPERS: dict[type[Event], Mapper] = {
    **family(events.PointEvent, _point),
    **family(events.NodeEvent, _node),
    **family(events.SchemeEvent, _scheme),
    **family(brand_events.BrandEvent, _brand),
}
DEED_DAYS: dict[type[Event], str] = {
    events.PointDeclared: "point.declared_on",
    events.SchemeOpened: "scheme.issued_on",
    brand_events.BrandProposed: "brand.proposed_on",
    brand_events.BrandDiscovered: "brand.discovered_on",
    brand_events.BrandConsolidated: "brand.consolidated_on",
    brand_events.BrandPromoted: "brand.promoted_on",
}
