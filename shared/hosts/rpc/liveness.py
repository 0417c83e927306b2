"""Availability of services by ping, which may be answered as late as any other call."""

import threading
import time
from collections.abc import Collection
from concurrent.futures import wait

from shared.errors import Unavailable
from shared.hosts.rpc.client_connection import ClientConnection
from shared.hosts.rpc.connection import PING
from shared.hosts.rpc.pending_requests import Request
from shared.messaging.json_codec import dumps

LOOK = 1.0
"""Seconds for which a look waits for the answers that are still missing, and for which it is good."""
BODY = dumps({"args": (), "kwargs": {}})


class LivenessProbe:
    """Pending pings over one connection, one for each service, and the services whose last one was not answered."""

    def __init__(self, line: ClientConnection, timeout: float) -> None:
        self.line = line
        self.timeout = timeout
        self.turn = threading.Lock()
        self.good_until = 0.0
        self.under_way: dict[str, Request] = {}
        self.silent: frozenset[str] = frozenset()
        self.alive: frozenset[str] = frozenset()

    def look(self, services: Collection[str]) -> frozenset[str]:
        """Return the services that have not answered for a call's timeout, or never yet."""
        with self.turn:
            if time.monotonic() > self.good_until:
                self._look(frozenset(services))
                self.good_until = time.monotonic() + LOOK
            return self.silent

    def _look(self, services: frozenset[str]) -> None:
        for service in services - self.under_way.keys():
            self.under_way[service] = self._ping(service)
        wait([request.answer for request in self.under_way.values()], timeout=LOOK)
        answered = {service for service, request in self.under_way.items() if _is_answered(request)}
        for service, request in list(self.under_way.items()):
            if request.left <= 0:
                self.line.requests.forget(request)
                del self.under_way[service]
        # A service whose answer is still to come is as it was; one that never answered is silent.
        failed = services - answered - self.under_way.keys()
        self.alive = (self.alive | answered) - failed
        self.silent = services - self.alive

    def _ping(self, service: str) -> Request:
        request = Request(f"{service}.{PING}", BODY, until=time.monotonic() + self.timeout, repeatable=True)
        try:
            self.line.send(request)
        except Unavailable as error:
            request.fail(str(error))
        return request


def _is_answered(request: Request) -> bool:
    return request.answer.done() and request.answer.exception() is None
