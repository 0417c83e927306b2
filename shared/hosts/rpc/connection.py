"""RabbitMQ connections of RPC clients and servers: nameko's exchange, a connection name, timeouts."""

from collections.abc import Callable
from typing import Any

from shared.messaging import broker

EXCHANGE = "nameko-rpc"
IO_TIMEOUT = 5.0
"""Seconds that one write to, or the rest of a frame from, the broker may take."""
TICK = 1.0
"""Seconds between two looks at the heartbeat."""
PING = "ping"
"""The method that every service answers, whatever else it is asked for: a sign that it takes requests."""
BROKEN: tuple[type[Exception], ...] = (*broker.BROKEN, AttributeError)
"""What a lost connection raises; AttributeError where py-amqp is surprised by its own tearing down."""


def open_connection(uri: str, name: str, **options: Any) -> Any:
    """Open a connection that RabbitMQ's own screen shows under a name; raises one of `BROKEN`."""
    return broker.connect(uri, client_properties={"connection_name": name}, write_timeout=IO_TIMEOUT, **options)


def declare_exchange(channel: Any) -> None:
    """Declare the exchange over which requests and answers go, exactly as nameko does."""
    channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)


def consume(channel: Any, queue: str, callback: Callable[[Any], None], **options: Any) -> None:
    """Consume a queue; when the queue is deleted, reading raises one of `BROKEN`."""

    def cancelled(consumer_tag: str) -> None:
        raise OSError(f"the broker ended consumer {consumer_tag} of {queue}")

    channel.basic_consume(queue, callback=callback, on_cancel=cancelled, **options)
