"""Rate limits: so many requests a minute for each account, fewer sign-ins for each address.

The count is kept by each worker process for itself: it protects the house from being overrun, nothing is billed by it.
Guessing passwords is stopped elsewhere, for all processes together. Headers: draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
import time
from collections.abc import Callable
from threading import Lock

from gateway.problems import Problem

WINDOW = 60


class RateLimit:
    """Fixed-window rate limit: at most so many requests per key and minute of the clock, all windows reset together."""

    def __init__(self, name: str, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.most = most
        self.now = now
        self.minute = 0
        self.counts: dict[str, int] = {}
        self.lock = Lock()

    def count(self, key: str) -> dict[str, str]:
        """Count a request and return the rate-limit headers, or refuse with 429."""
        moment = self.now()
        minute = int(moment // WINDOW)
        with self.lock:
            if minute != self.minute:
                self.minute, self.counts = minute, {}
            used = self.counts[key] = self.counts.get(key, 0) + 1
        seconds = math.ceil((minute + 1) * WINDOW - moment)
        left = max(0, self.most - used)
        headers = {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.name}";r={left};t={seconds}',
        }
        if used > self.most:
            raise Problem(429, "too_many_requests", headers | {"Retry-After": str(seconds)}, seconds=seconds)
        return headers
