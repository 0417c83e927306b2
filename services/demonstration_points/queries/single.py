"""One point, scheme or brand, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.demonstration_points.model import Brand, Point, checklist, records
from services.demonstration_points.model.rules import acceptance_rules
from shared import places
from shared.errors import Forbidden
from shared.lifecycles import shown_step
from shared.pages import slice_of
from shared.rights import EVERYTHING, RIGHTS
from shared.trees import organization_version
from shared.work import Work

RIGHT = "demonstration_points.read"


def point(work: Work, *, point_id: str) -> dict[str, Any]:
    """This function will tell a point as it stands, with its plan, its way and the checklist it is judged by."""
    found = _read_point(work, point_id)
    judged = checklist.shown(found.checklist_met, acceptance_rules(found.accepted_on or work.today))
    shown = records.shown_point(found, work.today)
    return shown | {"plan": _plan(work, found), "way": _way(work, found), "checklist": judged}


def host_facts(work: Work, *, point_id: str) -> dict[str, Any]:
    """This function will tell what a point says about receiving visits."""
    return records.shown_host_facts(_read_point(work, point_id))


def steps(work: Work, *, point_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell a point's steps, the first one first."""
    return slice_of(_way(work, _read_point(work, point_id)), lambda step: str(step["number"]), after, limit)


def plan(work: Work, *, point_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell a point's building nodes, the nearest deadline first."""
    return slice_of(_plan(work, _read_point(work, point_id)), lambda node: str(node["id"]), after, limit)


def node(work: Work, *, point_id: str, node_id: str) -> dict[str, Any]:
    """This function will tell one building node."""
    found = _read_point(work, point_id)
    return records.shown_node(records.node_of(work.session, found, node_id), found, work.today)


def scheme(work: Work, *, scheme_id: str) -> dict[str, Any]:
    """This function will tell a scheme with how much of its quota is used; anyone in the district may know."""
    found = records.scheme_of(work.session, scheme_id)
    _require_in_district(work, found.district_id)
    return records.shown_scheme(found, records.used_by(work.session, found))


def brand(work: Work, *, brand_id: str) -> dict[str, Any]:
    """This function will tell a brand with what carries it and its way."""
    found = _read_brand(work, brand_id)
    return records.shown_brand(found) | {"carriers": _carriers(work, found), "way": _way(work, found)}


def brand_steps(work: Work, *, brand_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell a brand's steps, the first one first."""
    return slice_of(_way(work, _read_brand(work, brand_id)), lambda step: str(step["number"]), after, limit)


def carriers(work: Work, *, brand_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell the points and projects that carry a brand, each as it now stands."""
    return slice_of(_carriers(work, _read_brand(work, brand_id)), lambda one: str(one["id"]), after, limit)


def _read_point(work: Work, point_id: str) -> Point:
    found = records.point_of(work.session, point_id)
    work.acting.require(RIGHT, places.place(work.session, found.organization_id, work.today).path)
    return found


def _read_brand(work: Work, brand_id: str) -> Brand:
    found = records.brand_of(work.session, brand_id)
    work.acting.require(RIGHT, places.place(work.session, found.organization_id, work.today).path)
    return found


def _require_in_district(work: Work, district_id: str) -> None:
    """A scheme binds everyone below it, so whoever may read anything in the district may read it."""
    reading = {grant.organization_id for grant in work.acting.grants if grant.role in RIGHTS[RIGHT]}
    theirs = select(organization_version.c.organization_id).where(
        organization_version.c.district_id == district_id, organization_version.c.organization_id.in_(reading)
    )
    if EVERYTHING not in reading and work.session.execute(theirs.limit(1)).first() is None:
        raise Forbidden("grant_does_not_reach", right=RIGHT)


def _plan(work: Work, found: Point) -> list[dict[str, Any]]:
    return [records.shown_node(one, found, work.today) for one in records.nodes_of(work.session, found)]


def _way(work: Work, found: Point | Brand) -> list[dict[str, Any]]:
    return [shown_step(step) for step in records.way_of(work.session, found)]


def _carriers(work: Work, found: Brand) -> list[dict[str, Any]]:
    return [records.shown_carrier(work.session, one) for one in records.carriers_of(work.session, found)]
