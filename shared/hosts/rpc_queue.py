"""The queue from which a service takes requests: replicated, so that the loss of one broker node stops nobody.

Older versions declared a classic queue of the same name. A queue's kind cannot be changed, and the broker refuses to
declare one anew as another (406), so the classic one is emptied and deleted first. Any number of processes may do so at
once, beside older ones that still take requests from it: only its single consumer empties it, and the broker deletes it
only while nobody takes from it and nothing waits in it, both looked at in the same step. It is unbound a while before
that: a request that the broker has routed to a queue is lost with it when it arrives after the end.
"""

from typing import Any

import amqp

from shared.hosts.links import EXCHANGE, declare_exchange

REPLICATED = {"x-queue-type": "quorum"}


def queue_of(service: str) -> str:
    """Name the queue of a service, as nameko does."""
    return f"rpc-{service}"


def declare(channel: Any, service: str) -> None:
    """Declare a service's queue and bind it; PreconditionFailed where one of another kind has its name."""
    declare_exchange(channel)
    channel.queue_declare(queue_of(service), durable=True, auto_delete=False, arguments=REPLICATED)
    bind(channel, service)


def bind(channel: Any, service: str) -> None:
    """Have a service's requests come to its queue, of whatever kind it is."""
    channel.queue_bind(queue_of(service), EXCHANGE, f"{service}.*")


def unbind(channel: Any, service: str) -> None:
    """Have a service's requests come back to who asked, who sends them again."""
    channel.queue_unbind(queue_of(service), EXCHANGE, f"{service}.*")


def is_declared(link: Any, service: str) -> bool:
    """Declare a service's queue, or tell that a classic one is in its place."""
    channel = link.channel()
    try:
        declare(channel, service)
    except amqp.PreconditionFailed:
        return False
    channel.close()
    return True


def is_empty(channel: Any, service: str) -> bool:
    """Tell whether no request waits, of whatever kind the queue is."""
    return bool(channel.queue_declare(queue_of(service), passive=True).message_count == 0)


def replace(channel: Any, service: str) -> None:
    """Put the replicated queue in the place of a classic one; PreconditionFailed while that is in use or not empty.

    A replicated queue is never deleted here: the broker does not delete one `if_unused`, and ends the connection.
    """
    channel.queue_delete(queue_of(service), if_unused=True, if_empty=True)
    declare(channel, service)
