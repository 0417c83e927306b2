"""Organizations on a day, and the history of their changes."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from services.organizations.model import views
from services.organizations.model.affected_counts import below
from services.organizations.model.tables import Change, Organization
from services.organizations.queries.access import DatedPage, keyset_page
from shared import databases, trees
from shared.errors import NotFound
from shared.pages import Page
from shared.reading import view_at
from shared.rights import EVERYTHING, RIGHTS
from shared.service import query
from shared.trees import Timeline, on_day, organization_version
from shared.unit_of_work import UnitOfWork

table = organization_version.c
READ = "organizations.read"
CODELESS = "~"
"""Sorts behind every code in any collation of digits."""
sort_key = func.coalesce(table.division_code, literal(CODELESS))


@query
def organization(work: UnitOfWork, *, organization_id: str, as_of: date | None = None) -> dict[str, Any]:
    """Return an organization on a day: its attributes, its path up, when it opened and ended.

    Refuses as NotFound an id that never was, and a day on which the organization was not.
    """
    day = as_of or work.today
    view = view_at(work, READ, [trees.path(work.session, organization_id, day)])
    timeline = trees.timeline(work.session, organization_id)
    version = timeline.on(day)
    if version is None:
        raise NotFound("organization_not_open", field="as_of", organization_id=organization_id, day=day)
    record = work.session.scalars(select(Organization).where(Organization.organization_id == organization_id)).one()
    counted = work.session.scalar(select(func.count()).where(table.parent_id == organization_id, *on_day(day)))
    whole = _version_view(organization_id, version) | {
        "district_id": record.district_id,
        "version": record.version,
        "as_of": day,
        "opened_on": timeline.versions[0].valid_from,
        "closed_on": timeline.versions[-1].valid_until,
        "path": _ancestors(work, timeline, day),
        "children": counted or 0,
    }
    return view.of(whole, views.PUBLIC_ORGANIZATION)


def _ancestors(work: UnitOfWork, timeline: Timeline, day: date) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = []
    for step in trees.path(work.session, timeline.organization_id, day)[1:]:
        above = trees.timeline(work.session, step)
        version = above.on(day) or above.versions[-1]
        steps.append({"id": step, "name": version.name, "level": version.level})
    return steps


@query
def organizations(
    work: UnitOfWork,
    *,
    as_of: date | None = None,
    level: str | None = None,
    parent_id: str | None = None,
    within: str | None = None,
    name: str | None = None,
    division_code: str | None = None,
    kind: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> DatedPage:
    """List the organizations of a day that the grants cover, by division code.

    `within` is an organization with everything below it, `parent_id` what is directly below, `name` a part of it.
    """
    day = as_of or work.today
    for named in filter(None, (parent_id, within)):
        work.actor.require(READ, trees.path(work.session, named, day))
    terms: list[ColumnElement[bool]] = [*on_day(day)]
    if parent_id is None:
        terms.extend(_within_scope(work, within, day))
    exact = {"level": level, "parent_id": parent_id, "kind": kind, "division_code": division_code}
    terms += [table[column] == value for column, value in exact.items() if value is not None]
    if name:
        terms.append(databases.name_contains(table.name, name))
    query, keys = select(organization_version).where(*terms), [sort_key, table.organization_id]
    page = keyset_page(
        work, query, keys, after, limit, record=lambda version: _version_view(version.organization_id, version)
    )
    return {**page, "as_of": day}


def _within_scope(work: UnitOfWork, within: str | None, day: date) -> list[ColumnElement[bool]]:
    """Build the condition for organizations that the grants cover, none where one covers everything."""
    if within is not None:
        return [table.organization_id.in_(select(below([within], day).c.organization_id))]
    grants = [grant for grant in work.actor.grants if grant.role in RIGHTS[READ]]
    if any(grant.organization_id == EVERYTHING for grant in grants):
        return []
    whole = [grant.organization_id for grant in grants if grant.below]
    alone = [grant.organization_id for grant in grants if not grant.below]
    covered = select(below(whole, day).c.organization_id)
    return [table.organization_id.in_(covered) | table.organization_id.in_(alone)]


@query
def history(work: UnitOfWork, *, organization_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the changes of an organization, newest first: effective day, time and account."""
    work.actor.require(READ, trees.path(work.session, organization_id, work.today))
    query = select(Change).where(Change.organization_id == organization_id)
    return keyset_page(work, query, [Change.number], after, limit, descending=True)


def _version_view(organization_id: str, version: Any) -> dict[str, Any]:
    return {
        "id": organization_id,
        "name": version.name,
        "level": version.level,
        "kind": version.kind,
        "party_form": version.party_form,
        "parent_id": version.parent_id,
        "division_code": version.division_code,
        "lon_gcj02": version.longitude,
        "lat_gcj02": version.latitude,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
    }
