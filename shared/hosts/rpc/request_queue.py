"""Request queue of a service: a quorum queue, so that the loss of one broker node interrupts nobody.

Older versions declared a classic queue of the same name. A queue's kind cannot be changed, and the broker refuses to
declare one anew as another (406), so the classic one is emptied and deleted first. Any number of processes may do so at
once, beside older ones that still take requests from it: only its single consumer empties it, and the broker deletes it
only while nobody takes from it and nothing waits in it, both looked at in the same step. It is unbound a while before
that: a request that the broker has routed to a queue is lost with it when it arrives after the end.
"""

from typing import Any

import amqp

from shared.hosts.rpc.connection import EXCHANGE, declare_exchange

REPLICATED = {"x-queue-type": "quorum"}


def queue_of(service: str) -> str:
    """Return the name of a service's queue, as nameko forms it."""
    return f"rpc-{service}"


def declare(channel: Any, service: str) -> None:
    """Declare a service's quorum queue and bind it; PreconditionFailed where a classic one has its name."""
    declare_exchange(channel)
    channel.queue_declare(queue_of(service), durable=True, auto_delete=False, arguments=REPLICATED)
    bind(channel, service)


def bind(channel: Any, service: str) -> None:
    """Bind a service's queue, of either type, to its routing key."""
    channel.queue_bind(queue_of(service), EXCHANGE, f"{service}.*")


def unbind(channel: Any, service: str) -> None:
    """Unbind a service's queue, so that the broker returns its requests to clients, which resend them."""
    channel.queue_unbind(queue_of(service), EXCHANGE, f"{service}.*")


def is_declared(link: Any, service: str) -> bool:
    """Declare a service's queue, or return False where a classic one has its name."""
    channel = link.channel()
    try:
        declare(channel, service)
    except amqp.PreconditionFailed:
        return False
    channel.close()
    return True


def is_empty(channel: Any, service: str) -> bool:
    """Return whether no request is ready, of whatever type the queue is."""
    return bool(channel.queue_declare(queue_of(service), passive=True).message_count == 0)


def replace(channel: Any, service: str) -> None:
    """Replace a classic queue by a quorum queue; PreconditionFailed while it is in use or not empty.

    A replicated queue is never deleted here: the broker does not delete one `if_unused`, and ends the connection.
    """
    channel.queue_delete(queue_of(service), if_unused=True, if_empty=True)
    declare(channel, service)
