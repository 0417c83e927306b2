"""HTTP server for Prometheus in a process that serves nothing else: `/metrics` and `/healthz`.

The gateway has a port of its own and answers both there; services, relays and the projector answer on the address that
`SANJI_METRICS` names, and not at all where it is empty.
"""

import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog

from shared.database_errors import log_failure
from shared.messaging import metrics

log = structlog.get_logger()


class Server(ThreadingMixIn, WSGIServer):
    """Answers each scrape on a thread of its own and ends with the process."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Leaves the scrapes out of the log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Log nothing."""


def serve(address: str) -> Server | None:
    """Serve scrapes on `host:port` in the background; return None where the address is empty."""
    if not address:
        return None
    host, _, port = address.rpartition(":")
    server = make_server(host, int(port), answer, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    log.info("metrics server started", address=f"{host}:{server.server_port}")
    return server


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer `/metrics` and `/healthz`: 503 while a watched database cannot be read, else 200."""
    if environ["PATH_INFO"] not in {"/metrics", "/healthz"}:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics /healthz\n"]
    try:
        body, kind = metrics.exposition()
    except Exception as error:  # noqa: BLE001 - logged below, with its stack
        # Whatever keeps the figures from being read, the process goes on; Prometheus sees the scrape fail.
        log_failure(log, "metrics cannot be read", error)
        start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"metrics cannot be read\n"]
    if environ["PATH_INFO"] == "/healthz":
        body, kind = b"ok\n", "text/plain"
    start_response("200 OK", [("Content-Type", kind)])
    return [body]
