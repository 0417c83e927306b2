"""Lists as files: every page of what the filters leave, as CSV or a workbook, where Accept names one of them."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, g, request

from gateway.i18n import language
from gateway.schemas import ResponseSchema
from gateway.table_files.exports import WRITERS, columns_of
from shared.errors import Invalid
from shared.pages import MOST

ROWS = 20_000
"""Rows of one file; a longer list is narrowed by its filters."""
ENDINGS = dict(zip(WRITERS, ("csv", "xlsx"), strict=True))


def wanted() -> str | None:
    """Return the media type of a table that Accept prefers to JSON, or None."""
    if not request.accept_mimetypes:
        return None
    best = request.accept_mimetypes.best_match(["application/json", *WRITERS])
    return best if best in WRITERS else None


def response(media: str, item: type[ResponseSchema], view: Callable[..., Any]) -> Response:
    """Return all rows of a list as a file; Invalid where there are too many."""
    tongue = language()
    columns = columns_of(item, tongue, g.get("selected_fields"))
    content = WRITERS[media](columns, list(_rows(item, view)), tongue)
    name = request.path.strip("/").rpartition("/")[2]
    found = Response(content, mimetype=media)
    found.headers["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[media]}"'
    found.headers["Vary"] = "Accept, Accept-Language"
    return found


def _rows(item: type[ResponseSchema], view: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    schema, after, count = item(), None, 0
    while True:
        page = view(after=after, limit=MOST)
        for record in page["items"]:
            count += 1
            if count > ROWS:
                raise Invalid("export_too_long", most=ROWS)
            yield _typed(schema, record)
        after = page.get("next_after")
        if after is None:
            return


def _typed(schema: ResponseSchema, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as it is answered, but for days and moments, which stay what they are."""
    shown: dict[str, Any] = dict(schema.dump(record))
    for name, field in schema.dump_fields.items():
        given = record.get(field.attribute or name) if isinstance(record, dict) else None
        if name in shown and hasattr(given, "isoformat"):
            shown[name] = given
    return shown
