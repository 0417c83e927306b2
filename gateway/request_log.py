"""Access log and trace: a line and a span for every answered request, with its method, route and duration."""

import time

import structlog
from flask import Flask, Response, g, request

from gateway.anonymity import is_anonymous
from gateway.request_headers import traceparent
from shared import tracing

UNLOGGED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What supervisors and Prometheus ask every few seconds."""

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Log and trace the requests of an application; registered first, it begins first and sees the final answer."""
    app.before_request(_begin)
    app.after_request(_log)
    app.teardown_request(_end)


def _begin() -> None:
    g.begun = time.perf_counter()
    g.traceparent = ""
    if request.path not in UNLOGGED:
        # The rule, never the path, and nothing that leads from what was sent without a name to its sender.
        parent = "" if is_anonymous() else traceparent()
        g.span = tracing.span(f"{request.method} {_route()}", parent, tracing.SERVER)
        g.traceparent = g.span.__enter__()


def _end(error: BaseException | None) -> None:
    if "span" in g:
        kind = None if error is None else type(error)
        g.span.__exit__(kind, error, None)


def _route() -> str:
    return request.url_rule.rule if request.url_rule is not None else "none"


def _log(response: Response) -> Response:
    if request.path not in UNLOGGED:
        # Of what was sent without a name, the line says neither by whom nor what would lead to it.
        named = not is_anonymous()
        identity = g.get("identity") if named else None
        log.info(
            "request answered",
            method=request.method,
            # The rule, never the path: a line must not name an organization or a person.
            route=_route(),
            status=response.status_code,
            seconds=round(time.perf_counter() - g.begun, 4),
            correlation_id=g.get("correlation_id", "") if named else "",
            account_id=identity.account_id if identity is not None else "",
        )
    return response
