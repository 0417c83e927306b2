"""Requests for data, who has answered them and who is silent, and what the platform holds already."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from services.supervision.model import (
    DataAsk,
    DataRequest,
    SparedUnit,
    lifecycle,
    public,
    repository,
    request_repository,
)
from services.supervision.model.known_data import fact_view, held_as, held_facts, near_facts
from services.supervision.queries.access import READ, way
from shared import org_paths
from shared.errors import Forbidden
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import WHOLE, View, seen, view_of, views_of
from shared.service import query
from shared.unit_of_work import UnitOfWork

SILENT_FIRST = (lifecycle.OPEN, lifecycle.ANSWERED, lifecycle.ENDED)


@query
def request(work: UnitOfWork, *, request_id: str) -> dict[str, Any]:
    """Return a request to its owner, and to everyone who was asked or is above someone asked."""
    found, view = _read(work, request_id)
    done = sum(one["status"] == lifecycle.ANSWERED for one in _asks(work, found, view))
    shown = request_repository.request_view(found, request_repository.fields_of(work.session, found.id))
    return view.of(shown | {"units_answered": done, "way": way(work, found, view)}, public.REQUEST)


@query
def requests(
    work: UnitOfWork,
    *,
    organization_id: str,
    as_addressee: bool = False,
    year: int | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List requests in the order of their ids, refused ones as well: made by an organization and everyone below it.

    Or, `as_addressee`, those that ask one of them for something, or were refused and would have asked.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    terms = [DataRequest.district_id == place.district_id]
    terms += [_addressed_to(units) if as_addressee else DataRequest.organization_id.in_(units)]
    named = {"year": year, "status": status}
    terms += [getattr(DataRequest, name) == value for name, value in named.items() if value is not None]
    query = page(select(DataRequest).where(*terms).order_by(DataRequest.id), DataRequest.id, after, limit)
    rows = work.session.scalars(query).all()
    views = views_of(work, READ, (row.organization_id for row in rows))
    # Whoever was asked reads all of it; who was spared, what is counted.
    shown = [
        (WHOLE if row.status != lifecycle.REFUSED else views[row.organization_id]).of(
            request_repository.request_view(row, request_repository.fields_of(work.session, row.id)), public.REQUEST
        )
        for row in rows
    ]
    return page_response(shown, limit)


@query
def asks(
    work: UnitOfWork, *, request_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return what each unit, or one, was asked and answered, silent ones first, as far as the caller may read it."""
    found, view = _read(work, request_id)
    shown = _asks(work, found, view, organization_id)
    return paginate_list(shown + _spared(work, found, view, organization_id), lambda one: str(one["id"]), after, limit)


@query
def held(work: UnitOfWork, *, name: str | None = None, after: str | None = None, limit: int = 50) -> Page:
    """Return what the platform holds: all of it, the fact that answers a field of a name, or else similar ones."""
    if not work.actor.holds(READ):
        raise Forbidden("grant_does_not_reach", right=READ)
    return paginate_list(_held(name), lambda one: str(one["code"]), after, limit)


def _held(name: str | None) -> list[dict[str, Any]]:
    if name is None:
        return [fact_view(fact) for fact in held_facts()]
    known = held_as(name)
    return [fact_view(known, "held")] if known else [fact_view(fact, "near") for fact in near_facts(name)]


def _read(work: UnitOfWork, request_id: str) -> tuple[DataRequest, View]:
    found = repository.record_of(work.session, DataRequest, request_id)
    asked, spared = (
        select(kind.organization_id).where(kind.district_id == found.district_id, kind.request_id == found.id)
        for kind in (DataAsk, SparedUnit)
    )
    return found, view_of(work, READ, [found.organization_id], opened_by=asked, carried_by=union(asked, spared))


def _asks(work: UnitOfWork, found: DataRequest, view: View, organization_id: str | None = None) -> list[dict[str, Any]]:
    rows, owns = _units(work, DataAsk, found, organization_id), _is_owners(work, found)
    views = {} if owns else views_of(work, READ, (row.organization_id for row in rows))
    shown = [
        views.get(row.organization_id, view).of(request_repository.ask_view(row, work.today), public.ASK)
        for row in rows
    ]
    return sorted(shown, key=lambda one: (SILENT_FIRST.index(one["status"]), one["organization_id"], one["id"]))


def _spared(work: UnitOfWork, found: DataRequest, view: View, organization_id: str | None) -> list[dict[str, Any]]:
    if found.status != lifecycle.REFUSED:
        return []
    rows = _units(work, SparedUnit, found, organization_id)
    shown = sorted((request_repository.spared_view(found, row) for row in rows), key=lambda one: str(one["id"]))
    return view.each(shown, public.ASK)


def _units(work: UnitOfWork, kind: Any, found: DataRequest, organization_id: str | None) -> list[Any]:
    terms = [kind.district_id == found.district_id, kind.request_id == found.id]
    terms += [] if organization_id is None else [kind.organization_id == organization_id]
    terms += [] if _is_owners(work, found) else [seen(work, kind.organization_id)]
    return list(work.session.scalars(select(kind).where(*terms)))


def _is_owners(work: UnitOfWork, found: DataRequest) -> bool:
    return work.actor.reaches(READ, org_paths.load_org_path(work.session, found.organization_id, work.today).path)


def _addressed_to(units: Select[tuple[str]]) -> ColumnElement[bool]:
    asking_them = (select(kind.request_id).where(kind.organization_id.in_(units)) for kind in (DataAsk, SparedUnit))
    return DataRequest.id.in_(union(*asking_them))
