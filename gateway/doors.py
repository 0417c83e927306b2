"""Checks before every view: the body's size, authentication, rate limits, and the headers that its route requires."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

from gateway import conditions
from gateway.conditions import IfMatch
from gateway.identity import identify
from gateway.parts import parts
from gateway.problems import Problem
from shared.unit_of_work import new_id

CORRELATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
JSON, FILES = "application/json", "multipart/form-data"


@dataclass(frozen=True)
class Door:
    """Policy of a route, checked before its view runs; a view without one requires authentication.

    `own` routes are open to who must change the password first; `personal` ones are audited; `if_match` says what
    becomes of that header; `unlimited` ones are counted by nobody.
    """

    public: bool = False
    own: bool = False
    personal: bool = False
    if_match: IfMatch = IfMatch.IGNORED
    unlimited: bool = False
    media: str | None = None


ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""The headers of every answer that does not set them otherwise."""
CLOSED = Door()
DOOR = "sanji_door"
"""The attribute of a view that holds its policy."""


def door_of(view: Callable[..., Any] | None) -> Door:
    """Return the policy of a view; the default one where it declares none."""
    found: Door = getattr(view, DOOR, CLOSED)
    return found


def register(app: Flask) -> None:
    """Enforce the policies before every view of an application, and set the noted headers on every response."""
    app.before_request(_arrive)
    app.before_request(_enter)
    app.after_request(_leave)


def _arrive() -> None:
    given = request.headers.get("X-Correlation-ID", "")
    g.correlation_id = given if CORRELATION.fullmatch(given) else new_id()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id)
    limit = parts().settings.body_limit
    if (request.content_length or 0) > limit:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=limit)


def _enter() -> None:
    if request.endpoint is None or request.method == "OPTIONS":
        return
    door = door_of(current_app.view_functions[request.endpoint])
    if not door.public:
        g.identity = identify()
    if not door.unlimited:
        g.setdefault("headers", {}).update(_counted(door))
    if not door.public and not door.own and g.identity.must_change_password:
        raise Problem(HTTPStatus.FORBIDDEN, "password_must_be_changed")
    _check_media(door)
    conditions.idempotency_key()
    conditions.expected_versions(door.if_match)


def _counted(door: Door) -> dict[str, str]:
    if door.public:
        return parts().sign_ins.count(request.remote_addr or "")
    return parts().requests.count(g.identity.account_id)


def _check_media(door: Door) -> None:
    if door.media and request.mimetype != door.media and (request.content_length or request.mimetype):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type_unsupported", wanted=door.media)


def _leave(response: Response) -> Response:
    response.headers["X-Correlation-ID"] = g.get("correlation_id", "")
    for name, value in {**ALWAYS, **g.get("headers", {})}.items():
        response.headers.setdefault(name, value)
    structlog.contextvars.unbind_contextvars("correlation_id")
    return conditions.finish(response)
