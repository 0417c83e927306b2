"""Request consumer of a service: one connection at a time, and what is known of the requests that came over it.

The hosts share it; each adds how it begins a request and how an answer gets to the connection. What it promises:

- a request is acknowledged after its answer was sent, on the same channel, so the broker takes both or neither;
- when it is closed, it first finishes and answers what it took;
- a lost connection, a slow broker or a message that is no request ends no process. A request that is still being
  worked on when the broker delivers it again is not begun again, and its answer goes out over the new connection.
"""

import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import amqp
import structlog

from shared.hosts.rpc import request_queue
from shared.hosts.rpc.connection import BROKEN, EXCHANGE, TICK, consume, open_connection
from shared.hosts.rpc.server_messages import Delivery
from shared.messaging import broker

GRACE = 30.0
"""Seconds that a stopping server waits for running requests."""
ANSWER_TIMEOUT = 10.0
"""Seconds that an answer waits for a connection to leave by; its caller has given up by then."""
REMEMBERED = 1000
"""How many answered requests are remembered whose acknowledgement was lost with their connection."""
ARRIVAL = 1.0
"""Seconds within which a request arrives that was on its way to a queue when that was unbound."""
TAG = "requests"
"""The consumer's name on its channel."""

log = structlog.get_logger()


class RequestConsumer(ABC):
    """Consumes `rpc-<service>` until it is closed; one thread, or one greenlet, runs it."""

    def __init__(self, service: str, uri: str, *, workers: int, rpc_timeout: float) -> None:
        self.service = service
        self.uri = uri
        self.workers = workers
        self.rpc_timeout = rpc_timeout
        self.running: dict[tuple[str, str], Delivery] = {}
        self.settled: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.channel: Any = None
        self.ready = threading.Event()
        self.closing = False
        self.finished = False

    @abstractmethod
    def begin(self, delivery: Delivery) -> None:
        """Begin a request that was not begun before; its answer ends it."""

    @abstractmethod
    def read(self, link: Any) -> None:
        """Handle the broker's next frame, or return when there is none for a while."""

    def pause(self, seconds: float) -> None:
        """Let some time pass between two connections."""
        time.sleep(seconds)

    def wake(self) -> None:  # noqa: B027 - where reading returns by itself, there is nothing to do
        """Have `read` return where it would wait longer."""

    def run(self) -> None:
        """Consume requests until everything is finished, over as many connections as that takes."""
        while not self.finished:
            try:
                self._serve()
            except amqp.AccessRefused as error:
                # Whoever still takes from the classic queue answers meanwhile.
                log.info("classic queue in use, waiting for its consumer", service=self.service, error=repr(error))
                self.ready.set()
            except BROKEN as error:
                log.warning("rpc connection lost, reconnecting", service=self.service, error=repr(error))
            except Exception:
                log.exception("rpc connection failed, reconnecting", service=self.service)
            if not self.finished:
                self.pause(TICK)
        self.ready.set()

    def drain(self) -> None:
        """Stop taking requests, and wait until those that were taken are answered or their time is over."""
        self.closing = True
        self.wake()
        until = time.monotonic() + GRACE
        while self.running and time.monotonic() < until:
            time.sleep(0.02)
        if self.running:
            log.error("shutdown timed out, requests aborted", service=self.service, requests=len(self.running))
        self.kill()

    def kill(self) -> None:
        """Close at once; unacknowledged requests are delivered to another process."""
        self.closing = self.finished = True
        self.wake()

    def send(self, channel: Any, delivery: Delivery, body: str) -> None:
        """Send an answer and its acknowledgement over a channel; raises one of `BROKEN`."""
        answer = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=delivery.key[1],
        )
        channel.basic_publish(answer, EXCHANGE, delivery.key[0])
        latest = self.running.get(delivery.key, delivery)
        if latest.channel is channel:
            channel.basic_ack(latest.tag)
            return
        self.settled[delivery.key] = None
        if len(self.settled) > REMEMBERED:
            self.settled.popitem(last=False)

    def _serve(self) -> None:
        link = open_connection(self.uri, f"rpc-{self.service}")
        try:
            if not request_queue.is_declared(link, self.service):
                self._replace_queue(link)
            if not self.finished:
                channel = self._take(link)
                log.info("rpc consumer started", service=self.service)
                self._read(link, channel, lambda: False)
            # A broker short of memory reads no farewell: this one waits for seconds only.
            broker.close(link)
        finally:
            self.channel = None
            link.collect()

    def _take(self, link: Any, **options: Any) -> Any:
        channel = self.channel = link.channel()
        channel.basic_qos(0, self.workers, a_global=False)
        consume(channel, request_queue.queue_of(self.service), self._heard, consumer_tag=TAG, **options)
        self.ready.set()
        return channel

    def _replace_queue(self, link: Any) -> None:
        """Drain the classic queue as its only consumer, and declare a quorum queue in its place.

        It is kept for as long as anybody waits for an answer: what an older process that was told to stop has taken and
        does not come to answer is delivered here.
        """
        channel = self._take(link, exclusive=True)
        log.info("draining classic queue", service=self.service)
        # Whoever began this before may have ended in the midst of it.
        request_queue.bind(channel, self.service)
        self._empty(link, channel, self.rpc_timeout)
        if not self.closing:
            request_queue.unbind(channel, self.service)
            self._empty(link, channel, ARRIVAL)
        if not self.closing:
            channel.basic_cancel(TAG)
            self._read(link, channel, lambda: not self.running)
            request_queue.replace(channel, self.service)
            log.info("quorum queue declared", service=self.service)

    def _empty(self, link: Any, channel: Any, seconds: float) -> None:
        until = time.monotonic() + seconds
        self._read(link, channel, lambda: time.monotonic() > until and request_queue.is_empty(channel, self.service))

    def _read(self, link: Any, channel: Any, is_over: Callable[[], bool]) -> None:
        ticked, listening = time.monotonic(), True
        while not self.finished and not is_over():
            if self.closing and listening:
                listening = False
                channel.basic_cancel(TAG, nowait=True)
            self.read(link)
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
            self.begin(delivery)
