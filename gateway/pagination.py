"""Pagination: each page has its own address and the next one's, with a signed cursor.

A cursor is what the list's query said it went on `after`, signed together with the address it belongs to, so that a
query never meets a position that it did not give.
"""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import g, request
from marshmallow import ValidationError, fields, post_load

from gateway.app_context import app_context
from gateway.schemas import Integer, RequestSchema, ResponseSchema, Text
from gateway.validation_messages import LocalizedMessage

LIMIT, MOST = 50, 200
TOTAL = "total=true 时给出总数，不清点的列表为空 · how many there are, if asked; null where nobody counts"


class PageQuery(RequestSchema):
    """Query parameters of a page: cursor and limit."""

    limit = Integer(least=1, most=MOST, load_default=LIMIT, metadata={"description": "每页条数 · items a page"})
    cursor = Text(
        most=1000, data_key="cursor", metadata={"description": "上一页 next 中的游标 · from the last page's next"}
    )

    total = fields.Boolean(
        load_default=False, metadata={"description": "一并给出总数 · with how many items there are in all"}
    )

    @post_load
    def open_cursor(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Decode the cursor into the `after` that queries take."""
        cursor = data.pop("cursor", None)
        g.counted = data.pop("total")
        return data | {"after": None if cursor is None else decode_cursor(cursor)}


@cache
def page_of(item: type[ResponseSchema]) -> type[ResponseSchema]:
    """Return the schema of a page of items, one for every kind of item."""
    return ResponseSchema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "self": fields.String(required=True),
            "next": fields.String(required=True, allow_none=True),
            "total": fields.Integer(allow_none=True, metadata={"description": TOTAL}),
        },
        name=f"{item.__name__}Page",
    )  # type: ignore[return-value]


def page(answer: dict[str, Any]) -> dict[str, Any]:
    """Make a page from a query's `items` and `next_after`."""
    following = answer.get("next_after")
    total = {"total": answer.get("total")} if g.get("counted") else {}
    return total | {
        "items": answer["items"],
        "self": _address(request.args.get("cursor")),
        "next": None if following is None else _address(encode_cursor(following)),
    }


def encode_cursor(after: str) -> str:
    """Encode and sign the cursor for a position of the list being served."""
    return base64.urlsafe_b64encode(_seals(after)[0] + after.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Decode a cursor issued for this address, or refuse it."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        after = raw[16:].decode()
    except ValueError as error:
        raise ValidationError(LocalizedMessage("cursor_invalid"), "cursor") from error
    if not any(hmac.compare_digest(raw[:16], seal) for seal in _seals(after)):
        raise ValidationError(LocalizedMessage("cursor_invalid"), "cursor")
    return after


def _seals(after: str) -> list[bytes]:
    place = f"cursor {request.path} {urlencode(_filters())} {after}"
    keys = app_context().settings.secret_keys
    return [hmac.digest(key.encode(), place.encode(), hashlib.sha256)[:16] for key in keys]


def _filters() -> list[tuple[str, str]]:
    beside = {"cursor", "limit", "fields", "total"}
    return sorted((name, value) for name, value in request.args.items(multi=True) if name not in beside)


def _address(cursor: str | None) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    parameters = urlencode(query + ([("cursor", cursor)] if cursor else []))
    return f"{request.path}?{parameters}" if parameters else request.path
