"""Access log: one line for every answered request with its method, path, account and duration."""

import time

import structlog
from flask import Flask, Response, g, request

from gateway.anonymity import is_anonymous

UNLOGGED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What supervisors and Prometheus ask every few seconds."""

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Log the requests of an application; registered first, it begins before all others and sees the final answer."""
    app.before_request(_begin)
    app.after_request(_log)


def _begin() -> None:
    g.begun = time.perf_counter()


def _log(response: Response) -> Response:
    if request.path not in UNLOGGED:
        # Of what was sent without a name, the line says neither by whom nor what would lead to it.
        named = not is_anonymous()
        identity = g.get("identity") if named else None
        log.info(
            "request answered",
            method=request.method,
            # The rule, never the path: a line must not name an organization or a person.
            route=request.url_rule.rule if request.url_rule is not None else "none",
            status=response.status_code,
            seconds=round(time.perf_counter() - g.begun, 4),
            correlation_id=g.get("correlation_id", "") if named else "",
            account_id=identity.account_id if identity is not None else "",
        )
    return response
