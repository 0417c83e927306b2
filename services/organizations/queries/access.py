"""Lists: one organization alone or everything below it that a right covers, given page by page."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Select, literal, select, tuple_

from services.organizations.model.tree import district_of
from shared import org_paths, trees
from shared.errors import Invalid
from shared.page_totals import note_query
from shared.pages import Page
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

LIMIT = 200
Units = Select[Any]


class DatedPage(Page):
    """A page of what holds on a day."""

    as_of: date


def scope_of(
    work: UnitOfWork, organization_id: str, right: str, *, below: bool, day: date | None = None
) -> tuple[str, Units]:
    """Return the district and a SELECT of the ids; Forbidden where the right is held on none.

    A grant on this unit only reaches nothing below it. What was closed is there where it last stood, as in figures.
    """
    district_id = district_of(work.session, organization_id)
    path = trees.path(work.session, organization_id, work.today)
    work.actor.require(right, path)
    if not (below and work.actor.reaches_below(right, path)):
        return district_id, select(literal(organization_id).label("organization_id"))
    return district_id, org_paths.subtree(organization_id, day or work.today)


def keyset_page(
    work: UnitOfWork,
    query: Any,
    keys: Sequence[Any],
    after: str | None,
    limit: int,
    *,
    descending: bool = False,
    record: Callable[[Any], Any] = lambda row: row[0],
) -> Page:
    """Return a page of a query's rows in the order of some columns, `record` of each serialised; nothing is counted."""
    begin = parse_cursor(after, [key.type.python_type for key in keys])
    note_query(query)
    if begin is not None:
        values = tuple_(*(literal(value, key.type) for value, key in zip(begin, keys, strict=True)))
        query = query.where(tuple_(*keys) < values if descending else tuple_(*keys) > values)
    size = min(limit, LIMIT)
    ordered = query.add_columns(*keys).order_by(*(key.desc() if descending else key for key in keys))
    rows = work.session.execute(ordered.limit(size + 1)).all()
    next_after = cursor(rows[size - 1][-len(keys) :]) if len(rows) > size else None
    return {"items": [to_view(record(row), work) for row in rows[:size]], "next_after": next_after}


def parse_cursor(after: str | None, types: Sequence[type]) -> tuple[Any, ...] | None:
    """Read the values that a page ended with, or refuse as Invalid what is none."""
    if after is None:
        return None
    try:
        values: tuple[Any, ...] = msgspec.json.decode(after, type=prepared(tuple.__class_getitem__(tuple(types))))
    except msgspec.MsgspecError:
        raise Invalid("cursor_malformed", field="cursor") from None
    return values


def cursor(values: Sequence[Any]) -> str:
    """Write the values that a page ends with."""
    return msgspec.json.encode(list(values)).decode()
