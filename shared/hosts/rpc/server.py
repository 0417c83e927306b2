"""RPC server of a service on the nameko host, in the place of nameko's consumer, which costs answers and processes.

nameko's `@rpc`, its workers and its clients stay as they are; the wire does not change. What is different stands in
`request_consumer.py`. Here each request begins as a greenlet, and a worker sends its answer itself.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
import structlog
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import SharedExtension

from shared.hosts.rpc.connection import BROKEN, IO_TIMEOUT, PING
from shared.hosts.rpc.request_consumer import ANSWER_TIMEOUT, RequestConsumer
from shared.hosts.rpc.server_messages import Delivery, MethodNotFound, answer_body

LOOK = 0.5
"""Seconds between two looks at whether to stop."""

log = structlog.get_logger()


class GreenRequestConsumer(RequestConsumer):
    """Request consumer under eventlet: one greenlet reads, and every worker's writes on the same connection."""

    def __init__(self, *args: Any, begin: Callable[[Delivery], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self.begin_in_greenlet = begin

    def begin(self, delivery: Delivery) -> None:
        eventlet.spawn_n(self.begin_in_greenlet, delivery)

    def read(self, link: Any) -> None:
        with suppress(TimeoutError):
            link.blocking_read(LOOK)

    def answer(self, delivery: Delivery, body: str) -> None:
        """Send an answer, waiting for a connection as long as somebody may wait for it."""
        until = time.monotonic() + ANSWER_TIMEOUT
        while not self._sent(delivery, body) and time.monotonic() < until:
            eventlet.sleep(LOOK)
        self.running.pop(delivery.key, None)

    def _sent(self, delivery: Delivery, body: str) -> bool:
        channel = self.channel
        if channel is None:
            return False
        try:
            # A broker short of memory stops reading; a frame that was cut in the middle ends the connection.
            with eventlet.Timeout(IO_TIMEOUT, TimeoutError("the broker does not read")):
                self.send(channel, delivery, body)
        except BROKEN as error:
            log.warning("response not sent, retrying", method=delivery.method, error=repr(error))
            self._hang_up(channel)
            return False
        return True

    def _hang_up(self, channel: Any) -> None:
        if self.channel is channel and channel.connection is not None:
            # The reading greenlet notices, and makes a new connection.
            channel.connection.transport.close()


class RpcServer(SharedExtension):  # type: ignore[misc]
    """RPC server: consumes `rpc-<service>` and runs the service's `@rpc` methods."""

    def __init__(self) -> None:
        self.methods: dict[str, Any] = {}
        self.thread: Any = None
        self.closed = Event()

    def register_provider(self, method: Any) -> None:
        self.methods[method.method_name] = method

    def unregister_provider(self, _method: Any) -> None:
        """Block until every accepted request is answered; the first method to unregister closes the server."""
        self.stop()

    def setup(self) -> None:
        """Know the container's settings."""
        config = self.container.config
        self.requests = GreenRequestConsumer(
            self.container.service_name,
            config["AMQP_URI"],
            workers=self.container.max_workers,
            rpc_timeout=config.get("RPC_TIMEOUT", 0.0),
            begin=self._begin,
        )

    def start(self) -> None:
        """Block until requests are consumed, or the service is stopped before that."""
        self.thread = self.container.spawn_managed_thread(self.requests.run)
        self.requests.ready.wait()

    def stop(self) -> None:
        """Stop consuming, answer the accepted requests, and close the connection."""
        if self.requests.closing:
            self.closed.wait()
            return
        self.requests.drain()
        if self.thread is not None:
            self.thread.wait()
        self.closed.send()

    def kill(self) -> None:
        self.requests.kill()

    def handle_result(self, delivery: Delivery, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Answer a request, and return the result and exception that nameko's dependencies expect."""
        self.requests.answer(delivery, answer_body(delivery, result, exc_info[1] if exc_info else None))
        return result, exc_info

    def requeue_message(self, delivery: Delivery) -> None:
        """Leave a request unacknowledged, so that the broker delivers it again."""
        self.requests.running.pop(delivery.key, None)

    def _begin(self, delivery: Delivery) -> None:
        try:
            if delivery.method == PING:
                self.requests.answer(delivery, answer_body(delivery, None, None))
                return
            self._method(delivery.method).handle_message(delivery.read(), delivery)
        except ContainerBeingKilled:
            self.requeue_message(delivery)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a request, its sender is told
            log.warning("request rejected", method=delivery.method, error=repr(error))
            self.requests.answer(delivery, answer_body(delivery, None, error))

    def _method(self, name: str) -> Any:
        if name not in self.methods:
            raise MethodNotFound(name)
        return self.methods[name]
