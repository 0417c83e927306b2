"""The building plan (建设时间节点): nodes set, amended, dropped and completed by their unit, waived by the district."""

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from services.demonstration_points.commands import loading
from services.demonstration_points.model import Node, Point, lifecycle, repository, validation
from services.demonstration_points.model.duplicates import SAME_NODE
from services.demonstration_points.model.rules import building_rules
from shared import org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import (
    RUNNING,
    NodeAmended,
    NodeDropped,
    NodeEvent,
    NodeReached,
    NodeReopened,
    NodeSet,
    NodeWaived,
)
from shared.lifecycles import require_version, step_day
from shared.plans import DROPPED, OPEN, WAIVED, Renewed, emit_item, record_item_step, renew
from shared.records import load_part
from shared.rule_packs import RulePack
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


@command
def set_node(
    work: UnitOfWork,
    *,
    point_id: str,
    title: str,
    deadline: date,
    post: str,
    expected_version: int | None = None,
) -> Answer[Node]:
    """Add a time node to the plan: what is to be built by when, and the responsible post."""
    point, _ = loading.load_as_declarer(work, point_id, expected_version)
    point.lifecycle.after("plan", point.status)
    rules, *years = _scope(work, point)
    if len(repository.nodes_of(work.session, point)) >= rules["plan"]["most"]:
        raise Conflict("nodes_too_many", most=rules["plan"]["most"])
    node = Node(district_id=point.district_id, id=work.new_id(), point_id=point.id, version=0, status=OPEN)
    node.title, node.post = validation.name(title, "title"), validation.post(post)
    node.schedule(deadline, rules, *years)
    work.session.add(node)
    _emit(work, point, node, NodeSet)
    return Answer(node, {"warnings": duplicates_of(work, SAME_NODE, node)})


@command
def amend_node(
    work: UnitOfWork,
    *,
    point_id: str,
    node_id: str,
    expected_version: int | None = None,
    title: str | None = None,
    deadline: date | None = None,
    post: str | None = None,
    reason: str | None = None,
) -> Node:
    """Change an open node; None leaves a field. Once the point is confirmed, a reason is required."""
    point, node = _planned(work, point_id, node_id, expected_version)
    if all(given is None for given in (title, deadline, post)):
        raise Invalid("nothing_to_change")
    node.must_be_open()
    if point.status in RUNNING or reason:
        record_item_step(work, point, node, "plan", validation.reason(reason or ""))
    before = node.deadline
    node.title = node.title if title is None else validation.name(title, "title")
    node.post = node.post if post is None else validation.post(post)
    if deadline is not None:
        node.schedule(deadline, *_scope(work, point))
    return _emit(work, point, node, NodeAmended, previous_deadline=before)


@command
def drop_node(
    work: UnitOfWork, *, point_id: str, node_id: str, reason: str, expected_version: int | None = None
) -> Node:
    """Drop an open node from the plan, with a reason; the record remains."""
    point, node = _planned(work, point_id, node_id, expected_version)
    _close(work, point, node, DROPPED, step="plan", reason=reason)
    return _emit(work, point, node, NodeDropped)


@command
def reach_node(
    work: UnitOfWork,
    *,
    point_id: str,
    node_id: str,
    text: str,
    evidence: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Node:
    """Complete a node on a day since building began; evidence is an optional reference."""
    point, _ = loading.load_as_declarer(work, point_id, None)
    node = load_part(work.session, Node, point, node_id)
    require_version(node.version, expected_version)
    point.lifecycle.after("reach", point.status)
    day = step_day(work, on)
    if point.started_on is not None and day < point.started_on:
        raise Invalid("reached_before_start", field="on", on=day, started_on=point.started_on)
    node.reach(day, validation.report(text), validation.evidence(evidence))
    record_item_step(work, point, node, "reach", text.strip(), on=day)
    return _emit(work, point, node, NodeReached, reached_on=day)


@command
def reopen_node(
    work: UnitOfWork, *, point_id: str, node_id: str, reason: str, expected_version: int | None = None
) -> Node:
    """Reopen a completed node, with a reason; while building only. It was never completed, then."""
    point, _ = loading.load_as_declarer(work, point_id, None)
    node = load_part(work.session, Node, point, node_id)
    require_version(node.version, expected_version)
    point.lifecycle.after("reach", point.status)
    before = node.reached_on
    node.reopen()
    record_item_step(work, point, node, "plan", validation.reason(reason))
    return _emit(work, point, node, NodeReopened, effective_on=before)


@command
def waive_node(
    work: UnitOfWork, *, point_id: str, node_id: str, reason: str, expected_version: int | None = None
) -> Node:
    """Waive a node for the acceptance of its point, with a reason, on behalf of the district."""
    point, _ = loading.load_as_district(work, point_id, None)
    node = load_part(work.session, Node, point, node_id)
    require_version(node.version, expected_version)
    point.lifecycle.after("waive", point.status)
    _close(work, point, node, WAIVED, step="waive", reason=reason)
    return _emit(work, point, node, NodeWaived)


@command
def renew_nodes(work: UnitOfWork, *, organization_id: str) -> Renewed:
    """Recompute the days of a district's open nodes after a holiday notice or a change of the rules.

    It gives how many were looked at and how many of them have other days now; done twice it changes nothing.
    """
    path = org_paths.load_org_path(work.session, organization_id, work.today).path
    work.actor.require_below("demonstration_points.decide", path)
    query = (
        select(Node, Point)
        .join(Point, (Point.district_id == Node.district_id) & (Point.id == Node.point_id))
        .where(Node.district_id == path[-1], Node.status == OPEN, Point.status.in_(lifecycle.PLANNED))
        .order_by(Point.id, Node.id)
        .with_for_update()
    )
    return renew(
        work.session.execute(query).all(),
        lambda node, point: node.schedule(node.deadline, *_scope(work, point)),
        lambda node, point: _emit(work, point, node, NodeAmended, previous_deadline=node.deadline),
    )


def _scope(work: UnitOfWork, point: Point) -> tuple[RulePack, int, int]:
    """Return the rules in force, and the years within which they let a point's plan lie."""
    rules = building_rules(work.today)
    return rules, point.year, rules["plan"]["years_ahead"]


def _planned(work: UnitOfWork, point_id: str, node_id: str, expected_version: int | None) -> tuple[Point, Node]:
    point, _ = loading.load_as_declarer(work, point_id, None)
    node = load_part(work.session, Node, point, node_id)
    require_version(node.version, expected_version)
    point.lifecycle.after("plan", point.status)
    return point, node


def _close(work: UnitOfWork, point: Point, node: Node, status: str, *, step: str, reason: str) -> None:
    given = validation.reason(reason)
    node.close(status, given)
    record_item_step(work, point, node, step, given)


def _emit(work: UnitOfWork, point: Point, node: Node, event: type[NodeEvent], **fields: Any) -> Node:
    return emit_item(work, point, node, event, partial(repository.refresh_schedule, work, point), **fields)
