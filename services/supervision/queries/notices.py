"""Notices and rectification items for units and issuers, with deliveries and history."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from services.supervision.model import Notice, RectificationItem, lifecycle, public, repository
from services.supervision.queries.access import listed, read, way
from shared.enumerations import NOTICE_STANDINGS
from shared.errors import Invalid
from shared.pages import Page, page_response, paginate_list
from shared.service import query
from shared.unit_of_work import UnitOfWork

STANDINGS = NOTICE_STANDINGS
BOTH = ("organization_id", "issuer_id")


@query
def notice(work: UnitOfWork, *, notice_id: str) -> dict[str, Any]:
    """Return a notice with its items, deliveries and history."""
    found, view = read(work, Notice, notice_id, *BOTH)
    items = (repository.item_view(one, work.today) for one in repository.items_of(work.session, found))
    hanging = {
        "asked": view.each(items, public.ITEM),
        "deliveries": view.each(repository.deliveries_of(work.session, found), public.DELIVERY),
        "way": way(work, found, view),
    }
    return view.of(repository.notice_view(found, work.today) | hanging, public.NOTICE)


@query
def notices(
    work: UnitOfWork,
    *,
    organization_id: str,
    issuer_id: str | None = None,
    year: int | None = None,
    kind: str | None = None,
    status: str | None = None,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the notices that an organization and everyone below it have to answer."""
    terms = {"issuer_id": issuer_id, "year": year, "kind": kind, "status": status}
    more = _standing_of_notice(standing, work.today)
    rows = listed(work, Notice, organization_id, terms, (after, limit), *more)
    return page_response([repository.notice_view(row, work.today) for row in rows], limit)


@query
def deliveries(work: UnitOfWork, *, notice_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the deliveries of a notice to units, with their acknowledgements."""
    told, view = read(work, Notice, notice_id, *BOTH)
    found = view.each(repository.deliveries_of(work.session, told), public.DELIVERY)
    return paginate_list(found, lambda one: str(one["organization_id"]), after, limit)


@query
def item(work: UnitOfWork, *, item_id: str) -> dict[str, Any]:
    """Return a rectification item with its history."""
    found, view = read(work, RectificationItem, item_id, *BOTH)
    return view.of(repository.item_view(found, work.today) | {"way": way(work, found, view)}, public.ITEM)


@query
def items(
    work: UnitOfWork,
    *,
    organization_id: str,
    origin: str | None = None,
    year: int | None = None,
    status: str | None = None,
    standing: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List what an organization and everyone below it have to put right."""
    terms = {"origin": origin, "year": year, "status": status}
    more = _standing_of_item(standing, work.today)
    rows = listed(work, RectificationItem, organization_id, terms, (after, limit), *more)
    return page_response([repository.item_view(row, work.today) for row in rows], limit)


def _standing_of_notice(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    issued = [Notice.status == lifecycle.ISSUED]
    return _terms(
        standing,
        {
            "open": [*issued, Notice.items_open > 0, Notice.late_from > day],
            "overdue": [*issued, Notice.items_open > 0, Notice.late_from <= day],
            "answered": [*issued, Notice.items_open == 0],
        },
    )


def _standing_of_item(standing: str | None, day: date) -> list[ColumnElement[bool]]:
    item = RectificationItem
    return _terms(
        standing,
        {
            "open": [item.status == lifecycle.OPEN, item.overdue_from > day],
            "overdue": [item.status == lifecycle.OPEN, item.overdue_from <= day],
            "answered": [item.status == lifecycle.ANSWERED],
        },
    )


def _terms(standing: str | None, known: dict[str, list[ColumnElement[bool]]]) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    if standing not in known:
        raise Invalid("notice_standing_unknown", field="standing", standing=standing, known=STANDINGS)
    return known[standing]
