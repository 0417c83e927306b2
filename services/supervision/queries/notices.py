"""Notices and rectification items for units and issuers, with deliveries and history."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from services.supervision.model import Notice, RectificationItem, lifecycle, repository, views
from services.supervision.queries.access import BOTH_SIDES, list_records, read, with_history
from shared.enumerations import NOTICE_STANDINGS
from shared.errors import Invalid
from shared.pages import Page, paginate_list
from shared.reading import View
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def notice(work: UnitOfWork, *, notice_id: str) -> dict[str, Any]:
    """Return a notice with its items, deliveries and history."""
    record, view = read(work, Notice, notice_id, *BOTH_SIDES)
    items = [to_view(item, work) for item in repository.items_of(work.session, record)]
    beside = {"asked": view.each(items, views.PUBLIC_ITEM), "deliveries": _deliveries(work, record, view)}
    return with_history(work, record, view, views.PUBLIC_NOTICE, **beside)


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
    equal = {"issuer_id": issuer_id, "year": year, "kind": kind, "status": status}
    terms = _schedule_terms_of_notice(standing, work.today)
    return list_records(work, Notice, organization_id, equal, (after, limit), *terms)


@query
def deliveries(work: UnitOfWork, *, notice_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the deliveries of a notice to units, with their acknowledgements."""
    items = _deliveries(work, *read(work, Notice, notice_id, *BOTH_SIDES))
    return paginate_list(items, lambda delivery: str(delivery["organization_id"]), after, limit)


@query
def item(work: UnitOfWork, *, item_id: str) -> dict[str, Any]:
    """Return a rectification item with its history."""
    return with_history(work, *read(work, RectificationItem, item_id, *BOTH_SIDES), views.PUBLIC_ITEM)


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
    equal = {"origin": origin, "year": year, "status": status}
    terms = _schedule_terms_of_item(standing, work.today)
    return list_records(work, RectificationItem, organization_id, equal, (after, limit), *terms)


def _deliveries(work: UnitOfWork, notice: Notice, view: View) -> list[dict[str, Any]]:
    deliveries = repository.deliveries_of(work.session, notice)
    return view.each((to_view(delivery, work) for delivery in deliveries), views.PUBLIC_DELIVERY)


def _schedule_terms_of_notice(status: str | None, day: date) -> list[ColumnElement[bool]]:
    issued = Notice.status == lifecycle.ISSUED
    return _terms_of(
        status,
        open=[issued, Notice.items_open > 0, Notice.late_from > day],
        overdue=[issued, Notice.items_open > 0, Notice.late_from <= day],
        answered=[issued, Notice.items_open == 0],
    )


def _schedule_terms_of_item(status: str | None, day: date) -> list[ColumnElement[bool]]:
    item = RectificationItem
    return _terms_of(
        status,
        open=[item.status == lifecycle.OPEN, item.overdue_from > day],
        overdue=[item.status == lifecycle.OPEN, item.overdue_from <= day],
        answered=[item.status == lifecycle.ANSWERED],
    )


def _terms_of(status: str | None, **terms: list[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    if status is None:
        return []
    if status not in terms:
        raise Invalid("notice_standing_unknown", field="standing", standing=status, known=NOTICE_STANDINGS)
    return terms[status]
