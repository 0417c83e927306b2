"""Pending requests of one process, from call to response, across reconnections."""

import time
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field

from shared.errors import Unavailable

RETURNING = 5.0
"""Seconds for which a request that no queue takes is sent again: one that was replaced, or lost its leader, is back."""


@dataclass(slots=True)
class Request:
    """One pending request; the body of the message that answers it is its response."""

    routing_key: str
    body: str
    until: float
    repeatable: bool
    first_returned: float = 0.0
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: Future[str] = field(default_factory=Future)

    @property
    def left(self) -> float:
        """The seconds until its caller times out; none when it has already."""
        return 0.0 if self.answer.done() else self.until - time.monotonic()

    def fail(self, reason: str) -> None:
        """Fail the caller with Unavailable if it is still waiting."""
        with suppress(InvalidStateError):
            self.answer.set_exception(Unavailable(reason))


class PendingRequests:
    """Pending requests, shared by callers and the connection's thread without a lock: each step is one atomic step."""

    def __init__(self) -> None:
        self.unsent: deque[Request] = deque()
        self.under_way: dict[str, Request] = {}
        self.returned: deque[Request] = deque()

    def take(self) -> Iterator[Request]:
        """Yield the requests to send now whose callers are still waiting."""
        while self.unsent:
            request = self.unsent.popleft()
            self.under_way[request.id] = request
            # Looked at after it was entered: a caller that leaves in between finds it there.
            if request.left > 0:
                yield request
            else:
                self.under_way.pop(request.id, None)

    def answered(self, request_id: str, body: str) -> None:
        """Pass a response to its caller; a late one is dropped."""
        request = self.under_way.pop(request_id, None)
        if request is not None:
            with suppress(InvalidStateError):
                request.answer.set_result(body)

    def refused(self, request_id: str, reason: str) -> None:
        """Fail a request that will not be answered."""
        request = self.under_way.pop(request_id, None)
        if request is not None:
            request.fail(reason)

    def came_back(self, request_id: str, reason: str) -> None:
        """Schedule a returned request, which took no effect, to be resent; it fails when that goes on."""
        request = self.under_way.pop(request_id, None)
        if request is None:
            return
        now = time.monotonic()
        request.first_returned = request.first_returned or now
        if now - request.first_returned > RETURNING:
            request.fail(reason)
        else:
            self.returned.append(request)

    def send_returned(self) -> None:
        """Move returned requests back to the queue of requests to send."""
        while self.returned:
            self.unsent.append(self.returned.popleft())

    def forget(self, request: Request) -> None:
        """Drop a request whose caller has timed out."""
        request.answer.cancel()
        self.under_way.pop(request.id, None)

    def interrupted(self) -> None:
        """Resend idempotent requests after a lost connection, and fail the rest."""
        for request_id in list(self.under_way):
            request = self.under_way.pop(request_id, None)
            if request is not None and request.repeatable:
                self.unsent.appendleft(request)
            elif request is not None:
                request.fail("the connection broke before the answer came")

    def end(self, reason: str) -> None:
        """Fail every pending request."""
        for request_id in list(self.under_way):
            self.refused(request_id, reason)
        self.send_returned()
        while self.unsent:
            self.unsent.popleft().fail(reason)
