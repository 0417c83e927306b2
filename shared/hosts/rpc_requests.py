"""The requests of one process, from being asked to being answered, whatever becomes of the connection meanwhile."""

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
    """One question on its way; its answer is the body of the message that comes back."""

    routing_key: str
    body: str
    until: float
    repeatable: bool
    first_returned: float = 0.0
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: Future[str] = field(default_factory=Future)

    @property
    def left(self) -> float:
        """The seconds for which its caller still waits; none when it has gone."""
        return 0.0 if self.answer.done() else self.until - time.monotonic()

    def fail(self, reason: str) -> None:
        """Let the caller, if it still waits, go on with Unavailable."""
        with suppress(InvalidStateError):
            self.answer.set_exception(Unavailable(reason))


class Requests:
    """Shared by the callers and the connection's thread without a lock: each step is one step of a deque or a dict."""

    def __init__(self) -> None:
        self.unsent: deque[Request] = deque()
        self.under_way: dict[str, Request] = {}
        self.returned: deque[Request] = deque()

    def take(self) -> Iterator[Request]:
        """Yield what is to be sent now and still has someone waiting for it."""
        while self.unsent:
            request = self.unsent.popleft()
            self.under_way[request.id] = request
            # Looked at after it was entered: a caller that leaves in between finds it there.
            if request.left > 0:
                yield request
            else:
                self.under_way.pop(request.id, None)

    def answered(self, request_id: str, body: str) -> None:
        """Give an answer to who asked; one that comes late finds nobody and is dropped."""
        request = self.under_way.pop(request_id, None)
        if request is not None:
            with suppress(InvalidStateError):
                request.answer.set_result(body)

    def refused(self, request_id: str, reason: str) -> None:
        """Let a request fail that will not be answered."""
        request = self.under_way.pop(request_id, None)
        if request is not None:
            request.fail(reason)

    def came_back(self, request_id: str, reason: str) -> None:
        """Have a request sent again that no queue took, so that it took no effect; it fails when that goes on."""
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
        """Put what came back among what is to be sent."""
        while self.returned:
            self.unsent.append(self.returned.popleft())

    def forget(self, request: Request) -> None:
        """Drop a request whose caller no longer waits."""
        request.answer.cancel()
        self.under_way.pop(request.id, None)

    def interrupted(self) -> None:
        """Have what may take place twice sent again, and fail the rest."""
        for request_id in list(self.under_way):
            request = self.under_way.pop(request_id, None)
            if request is not None and request.repeatable:
                self.unsent.appendleft(request)
            elif request is not None:
                request.fail("the connection broke before the answer came")

    def end(self, reason: str) -> None:
        """Fail whatever is not answered."""
        for request_id in list(self.under_way):
            self.refused(request_id, reason)
        self.send_returned()
        while self.unsent:
            self.unsent.popleft().fail(reason)
