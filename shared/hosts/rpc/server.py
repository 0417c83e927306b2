"""RPC server of a service, in the place of nameko's consumer, whose faults cost answers and processes.

nameko's `@rpc`, its workers and its clients stay as they are; the wire does not change. What is different:

- a request is acknowledged after its answer was sent, on the same channel, so the broker takes both or neither;
- when it closes, it first finishes and answers what it took;
- a lost connection, a slow broker or a message that is no request ends no process. A request that is still being
  worked on when the broker delivers it again is not begun again, and its answer goes out over the new connection.
"""

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import amqp
import eventlet
import structlog
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled, MethodNotFound
from nameko.extensions import SharedExtension

from shared.hosts.rpc import request_queue
from shared.hosts.rpc.connection import BROKEN, EXCHANGE, IO_TIMEOUT, PING, TICK, consume, open_connection
from shared.hosts.rpc.server_messages import Delivery, answer_body

GRACE = 30.0
"""Seconds that a stopping server waits for running requests."""
ANSWER_TIMEOUT = 10.0
"""Seconds that an answer waits for a connection to leave by; its caller has given up by then."""
REMEMBERED = 1000
"""How many answered requests are remembered whose acknowledgement was lost with their connection."""
ARRIVAL = 1.0
"""Seconds within which a request arrives that was on its way to a queue when that was unbound."""
LOOK = 0.5
"""Seconds between two looks at whether to stop."""
TAG = "door"
"""The consumer's name on its channel."""

log = structlog.get_logger()


class RpcServer(SharedExtension):  # type: ignore[misc]
    """RPC server: consumes `rpc-<service>` and runs the service's `@rpc` methods."""

    def __init__(self) -> None:
        self.methods: dict[str, Any] = {}
        self.running: dict[tuple[str, str], Delivery] = {}
        self.settled: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.channel: Any = None
        self.thread: Any = None
        self.ready = Event()
        self.closed = Event()
        self.closing = False
        self.finished = False

    def register_provider(self, method: Any) -> None:
        self.methods[method.method_name] = method

    def unregister_provider(self, _method: Any) -> None:
        """Block until every accepted request is answered; the first method to unregister closes the server."""
        self.stop()

    def start(self) -> None:
        """Block until requests are consumed, or the service is stopped before that."""
        self.thread = self.container.spawn_managed_thread(self._run)
        self.ready.wait()

    def stop(self) -> None:
        """Stop consuming, answer the accepted requests, and close the connection."""
        if self.closing:
            self.closed.wait()
            return
        self.closing = True
        until = time.monotonic() + GRACE
        while self.running and time.monotonic() < until:
            eventlet.sleep(0.02)
        if self.running:
            log.error(
                "shutdown timed out, requests aborted", service=self.container.service_name, requests=len(self.running)
            )
        self.finished = True
        if self.thread is not None:
            self.thread.wait()
        self.closed.send()

    def kill(self) -> None:
        """Close at once; unacknowledged requests are delivered to another process."""
        self.closing = self.finished = True

    def handle_result(self, delivery: Delivery, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Answer a request, and return the result and exception that nameko's dependencies expect."""
        self._answer(delivery, answer_body(delivery, result, exc_info[1] if exc_info else None))
        return result, exc_info

    def requeue_message(self, delivery: Delivery) -> None:
        """Leave a request unacknowledged, so that the broker delivers it again."""
        self.running.pop(delivery.key, None)

    def _run(self) -> None:
        while not self.finished:
            try:
                self._serve()
            except amqp.AccessRefused as error:
                # Whoever still takes from the classic queue answers meanwhile.
                log.info(
                    "classic queue in use, waiting for its consumer",
                    service=self.container.service_name,
                    error=repr(error),
                )
                self._say_ready()
            except BROKEN as error:
                log.warning("rpc connection lost, reconnecting", service=self.container.service_name, error=repr(error))
            except Exception:
                log.exception("rpc connection failed, reconnecting", service=self.container.service_name)
            if not self.finished:
                eventlet.sleep(TICK)
        self._say_ready()

    def _say_ready(self) -> None:
        if not self.ready.ready():
            self.ready.send()

    def _serve(self) -> None:
        link = open_connection(self.container.config["AMQP_URI"], f"rpc-{self.container.service_name}")
        try:
            if not request_queue.is_declared(link, self.container.service_name):
                self._replace_queue(link)
            if not self.finished:
                channel = self._take(link)
                log.info("rpc consumer started", service=self.container.service_name)
                self._read(link, channel, lambda: False)
            link.close()
        finally:
            self.channel = None
            link.collect()

    def _take(self, link: Any, **options: Any) -> Any:
        name = self.container.service_name
        channel = self.channel = link.channel()
        channel.basic_qos(0, self.container.max_workers, a_global=False)
        consume(channel, request_queue.queue_of(name), self._heard, consumer_tag=TAG, **options)
        self._say_ready()
        return channel

    def _replace_queue(self, link: Any) -> None:
        """Drain the classic queue as its only consumer, and declare a quorum queue in its place.

        It is kept for as long as anybody waits for an answer: what an older process that was told to stop has taken and
        does not come to answer is delivered here.
        """
        name = self.container.service_name
        channel = self._take(link, exclusive=True)
        log.info("draining classic queue", service=name)
        # Whoever began this before may have ended in the midst of it.
        request_queue.bind(channel, name)
        self._empty(link, channel, self.container.config["RPC_TIMEOUT"])
        if not self.closing:
            request_queue.unbind(channel, name)
            self._empty(link, channel, ARRIVAL)
        if not self.closing:
            channel.basic_cancel(TAG)
            self._read(link, channel, lambda: not self.running)
            request_queue.replace(channel, name)
            log.info("quorum queue declared", service=name)

    def _empty(self, link: Any, channel: Any, seconds: float) -> None:
        name, until = self.container.service_name, time.monotonic() + seconds
        self._read(link, channel, lambda: time.monotonic() > until and request_queue.is_empty(channel, name))

    def _read(self, link: Any, channel: Any, is_over: Callable[[], bool]) -> None:
        ticked, listening = time.monotonic(), True
        while not self.finished and not is_over():
            if self.closing and listening:
                listening = False
                channel.basic_cancel(TAG, nowait=True)
            with suppress(TimeoutError):
                link.blocking_read(LOOK)
            if time.monotonic() - ticked > TICK:
                link.heartbeat_tick()
                ticked = time.monotonic()

    def _heard(self, message: Any) -> None:
        properties = message.properties
        if self.closing:
            return
        if not properties.get("reply_to"):
            # Nobody could be told what became of it, so it is not begun; a dead-letter exchange, if any, keeps it.
            log.error("request without reply_to rejected", routing_key=message.delivery_info["routing_key"])
            message.channel.basic_reject(message.delivery_tag, requeue=False)
            return
        key = properties["reply_to"], properties.get("correlation_id") or str(uuid.uuid4())
        delivery = Delivery(
            key, message.body, properties, message.headers or {}, message.delivery_info, message.channel
        )
        begun = key in self.running
        if not begun and key in self.settled:
            del self.settled[key]
            delivery.channel.basic_ack(delivery.tag)
            return
        self.running[key] = delivery
        if not begun:
            eventlet.spawn_n(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        try:
            if delivery.method == PING:
                self._answer(delivery, answer_body(delivery, None, None))
                return
            self._method(delivery.method).handle_message(delivery.read(), delivery)
        except ContainerBeingKilled:
            self.requeue_message(delivery)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a request, its sender is told
            log.warning("request rejected", method=delivery.method, error=repr(error))
            self._answer(delivery, answer_body(delivery, None, error))

    def _method(self, name: str) -> Any:
        if name not in self.methods:
            raise MethodNotFound(name)
        return self.methods[name]

    def _answer(self, delivery: Delivery, body: str) -> None:
        answer = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=delivery.key[1],
        )
        until = time.monotonic() + ANSWER_TIMEOUT
        while not self._sent(delivery, answer) and time.monotonic() < until:
            eventlet.sleep(LOOK)
        self.running.pop(delivery.key, None)

    def _sent(self, delivery: Delivery, answer: Any) -> bool:
        channel = self.channel
        if channel is None:
            return False
        try:
            # A broker short of memory stops reading; a frame that was cut in the middle ends the connection.
            with eventlet.Timeout(IO_TIMEOUT, TimeoutError("the broker does not read")):
                channel.basic_publish(answer, EXCHANGE, delivery.key[0])
                self._settle(delivery, channel)
        except BROKEN as error:
            log.warning("response not sent, retrying", method=delivery.method, error=repr(error))
            self._hang_up(channel)
            return False
        return True

    def _settle(self, delivery: Delivery, channel: Any) -> None:
        latest = self.running.get(delivery.key, delivery)
        if latest.channel is channel:
            channel.basic_ack(latest.tag)
            return
        self.settled[delivery.key] = None
        if len(self.settled) > REMEMBERED:
            self.settled.popitem(last=False)

    def _hang_up(self, channel: Any) -> None:
        if self.channel is channel and channel.connection is not None:
            # The reading thread notices, and makes a new connection.
            channel.connection.transport.close()
