"""Checks before every view: the body's size, authentication, rate limits, and the headers that its route requires."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

from gateway import key_scopes, request_headers
from gateway.app_context import app_context
from gateway.authentication import authenticate
from gateway.identity_cache import Identity
from gateway.problems import Problem
from gateway.request_headers import IfMatch
from shared.unit_of_work import new_id

CORRELATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
JSON, FILES = "application/json", "multipart/form-data"


@dataclass(frozen=True)
class RoutePolicy:
    """Policy of a route, checked before its view runs; a view without one requires authentication.

    what `renews` or ends a session is counted apart from signing in;
    `private` ones leave no row in the trail, for what they keep is nobody's fact yet;
    `own` routes are open to who must change the password or enrol a second factor first; `personal` ones are audited;
    `if_match` says what becomes of that header; `unlimited` ones are counted by nobody.
    """

    public: bool = False
    own: bool = False
    personal: bool = False
    if_match: IfMatch = IfMatch.IGNORED
    unlimited: bool = False
    renews: bool = False
    private: bool = False
    media: str | None = None


ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""The headers of every answer that does not set them otherwise."""
CLOSED = RoutePolicy()
PUBLIC_BODY_MOST = 4_096
"""Bytes that a request without a token may send, as for signing in."""
ROUTE_POLICY = "sanji_route_policy"
"""The attribute of a view that holds its policy."""


def policy_of(view: Callable[..., Any] | None) -> RoutePolicy:
    """Return the policy of a view; the default one where it declares none."""
    found: RoutePolicy = getattr(view, ROUTE_POLICY, CLOSED)
    return found


def register(app: Flask) -> None:
    """Enforce the policies before every view of an application, and set the noted headers on every response."""
    app.before_request(_before_request)
    app.before_request(_authorize)
    app.after_request(_after_request)


def _before_request() -> None:
    given = request.headers.get("X-Correlation-ID", "")
    g.correlation_id = given if CORRELATION.fullmatch(given) else new_id()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id)
    limit = _body_limit()
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=limit)


def _body_limit() -> int:
    most = app_context().settings.body_limit
    is_public = request.endpoint is not None and policy_of(current_app.view_functions[request.endpoint]).public
    return min(most, PUBLIC_BODY_MOST) if is_public else most


def _authorize() -> None:
    if request.endpoint is None or request.method == "OPTIONS":
        return
    policy = policy_of(current_app.view_functions[request.endpoint])
    if not policy.public:
        g.identity = _identity()
    if not policy.unlimited:
        g.setdefault("headers", {}).update(_rate_limit(policy))
    _require_key_scope(policy)
    if not policy.public and not policy.own and g.identity.must_change_password:
        raise Problem(HTTPStatus.FORBIDDEN, "password_must_be_changed")
    if not policy.public and not policy.own and g.identity.must_set_up_second_factor:
        raise Problem(HTTPStatus.FORBIDDEN, "second_factor_must_be_set_up")
    _check_media(policy)
    request_headers.idempotency_key()
    request_headers.expected_versions(policy.if_match)


def _require_key_scope(policy: RoutePolicy) -> None:
    scope = None if policy.public else g.identity.scope
    if scope is not None:
        decides = request.method == "POST" and policy.if_match is IfMatch.REQUIRED
        key_scopes.require_within_scope(scope, g.identity.session_id, decides=decides, is_personal=_is_personal)


def _is_personal(view: Callable[..., Any]) -> bool:
    return policy_of(view).personal


def _identity() -> Identity:
    try:
        return authenticate()
    except Problem:
        # Looking for an account that is not there is work as well.
        app_context().strangers.count(request.remote_addr or "")
        raise


def _rate_limit(policy: RoutePolicy) -> dict[str, str]:
    here, address = app_context(), request.remote_addr or ""
    if policy.public:
        return (here.renewals if policy.renews else here.sign_ins).count(address)
    return here.requests.count(g.identity.account_id)


def _check_media(policy: RoutePolicy) -> None:
    if policy.media and request.mimetype != policy.media and (request.content_length or request.mimetype):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type_unsupported", wanted=policy.media)


def _after_request(response: Response) -> Response:
    response.headers["X-Correlation-ID"] = g.get("correlation_id", "")
    for name, value in {**ALWAYS, **g.get("headers", {})}.items():
        response.headers.setdefault(name, value)
    structlog.contextvars.unbind_contextvars("correlation_id")
    return request_headers.finish(response)
