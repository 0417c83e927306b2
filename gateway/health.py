"""Health checks and metrics: liveness, readiness of the database and the services, and counters.

Metrics have an address of their own, `SANJI_METRICS`, and are on no other; that address answers nothing else.
"""

import resource
import time
from functools import partial
from pathlib import Path

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from gateway.app_context import EXTENSION, app_context
from gateway.audit import size
from gateway.request_policy import ROUTE_POLICY, RoutePolicy
from shared import databases
from shared.database_errors import log_failure
from shared.messaging.metrics import exposition, refresh_pool

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What a label names; whoever sends other words as methods makes no series of them."""
OPEN = RoutePolicy(public=True, unlimited=True)
REQUESTS = Counter("gateway_requests_total", "Requests answered", ["method", "route", "status"])
MEMORY = Gauge("gateway_memory_bytes", "Memory of each worker", multiprocess_mode="liveall")
log = structlog.get_logger()
SECONDS = Histogram("gateway_request_seconds", "Time to answer", ["method", "route"])


def register(app: Flask) -> None:
    """Answer `/healthz`, `/readyz` and `/metrics`, and count every request by its route."""
    for rule, view in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        setattr(view, ROUTE_POLICY, OPEN)
        app.add_url_rule(rule, view.__name__, view)
    port = app.extensions[EXTENSION].settings.metrics_address.rpartition(":")[2]
    app.before_request(partial(_keep_apart, port))
    app.after_request(_count)


def _keep_apart(port: str) -> None:
    """Answer 404 to metrics at the public address, and to everything else at theirs."""
    # The port of the socket that took the request; no header changes it. The rule, for `/metrics/` is served by it too.
    rule = request.url_rule.rule if request.url_rule is not None else ""
    if rule != "/healthz" and (rule == "/metrics") is not (request.environ["SERVER_PORT"] == port):
        raise NotFound


def healthz() -> dict[str, str]:
    """Answer 200 while the process serves (liveness)."""
    return {"status": "ok"}


def readyz() -> tuple[dict[str, str | list[str]], int]:
    """Return whether the gateway is ready, and name the services that do not answer.

    It can while its database is there and any service answers: sending people to another gateway brings none back.
    """
    hears = app_context().executor.receives
    there, silent = _database_is_there(), app_context().caller.silent(hears)
    services = "ok" if not silent else "partly away" if silent < hears else "away"
    said: dict[str, str | list[str]] = {"database": "ok" if there else "away", "services": services}
    return said | {"silent": sorted(silent)}, 200 if there and services != "away" else 503


def metrics() -> Response:
    """Return the metrics of all worker processes; on the embedded host those of every service's database too."""
    try:
        size.refresh(app_context().engine, app_context().clock(), app_context().settings.audit_limit)
    except SQLAlchemyError as error:
        # The counters are wanted most while the database is away.
        log_failure(log, "trail size cannot be read", error)
    refresh_pool("gateway", app_context().engine)
    # Resident pages, the second number (proc(5)).
    MEMORY.set(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
    body, content_type = exposition()
    return Response(body, content_type=content_type)


def _database_is_there() -> bool:
    try:
        with databases.reading(app_context().engine) as session:
            session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever stands between us and the database, it is away
        return False
    return True


def _count(response: Response) -> Response:
    # The rule, never the path: a label must not name an organization or a person.
    route = request.url_rule.rule if request.url_rule is not None else "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(method, route).observe(time.perf_counter() - g.begun)
    return response
