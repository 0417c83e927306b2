"""AMQP connections that detect a dead peer, and the exchanges and queues of the platform.

The exchanges are nameko's own, letter for letter, so that any nameko service hears and is heard. The queues are quorum
queues: what a broker confirmed survives the loss of any one node.
"""

import random
from typing import Any

import amqp
from kombu.connection import Connection

HEARTBEAT = 30
"""Seconds without a sign of life after which either side gives the connection up, twice over."""
TIMEOUT = 30
"""Seconds that any one write to, or answer from, the broker may take."""
GOODBYE = 2
"""Seconds that an orderly end may take."""
AHEAD = 16_384
"""Bytes that are read at once where many messages are expected."""
BROKEN = (amqp.AMQPError, OSError)
"""What a lost connection or a refusing broker raises."""


def connect(uri: str, **options: Any) -> Any:
    """Connect to one of the nodes, tried in a random order, or raise the last one's error.

    Everybody knows every node and is spread over them: the loss of one moves a part of us, and no order has to be kept.
    """
    addresses = addresses_of(uri)
    for address in random.sample(addresses, len(addresses)):
        try:
            return _connect_to(address, **options)
        except BROKEN as error:
            refused = error
    raise refused


def addresses_of(uri: str) -> list[str]:
    """Return the addresses of the nodes, which are separated by `;` or `,`."""
    return [address for part in uri.split(";") for address in map(str.strip, part.split(",")) if address]


def _connect_to(address: str, **options: Any) -> Any:
    limits = {"read_timeout": TIMEOUT, "write_timeout": TIMEOUT}
    client: Any = Connection(address, heartbeat=HEARTBEAT, connect_timeout=5, transport_options=limits | options)  # type: ignore[no-untyped-call]
    client.ensure_connection(max_retries=1, interval_start=0, interval_step=0, reraise_as_library_errors=False)
    return client.connection


def read_ahead(connection: Any) -> None:
    """Enlarge py-amqp's socket reads to many messages at once; it buffers what it does not need yet.

    Left to itself it asks nine times for each message, and no more than the next few bytes each time.
    """
    transport = connection.transport
    receive = transport._quick_recv  # noqa: SLF001 - there is no other way in
    transport._quick_recv = lambda size: receive(max(size, AHEAD))  # noqa: SLF001


def close(connection: Any) -> None:
    """Close a connection after the broker has read all that was sent, and release it in any case."""
    try:
        with connection.transport.having_timeout(GOODBYE):
            connection.close()
    except (*BROKEN, AttributeError, KeyError):
        # Nobody is there to say goodbye to, or py-amqp took the connection apart while it noticed that it is lost.
        pass
    finally:
        connection.collect()


def drain(connection: Any, seconds: float) -> bool:
    """Handle the broker's next frame, and return whether one came within the time."""
    try:
        connection.drain_events(timeout=seconds)
    except TimeoutError:
        return False
    return True


def exchange_of(source: str) -> str:
    """Return the exchange on which a service emits its events."""
    return f"{source}.events"


def inbox_of(service: str) -> str:
    """Return the one queue of all events that a service consumes."""
    return f"{service}.inbox"


def declare_exchange(channel: Any, source: str) -> None:
    """Declare a service's exchange exactly as nameko's EventDispatcher and event_handler do."""
    channel.exchange_declare(exchange_of(source), "topic", durable=True, auto_delete=False)


def declare_inbox(channel: Any, queue: str, sources: frozenset[str]) -> None:
    """Declare a queue for all events of some services, and its dead-letter queue `<queue>.dead`.

    A message that the broker gives up on goes to the dead queue and is kept there; it is never dropped.
    """
    channel.queue_declare(f"{queue}.dead", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    arguments = {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": f"{queue}.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
    for source in sorted(sources):
        declare_exchange(channel, source)
        channel.queue_bind(queue, exchange_of(source), routing_key="#")
