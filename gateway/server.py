"""gunicorn server of an application: threads in worker processes, and the metrics of all as one."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from prometheus_client import multiprocess

from gateway.request_receiving import ReceivingWorker
from shared.logs import log_config
from shared.settings import Settings

Make = Callable[[], tuple[Flask, Callable[[], None]]]
"""Makes the application inside a worker process, and gives what ends its parts when the worker ends."""
SLACK = 20
"""Seconds by which a worker may outlast the longest wait for a service before it counts as stuck."""

CONNECTIONS = 400
"""Connections of one worker at a time; each is a file, of which a process may open 1024 by default."""
BACKLOG = 512
KEPT = 15
"""Seconds for which a connection without a request is kept; a proxy has to give it up sooner."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn's application, configured in code instead of on the command line."""

    def __init__(self, make: Make, settings: Settings, name: str, *, workers: int, address: str, level: str) -> None:
        self.make = make
        own = [settings.metrics_address] if settings.metrics_address else []
        self.options: dict[str, Any] = {
            "bind": [f"{address}:{settings.port}", *own],
            "workers": workers,
            "threads": settings.threads,
            "worker_class": type("Worker", (ReceivingWorker,), {"body_limit": settings.body_limit}),
            "worker_connections": CONNECTIONS,
            "backlog": BACKLOG,
            "keepalive": KEPT,
            "timeout": int(settings.rpc_timeout) + SLACK,
            "graceful_timeout": SLACK,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logconfig_dict": log_config(name, level=level),
            "worker_exit": self._end,
            "child_exit": _forget_process,
        }
        self.end: Callable[[], None] = lambda: None
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Create the application in the worker, so that nothing is shared across a fork."""
        app, self.end = self.make()
        return app

    def _end(self, _server: object, _worker: object) -> None:
        self.end()


def require_free_port(address: str, port: int, *, remedy: str = "PORT=8080") -> None:
    """Exit with a sentence where an address is in use; gunicorn would retry it for seconds first."""
    family, kind, protocol, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError:
            raise SystemExit(
                f"{address}:{port} 已被占用或不能使用，换一个端口：{remedy}"
                f" · {address}:{port} is taken or cannot be used, choose another port: {remedy}"
            ) from None


def serve(
    make: Make, settings: Settings, name: str, *, workers: int, address: str = "127.0.0.1", level: str = "INFO"
) -> None:
    """Serve until stopped; it returns by ending the process."""
    require_free_port(address, settings.port)
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        # What the workers of an earlier run counted is not this one's.
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True)
    Server(make, settings, name, workers=workers, address=address, level=level).run()


def _forget_process(_server: object, worker: Any) -> None:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
