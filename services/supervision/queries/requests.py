"""Requests for data, who has answered them and who is silent, and what the platform holds already."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from services.supervision.model import DataAsk, DataRequest, SparedUnit, lifecycle, views
from services.supervision.model.known_data import held_as, held_facts, near_facts
from services.supervision.model.views import fact_view, spared_view
from services.supervision.queries.access import READ, with_history
from shared import org_paths
from shared.errors import Forbidden
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import WHOLE, View, seen, view_of, views_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

SILENT_FIRST = (lifecycle.OPEN, lifecycle.ANSWERED, lifecycle.ENDED)


@query
def request(work: UnitOfWork, *, request_id: str) -> dict[str, Any]:
    """Return a request to its owner, and to everyone who was asked or is above someone asked."""
    record, view = _read(work, request_id)
    answered = sum(ask["status"] == lifecycle.ANSWERED for ask in _asks(work, record, view))
    return with_history(work, record, view, views.PUBLIC_REQUEST, units_answered=answered)


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
    equal = {"year": year, "status": status}
    terms += [getattr(DataRequest, name) == value for name, value in equal.items() if value is not None]
    query = page(select(DataRequest).where(*terms).order_by(DataRequest.id), DataRequest.id, after, limit)
    rows = work.session.scalars(query).all()
    readable = views_of(work, READ, (row.organization_id for row in rows))
    # Whoever was asked reads all of it; who was spared, what is counted.
    items = [
        (WHOLE if row.status != lifecycle.REFUSED else readable[row.organization_id]).of(
            to_view(row, work), views.PUBLIC_REQUEST
        )
        for row in rows
    ]
    return page_response(items, limit)


@query
def asks(
    work: UnitOfWork, *, request_id: str, organization_id: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return what each unit, or one, was asked and answered, silent ones first, as far as the caller may read it."""
    record, view = _read(work, request_id)
    items = _asks(work, record, view, organization_id) + _spared(work, record, view, organization_id)
    return paginate_list(items, lambda item: str(item["id"]), after, limit)


@query
def held(work: UnitOfWork, *, name: str | None = None, after: str | None = None, limit: int = 50) -> Page:
    """Return what the platform holds: all of it, the fact that answers a field of a name, or else similar ones."""
    if not work.actor.holds(READ):
        raise Forbidden("grant_does_not_reach", right=READ)
    return paginate_list(_facts(name), lambda fact: str(fact["code"]), after, limit)


def _facts(name: str | None) -> list[dict[str, Any]]:
    if name is None:
        return [fact_view(fact) for fact in held_facts()]
    fact = held_as(name)
    return [fact_view(fact, "held")] if fact else [fact_view(near, "near") for near in near_facts(name)]


def _read(work: UnitOfWork, request_id: str) -> tuple[DataRequest, View]:
    record = load(work.session, DataRequest, request_id)
    asked, spared = (
        select(kind.organization_id).where(kind.district_id == record.district_id, kind.request_id == record.id)
        for kind in (DataAsk, SparedUnit)
    )
    return record, view_of(work, READ, [record.organization_id], opened_by=asked, carried_by=union(asked, spared))


def _asks(
    work: UnitOfWork, request: DataRequest, view: View, organization_id: str | None = None
) -> list[dict[str, Any]]:
    rows = _units(work, DataAsk, request, organization_id)
    readable = {} if _reads_owner(work, request) else views_of(work, READ, (row.organization_id for row in rows))
    asks = [readable.get(row.organization_id, view).of(to_view(row, work), views.PUBLIC_ASK) for row in rows]
    return sorted(asks, key=lambda ask: (SILENT_FIRST.index(ask["status"]), ask["organization_id"], ask["id"]))


def _spared(work: UnitOfWork, request: DataRequest, view: View, organization_id: str | None) -> list[dict[str, Any]]:
    if request.status != lifecycle.REFUSED:
        return []
    rows = _units(work, SparedUnit, request, organization_id)
    units = sorted((spared_view(request, row) for row in rows), key=lambda unit: str(unit["id"]))
    return view.each(units, views.PUBLIC_ASK)


def _units(work: UnitOfWork, kind: Any, request: DataRequest, organization_id: str | None) -> list[Any]:
    terms = [kind.district_id == request.district_id, kind.request_id == request.id]
    terms += [] if organization_id is None else [kind.organization_id == organization_id]
    terms += [] if _reads_owner(work, request) else [seen(work, kind.organization_id)]
    return list(work.session.scalars(select(kind).where(*terms)))


def _reads_owner(work: UnitOfWork, request: DataRequest) -> bool:
    return work.actor.reaches(READ, org_paths.load_org_path(work.session, request.organization_id, work.today).path)


def _addressed_to(units: Select[tuple[str]]) -> ColumnElement[bool]:
    addressed = (select(kind.request_id).where(kind.organization_id.in_(units)) for kind in (DataAsk, SparedUnit))
    return DataRequest.id.in_(union(*addressed))
