"""Requests of which it is not kept who sent them: suggestions without a name."""

from datetime import datetime
from typing import Any

from flask import request
from marshmallow import fields

RULE = "/api/v1/suggestions"
KEPT = "district_id", "id", "method", "route", "path", "personal", "status"
"""All that the trail says of such a request; a column that is added says nothing of it until it is named here."""


def is_anonymous() -> bool:
    """Return whether the sender of this request wished not to be known; one that is malformed counts as well."""
    if request.method != "POST" or str(request.url_rule) != RULE:
        return False
    body = request.get_json(silent=True)
    named = body.get("named", True) if isinstance(body, dict) else False
    return not (isinstance(named, bool | str | int) and named in fields.Boolean.truthy)


def without_sender(row: dict[str, Any]) -> dict[str, Any]:
    """Return an audit row that says in which district and hour something was sent, not by whom or from where."""
    at: datetime = row["at"]
    kept = {name: row[name] for name in KEPT}
    empty = dict.fromkeys(("account_id", "account_name", "correlation_id", "address"), "")
    return dict.fromkeys(row) | empty | kept | {"at": at.replace(minute=0, second=0, microsecond=0)}
