"""Answers everything with the same bytes: what gunicorn itself costs, with the gateway's workers and threads.

It is the application and its settings: `gunicorn --config python:bench.stock.plain bench.stock.plain:answer`.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("SANJI_WORKERS", "2"))
threads = int(os.environ.get("SANJI_THREADS", "16"))
worker_class = "gthread"
loglevel = "warning"
control_socket_disable = True

BODY = b"x" * int(os.environ.get("BENCH_BYTES", "1000"))
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]


def answer(
    _environ: Mapping[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Return any request."""
    start_response("200 OK", HEADERS)
    return [BODY]
