"""Events that were not signed by a relay are set aside: they move nothing, and the real ones take effect."""

import uuid
from collections.abc import Iterator
from typing import Any

import amqp
import pytest

from shared.keys import KeyRing
from shared.messaging import broker
from shared.messaging.events import Envelope, envelope
from shared.messaging.signatures import EventSignatures
from shared.unit_of_work import clock, new_id
from tests.messaging.conftest import sample  # noqa: F401 - run for the broker alone below
from tests.messaging.sample_hosts import SECONDS, BrokerSampleHost
from tests.messaging.sample_services import NotePublished
from tools.servers.processes import await_true

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.parametrize("sample", ["rabbitmq"], indirect=True)]


class Attacker:
    """Somebody who may publish on the broker and has no key."""

    def __init__(self, uri: str) -> None:
        self.connection = broker.connect(uri)
        self.channel = self.connection.channel()
        self.channel.queue_declare("copies", durable=False, auto_delete=False, exclusive=True)
        self.channel.queue_bind("copies", broker.exchange_of("publisher"), routing_key="#")

    def publish(self, body: bytes, headers: dict[str, Any] | None = None) -> None:
        """Publish a body as an event of the publisher."""
        message = amqp.Message(body, application_headers=headers or {}, message_id=new_id(), delivery_mode=2)
        exchange = broker.exchange_of("publisher")
        self.channel.basic_publish_confirm(message, exchange, "note_published", timeout=SECONDS)

    def copy_of(self, organization: str) -> Any:
        """Return the next message of an organization as the relay sent it."""
        found: list[Any] = []

        def look() -> bool:
            message = self.channel.basic_get("copies", no_ack=True)
            if message is not None and organization in str(message.body) and "note_published" in str(message.body):
                found.append(message)
            return bool(found)

        await_true(look, seconds=SECONDS, what="a copy of the event")
        return found[0]

    def set_aside(self, marker: str) -> str:
        """Return the reason for which the consumer set a message aside, by a text of its body."""
        found: list[str] = []

        def look() -> bool:
            message = self.channel.basic_get("consumer.inbox.dead", no_ack=True)
            if message is not None and marker in str(message.body):
                found.append(message.headers["reason"])
            return bool(found)

        await_true(look, seconds=SECONDS, what=f"{marker} set aside")
        return found[0]


@pytest.fixture
def attacker(sample: BrokerSampleHost) -> Iterator[Attacker]:  # noqa: F811
    made = Attacker(sample.settings.amqp_uri)
    yield made
    broker.close(made.connection)


@pytest.fixture
def organization() -> str:
    return str(uuid.uuid4())


def forged(organization: str, number: int, note: str) -> Envelope:
    event = NotePublished(district_id="d1", organization_id=organization, note=note)
    return envelope(event, id=new_id(), time=clock(), number=number)


def test_a_forged_event_with_the_next_sequence_moves_nothing_and_displaces_nothing(sample, attacker, organization):  # noqa: F811
    sample.publish(organization, "a")
    sample.await_consumed(organization, ["a"])
    attacker.publish(forged(organization, 2, f"forged-{organization}").encode())
    assert "unsigned" in attacker.set_aside(f"forged-{organization}")
    assert sample.consumed(organization) == ["a"]
    sample.publish(organization, "b")
    sample.await_consumed(organization, ["a", "b"])


def test_a_changed_body_and_another_events_signature_are_set_aside(sample, attacker, organization):  # noqa: F811
    sample.publish(organization, "a")
    copy = attacker.copy_of(organization)
    attacker.publish(bytes(copy.body, "utf-8").replace(b'"a"', b'"t"').replace(b"0001", b"0002"), copy.headers)
    assert "wrong" in attacker.set_aside(organization)
    attacker.publish(forged(organization, 2, "other").encode(), copy.headers)
    assert "wrong" in attacker.set_aside(organization)
    sample.publish(organization, "b")
    sample.await_consumed(organization, ["a", "b"])


def test_a_key_that_is_no_longer_in_the_list_signs_nothing(sample, attacker, organization):  # noqa: F811
    body = forged(organization, 1, "old").encode()
    attacker.publish(body, EventSignatures(KeyRing((b"o" * 32,))).headers(body))
    assert "unknown key" in attacker.set_aside(organization)
    sample.publish(organization, "a")
    sample.await_consumed(organization, ["a"])
