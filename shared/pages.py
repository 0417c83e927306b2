"""Keyset pagination: a page continues after the key of its last item and costs the same wherever it begins."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from shared import org_paths
from shared.errors import Invalid
from shared.page_totals import note_number, note_query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view

MOST = 200
DIGITS = 9


class Page(TypedDict):
    """Some items of a list, and the key after which the next page begins, if there is one."""

    items: list[dict[str, Any]]
    next_after: str | None


def require_page_size(limit: int) -> int:
    """Return a page's size of 1 to 200 items, or refuse it as Invalid."""
    if not 1 <= limit <= MOST:
        raise Invalid("limit_out_of_range", field="limit", limit=limit, most=MOST)
    return limit


def number(after: str) -> int:
    """Parse a numeric cursor, or refuse it as Invalid."""
    if not (after.isascii() and after.isdecimal()) or len(after) > DIGITS:
        raise Invalid("cursor_unknown", field="cursor")
    return int(after)


def page(query: Any, key: Any, after: str | None, limit: int) -> Any:
    """Select the items after a cursor in the order of their ids (keyset pagination), one more than the page has."""
    if after is not None and not org_paths.is_id(after):
        raise Invalid("cursor_unknown", field="cursor")
    note_query(query)
    further = query if after is None else query.where(key > after)
    return further.limit(require_page_size(limit) + 1)


def record_page(work: UnitOfWork, query: Any, key: Any, after: str | None, limit: int) -> Page:
    """Select and serialise the records after a cursor in the order of a key, such as their ids."""
    rows = work.session.scalars(page(query.order_by(key), key, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit, key=key.key)


def page_response(items: list[dict[str, Any]], limit: int, *, key: str = "id") -> Page:
    """Build a page of items fetched with one more than it shows; the surplus one means that there is a next page."""
    found = items[:limit]
    return {"items": found, "next_after": str(found[-1][key]) if len(items) > limit else None}


def paginate_list(
    items: Sequence[dict[str, Any]], key: Callable[[dict[str, Any]], str], after: str | None, limit: int
) -> Page:
    """Build a page of a short list in memory; a cursor whose item is gone ends the list."""
    note_number(len(items))
    keys = [key(item) for item in items]
    begin = 0 if after is None else keys.index(after) + 1 if after in keys else len(keys)
    end = begin + require_page_size(limit)
    return {"items": list(items[begin:end]), "next_after": keys[end - 1] if end < len(keys) else None}
