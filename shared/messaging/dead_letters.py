"""Dead letters: messages that an inbox refused, kept in `<service>.inbox.dead` until an operator decides.

Whoever looks at the queue publishes each message at its end again before it is acknowledged: none is lost, and the
broker, which counts what is only given back, drops none for having been delivered too often.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, Self

import amqp
from sqlalchemy.orm import Session

from shared.messaging import broker
from shared.messaging.parking import Decision
from shared.messaging.signatures import KEY_ID, SIGNATURE
from shared.messaging.tables import parked_decision

REASON, EXCHANGE, ROUTING_KEY, SINCE = "reason", "exchange", "routing_key", "set_aside_at"
GIVEN_UP = {"x-first-death-reason": REASON, "x-first-death-exchange": EXCHANGE}
"""The headers of a message that the broker gave up on."""
HEADERS = GIVEN_UP | {name: name for name in (REASON, EXCHANGE, ROUTING_KEY, SINCE, KEY_ID, SIGNATURE)}
PROPERTIES = {name: name for name in ("content_type", "content_encoding", "message_id")}
LONGEST, LONGEST_SOURCE = 255, 40


class BrokerUnreachableError(Exception):
    """No node of the broker answers."""


class DeadLetter(NamedTuple):
    """A refused message, with what is needed to verify it again."""

    body: bytes
    headers: dict[str, str]
    properties: dict[str, str]

    @classmethod
    def read(cls, message: Any) -> Self:
        """Read a message of a dead-letter queue."""
        return cls(message.body, _texts(message.headers, HEADERS), _texts(message.properties, PROPERTIES))

    @classmethod
    def refuse(cls, message: Any, reason: str, now: datetime) -> Self:
        """Return the letter that a consumer sets aside in the place of a message."""
        refusal = {REASON: reason, SINCE: f"{now:%Y-%m-%dT%H:%M:%SZ}"}
        refusal |= {name: message.delivery_info[name] for name in (EXCHANGE, ROUTING_KEY)}
        letter = cls.read(message)
        return letter._replace(headers=letter.headers | _texts(refusal, HEADERS))

    @property
    def id(self) -> str:
        """The id by which an operator names it: a hash of body and signature."""
        signature = "\n".join(self.headers.get(name, "") for name in (KEY_ID, SIGNATURE))
        return sha256(signature.encode() + b"\n" + self.body).hexdigest()[:16]

    @property
    def source(self) -> str:
        """The service on whose exchange it was published; empty where it came by none."""
        return self.headers.get(EXCHANGE, "").removesuffix(".events")

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 is escaped."""
        return self.body.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


Take = Callable[[DeadLetter, Callable[[], None]], bool]


def waiting(uri: str, service: str) -> list[DeadLetter]:
    """Return the dead letters of a service, each once, the oldest first."""
    found: dict[str, DeadLetter] = {}

    def leave(letter: DeadLetter, _publish: Callable[[], None]) -> bool:
        found.setdefault(letter.id, letter)
        return False

    sweep(uri, service, leave)
    return list(found.values())


def sweep(uri: str, service: str, take: Take) -> None:
    """Look once at each dead letter of a service, and remove those for which `take` returns True.

    It is passed the letter and a function that publishes it to the inbox again, where the service verifies it like any
    other message. Raises BrokerUnreachableError.
    """
    try:
        connection = broker.connect(uri)
    except broker.BROKEN as error:
        raise BrokerUnreachableError(str(error)) from error
    try:
        _sweep(connection, broker.inbox_of(service), take)
    finally:
        broker.close(connection)


def _sweep(connection: Any, inbox: str, take: Take) -> None:
    channel, dead = connection.channel(), f"{inbox}.dead"
    channel.auto_decode = False
    for _ in range(_count(connection, dead)):
        if (message := channel.basic_get(dead)) is None:
            return
        letter = DeadLetter.read(message)
        if not take(letter, partial(publish, channel, inbox, letter)):
            publish(channel, dead, letter)
        channel.basic_ack(message.delivery_tag)


def publish(channel: Any, queue: str, letter: DeadLetter) -> None:
    """Publish a letter to a queue; return when the broker has confirmed it."""
    message = amqp.Message(letter.body, application_headers=letter.headers, delivery_mode=2, **letter.properties)
    channel.basic_publish_confirm(message, "", queue, mandatory=True, timeout=broker.TIMEOUT)


def record_decision(session: Session, letter: DeadLetter, decided: str, decision: Decision) -> None:
    """Keep what was decided about a letter, under its id and the sequence 0, which no event has."""
    row = {
        "id": decision.new_id(),
        "source": letter.source[:LONGEST_SOURCE],
        "partition_key": letter.id,
        "sequence": 0,
        "decision": decided,
        "reason": decision.reason,
        "decided_by": decision.by,
        "decided_at": decision.at,
        "envelope": letter.text,
    }
    session.execute(parked_decision.insert(), row)


def _count(connection: Any, queue: str) -> int:
    try:
        with connection.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).message_count)
    except amqp.NotFound:
        return 0


def _texts(given: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, str]:
    # Anybody may have chosen them: one that is too long for a frame, or of a type that cannot be written, would end the
    # connection again and again.
    found = {name: str((given or {})[old]) for old, name in names.items() if old in (given or {})}
    return {name: "".join(filter(str.isprintable, text))[:LONGEST] for name, text in found.items()}
