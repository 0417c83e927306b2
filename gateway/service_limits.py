"""Bulkhead and circuit breaker (M. T. Nygard, Release It!): an unresponsive service cannot occupy all threads.

A call beyond what a service may hold waits for one of them to end, but only while the service answers at all. Once
calls have gone without any answer for a second, further ones are refused at once; after a time-out without an answer in
between, one call at a time finds out whether the service is back. See M. Nygard, "Release It!", stability patterns.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from prometheus_client import Histogram

from gateway.app_context import Caller
from shared.errors import Unavailable

STALLED = 1.0
"""Seconds without any answer after which a service with calls under way counts as stalled."""
SHARE = 4
"""One service may hold a quarter of a worker's threads; all together leave a quarter to health and overviews."""


CALLS = Histogram(
    "gateway_rpc_seconds", "Time of calls of services", ["service", "method"], buckets=(0.02, 0.1, 0.5, 2.0, 10.0)
)


class Stalled(Unavailable):
    """A service has stopped answering, and enough calls wait for it already."""


class CallLimit:
    """Limit on concurrent calls, of one service or of all of them (bulkhead)."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.most = max(1, most)
        self.begun: list[float] = []
        self.answered_at = 0.0
        self.timed_out = False
        self.changed = Condition()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Occupy one of the slots during a call, or raise Stalled where none will be free soon."""
        begun = self._enter()
        answered = False
        try:
            yield
            answered = True
        except Unavailable:
            raise
        except Exception:
            answered = True  # a refusal or a bug of the service is an answer
            raise
        finally:
            self._leave(begun, answered=answered)

    def _enter(self) -> float:
        with self.changed:
            while len(self.begun) >= (1 if self.timed_out else self.most):
                left = self._seconds_until_stalled()
                if left <= 0 or self.timed_out:
                    raise Stalled(f"{self.name} does not answer, {len(self.begun)} calls wait for it")
                self.changed.wait(left)
            begun = time.monotonic()
            self.begun.append(begun)
            return begun

    def _seconds_until_stalled(self) -> float:
        return max(self.begun[0], self.answered_at) + STALLED - time.monotonic()

    def _leave(self, begun: float, *, answered: bool) -> None:
        with self.changed:
            self.begun.remove(begun)
            if answered:
                self.answered_at = time.monotonic()
                self.timed_out = False
            elif begun > self.answered_at and time.monotonic() - begun > STALLED:
                self.timed_out = True
            self.changed.notify_all()


class LimitedCaller:
    """Client of the services that opens the circuit of an unresponsive one and leaves threads for other requests."""

    def __init__(self, caller: Caller, threads: int) -> None:
        self.caller = caller
        self.total = CallLimit("services", threads - threads // SHARE)
        self.limits: dict[str, CallLimit] = defaultdict(lambda: CallLimit("service", threads // SHARE))

    def call(self, service: str, method: str, **params: Any) -> Any:
        """Call a service; Unavailable when it does not answer in time, or has not answered earlier calls."""
        limit = self.limits[service]
        limit.name = service
        with limit.held(), self.total.held(), CALLS.labels(service, method).time():
            return self.caller.call(service, method, **params)

    def silent(self, services: Collection[str]) -> frozenset[str]:
        """Return the services that do not answer a ping, which no limit applies to."""
        return self.caller.silent(services)
