"""RPC client of a threaded web process: one connection for all its threads, and a timeout on every call."""

import os
import threading
import time
from collections.abc import Collection
from concurrent.futures import CancelledError
from typing import Any

import structlog

from shared import tracing
from shared.errors import Unavailable
from shared.hosts.rpc.client_connection import ClientConnection
from shared.hosts.rpc.liveness import LivenessProbe
from shared.hosts.rpc.pending_requests import Request
from shared.messaging.json_codec import dumps, loads

log = structlog.get_logger()


class RemoteBug(Exception):
    """A service failed with an unexpected exception, named by `remote_type`; never shown to the caller."""

    def __init__(self, service: str, method: str, error: dict[str, Any]) -> None:
        super().__init__(f"{service}.{method}: {error.get('exc_type')}: {error.get('value')}")
        self.remote_type = str(error.get("exc_type"))


class RpcClient:
    """Calls nameko services by nameko's own protocol; thread-safe, and reconnects after a fork."""

    def __init__(self, amqp_uri: str, timeout: float) -> None:
        self.amqp_uri = amqp_uri
        self.timeout = timeout
        self._lines: dict[int, ClientConnection] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._signs: dict[int, LivenessProbe] = {}

    def call(self, service: str, method: str, **params: Any) -> Any:
        """Call a service's method and return its answer; raise its refusal, `RemoteBug` or Unavailable.

        Raises Unavailable when no answer comes within the time limit (seconds), the service does not exist, its
        database or the broker is away; RemoteBug when the service failed. A call that carries an idempotency key is
        sent again when the connection breaks under it: the service answers what it answered. A call without one fails
        then, because nobody can know whether it took effect.
        """
        call = params.get("call") or {}
        with tracing.span(f"{service}.{method}", call.get("traceparent", ""), tracing.CLIENT) as traceparent:
            if traceparent:
                params["call"] = call | {"traceparent": traceparent}
            request = Request(
                routing_key=f"{service}.{method}",
                body=dumps({"args": (), "kwargs": params}),
                until=time.monotonic() + self.timeout,
                repeatable=bool(call.get("idempotency_key")),
            )
            answer = loads(self._ask(request))
        if answer["error"] is not None:
            bug = RemoteBug(service, method, answer["error"])
            if bug.remote_type == Unavailable.__name__:
                raise Unavailable(str(bug)) from bug
            log.error("rpc call failed", service=service, method=method, remote_type=bug.remote_type)
            raise bug
        return answer["result"]

    def healthy(self) -> bool:
        """Return whether the broker is connected, waiting up to a second for a connection being opened."""
        line = self._own_line()
        return line.connected.wait(0.0 if line.refusing else 1.0) and line.refusing is None

    def silent(self, services: Collection[str]) -> frozenset[str]:
        """Ping services and return those that do not answer."""
        line = self._own_line()
        return self._signs.setdefault(os.getpid(), LivenessProbe(line, self.timeout)).look(services)

    def close(self) -> None:
        """Fail pending calls and close the connection."""
        self._signs.pop(os.getpid(), None)
        line = self._lines.pop(os.getpid(), None)
        if line is not None:
            line.close()

    def _ask(self, request: Request) -> str:
        line = self._own_line()
        line.send(request)
        try:
            return request.answer.result(request.until - time.monotonic())
        except (TimeoutError, CancelledError):
            line.requests.forget(request)
            raise Unavailable(f"no answer from {request.routing_key} within {self.timeout} s") from None

    def _own_line(self) -> ClientConnection:
        # A thread does not survive a fork, and a lock may come through it locked: each process has its own of both.
        process = os.getpid()
        line = self._lines.get(process)
        if line is None:
            with self._locks.setdefault(process, threading.Lock()):
                line = self._lines.get(process) or self._lines.setdefault(process, ClientConnection(self.amqp_uri))
        return line
