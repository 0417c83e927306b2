"""One point, scheme or brand, and what hangs on it."""

from typing import Any

from services.demonstration_points.model import Brand, Node, Point, Scheme, checklist, repository, views
from services.demonstration_points.model.rules import acceptance_rules
from services.demonstration_points.queries.access import READ, read_brand, read_point, read_scheme
from shared.lifecycles import step_view
from shared.pages import Page, paginate_list
from shared.reading import STEP, View
from shared.records import load_part, steps_of
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def point(work: UnitOfWork, *, point_id: str) -> dict[str, Any]:
    """Return a point with its plan, its history and the checklist it is judged by."""
    point, view = read_point(work, point_id)
    judged = checklist.to_view(point.checklist_met, acceptance_rules(point.accepted_on or work.today))
    shown = to_view(point, work)
    hanging = {"plan": _plan(work, point, view), "way": _history(work, point, view), "checklist": judged}
    return view.of(shown | hanging, views.PUBLIC_POINT)


@query
def host_facts(work: UnitOfWork, *, point_id: str) -> dict[str, Any]:
    record, view = read_point(work, point_id)
    view.require_whole(READ)
    return views.host_facts_view(record)


@query
def steps(work: UnitOfWork, *, point_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a point's steps, the first one first."""
    return paginate_list(_history(work, *read_point(work, point_id)), lambda step: str(step["number"]), after, limit)


@query
def plan(work: UnitOfWork, *, point_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a point's building nodes, the nearest deadline first."""
    return paginate_list(_plan(work, *read_point(work, point_id)), lambda node: str(node["id"]), after, limit)


@query
def node(work: UnitOfWork, *, point_id: str, node_id: str) -> dict[str, Any]:
    record, view = read_point(work, point_id)
    return view.of(to_view(load_part(work.session, Node, record, node_id), work), views.PUBLIC_NODE)


@query
def scheme(work: UnitOfWork, *, scheme_id: str) -> Scheme:
    """Return a scheme and how much of its quota is used; readable by anyone in the district."""
    return read_scheme(work, scheme_id)


@query
def brand(work: UnitOfWork, *, brand_id: str) -> dict[str, Any]:
    """Return a brand with what carries it and its history."""
    record, view = read_brand(work, brand_id)
    hanging = {"carriers": _carriers(work, record, view), "way": _history(work, record, view)}
    return view.of(to_view(record, work) | hanging, views.PUBLIC_BRAND)


@query
def brand_steps(work: UnitOfWork, *, brand_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return a brand's steps, the first one first."""
    return paginate_list(_history(work, *read_brand(work, brand_id)), lambda step: str(step["number"]), after, limit)


@query
def carriers(work: UnitOfWork, *, brand_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the points and projects that carry a brand, each in its present state."""
    return paginate_list(_carriers(work, *read_brand(work, brand_id)), lambda one: str(one["id"]), after, limit)


def _plan(work: UnitOfWork, record: Point, view: View) -> list[dict[str, Any]]:
    plan = repository.nodes_of(work.session, record)
    return view.each((to_view(node, work) for node in plan), views.PUBLIC_NODE)


def _history(work: UnitOfWork, record: Point | Brand, view: View) -> list[dict[str, Any]]:
    return view.each(map(step_view, steps_of(work.session, record)), STEP)


def _carriers(work: UnitOfWork, record: Brand, view: View) -> list[dict[str, Any]]:
    return view.each((to_view(carrier, work) for carrier in record.carriers), views.PUBLIC_CARRIER)
