"""RPC server of a service on plain threads: one thread owns the connection, a pool of others carries requests out.

A connection of py-amqp is not to be shared between threads. A worker leaves its answer to the connection's thread and
wakes it, and that thread sends the answer and its acknowledgement on one channel; so what is known of the requests
belongs to that thread alone, and needs no lock.
"""

import inspect
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import Any, NamedTuple

import structlog

from shared.errors import Unavailable
from shared.hosts.rpc.connection import IO_TIMEOUT, PING, TICK
from shared.hosts.rpc.request_consumer import ANSWER_TIMEOUT, RequestConsumer
from shared.hosts.rpc.server_messages import Delivery, IncorrectSignature, MethodNotFound, RequestError, answer_body
from shared.hosts.rpc.wakeup import Wakeup
from shared.logs import warn_outage

Methods = Mapping[str, Callable[..., Any]]
log = structlog.get_logger()


class Answer(NamedTuple):
    """An answer that waits for its connection, and until when somebody may wait for it."""

    delivery: Delivery
    body: str
    until: float


class ThreadedRequestConsumer(RequestConsumer):
    """Request consumer on a thread of its own; `answer` is for every thread, all else for this one."""

    def __init__(self, service: str, uri: str, methods: Methods, *, workers: int, rpc_timeout: float) -> None:
        super().__init__(service, uri, workers=workers, rpc_timeout=rpc_timeout)
        self.answers: deque[Answer] = deque()
        self.wakeup = Wakeup()
        self.asleep = False
        self.pool = RequestWorkers(methods, self.answer, threads=workers)

    def run(self) -> None:
        try:
            super().run()
        finally:
            self.wakeup.close()

    def begin(self, delivery: Delivery) -> None:
        if delivery.method == PING:
            self.answer(delivery, answer_body(delivery, None, None))
        else:
            self.pool.begin(delivery)

    def answer(self, delivery: Delivery, body: str) -> None:
        """Leave an answer to the connection's thread."""
        self.answers.append(Answer(delivery, body, time.monotonic() + ANSWER_TIMEOUT))
        if self.asleep:
            self.wakeup.ring()

    def read(self, link: Any) -> None:
        self._send_answers()
        # Said before the last look at the answers: who leaves one afterwards sees it, and rings.
        self.asleep = True
        # Of TLS, what is decrypted already does not show on the socket.
        buffered = getattr(link.sock, "pending", int)()
        at_once = self.answers or buffered or self.finished
        readable, _, _ = select.select([link.sock, self.wakeup], [], [], 0.0 if at_once else TICK)
        self.asleep = False
        if self.wakeup in readable:
            self.wakeup.hush()
        if link.sock in readable or buffered:
            # One frame for each look: waiting for a whole message would end in a timeout at every heartbeat.
            link.blocking_read(IO_TIMEOUT)

    def pause(self, seconds: float) -> None:
        super().pause(seconds)
        # Workers append meanwhile, later ones behind: only the head is looked at.
        while self.answers and self.answers[0].until < time.monotonic():
            delivery = self.answers.popleft().delivery
            log.warning("response not sent, its time is over", method=delivery.method)
            self.running.pop(delivery.key, None)

    def wake(self) -> None:
        self.wakeup.ring()

    def _send_answers(self) -> None:
        while self.answers:
            delivery, body, _ = self.answers[0]
            self.send(self.channel, delivery, body)
            # Only now: what could not be sent is sent over the next connection.
            self.answers.popleft()
            self.running.pop(delivery.key, None)


class RequestWorkers:
    """Threads that carry out requests, each to its end; `answer` is called with what came of it."""

    def __init__(self, methods: Methods, answer: Callable[[Delivery, str], None], *, threads: int) -> None:
        self.methods = methods
        self.answer = answer
        self.waiting: SimpleQueue[Delivery | None] = SimpleQueue()
        self.threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True) for number in range(threads)
        ]

    def start(self) -> None:
        """Start every thread."""
        for thread in self.threads:
            thread.start()

    def begin(self, delivery: Delivery) -> None:
        """Have the next free thread carry out a request."""
        self.waiting.put(delivery)

    def stop(self) -> None:
        """End each thread after what it is doing; what nobody has begun by then is left."""
        for _ in self.threads:
            self.waiting.put(None)

    def _work(self) -> None:
        while (delivery := self.waiting.get()) is not None:
            # A command leaves its correlation to what is logged of its end, which is over now.
            structlog.contextvars.clear_contextvars()
            self.answer(delivery, self._carry_out(delivery))

    def _carry_out(self, delivery: Delivery) -> str:
        try:
            if delivery.has_expired:
                raise Unavailable("the request waited longer than its caller")  # noqa: TRY301 - told like any other
            request = delivery.read()
            return answer_body(delivery, self._call(delivery.method, request["args"], request["kwargs"]), None)
        except RequestError as error:
            log.warning("request rejected", method=delivery.method, error=repr(error))
            return answer_body(delivery, None, error)
        except Unavailable as error:
            warn_outage(log, "request failed, service unavailable", error=str(error))
            return answer_body(delivery, None, error)
        except BaseException as error:
            # Whatever a method raises, its caller is told and the thread goes on.
            log.exception("request failed", method=delivery.method)
            return answer_body(delivery, None, error)

    def _call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        method = self.methods.get(name)
        if method is None:
            raise MethodNotFound(name)
        try:
            return method(*args, **kwargs)
        except TypeError as error:
            # Raised here, and not by anything that the method did.
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:
                raise IncorrectSignature(_mismatch(method, args, kwargs) or str(error)) from error
            raise


def _mismatch(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> str:
    """Return in nameko's words how arguments do not fit a method."""
    try:
        inspect.getcallargs(method, *args, **kwargs)
    except TypeError as error:
        return str(error)
    return ""
