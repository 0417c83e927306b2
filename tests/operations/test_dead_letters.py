"""The operators' tool for dead letters, on a real RabbitMQ: nothing is applied whose signature is not verified."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import amqp
import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from shared import databases, parked, replay
from shared.keys import KeyRing
from shared.messaging import broker
from shared.messaging.consumer import consume
from shared.messaging.publisher import ConfirmingPublisher
from shared.messaging.relay import Relay
from shared.messaging.signatures import EventSignatures
from shared.messaging.tables import outbox
from shared.settings import load_settings
from shared.unit_of_work import clock, new_id
from tests.operations.conftest import OperationsScenario
from tools.servers.processes import await_true

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.parametrize("scenario", ["postgresql"], indirect=True)]
QUEUE, SOURCES, SECONDS = "consumer.inbox", frozenset({"publisher"}), 20
NEW_KEY = "n" * 32


class DeadLetters:
    """The consumer of the scenario on RabbitMQ, somebody who publishes, and the operator's tool."""

    def __init__(self, scenario: OperationsScenario, capsys: pytest.CaptureFixture[str]) -> None:
        self.scenario, self.capsys = scenario, capsys
        self.connection = broker.connect(scenario.settings.amqp_uri)
        self.channel = self.connection.channel()
        for queue in (QUEUE, f"{QUEUE}.dead"):
            self.channel.queue_delete(queue)
        broker.declare_inbox(self.channel, QUEUE, SOURCES)

    @contextmanager
    def consuming(self) -> Iterator[None]:
        """Consume with the keys of the settings as they are now."""
        stopping, signatures = threading.Event(), EventSignatures.from_settings(load_settings())
        wanted = partial(consume, self.scenario.settings.amqp_uri, QUEUE, SOURCES, self.scenario.inbox.receive)
        thread = threading.Thread(target=wanted, kwargs={"signatures": signatures, "stopping": stopping})
        # What the consumer logs must not stand between what the tool says.
        with capture_logs():
            thread.start()
            try:
                yield
            finally:
                stopping.set()
                thread.join()

    def publish(self, body: bytes, headers: dict[str, Any] | None = None) -> None:
        """Publish a body as an event of the publisher."""
        properties = {} if headers is None else {"application_headers": headers}
        message = amqp.Message(body, message_id=new_id(), delivery_mode=2, **properties)
        self.channel.basic_publish_confirm(message, broker.exchange_of("publisher"), "thing_happened", timeout=SECONDS)

    def relay(self) -> None:
        """Publish the publisher's outbox with the keys of the settings as they are now."""
        signatures = EventSignatures.from_settings(load_settings())
        wire = ConfirmingPublisher(self.scenario.settings.amqp_uri, "publisher", signatures)
        with closing(wire) as publisher:
            assert Relay("publisher", self.scenario.engines["publisher"], publisher, clock).move()

    def all(self) -> list[dict[str, Any]]:
        """Return what the tool lists."""
        return list(json.loads(self.run("list", "--json")[1]))

    def listed(self, count: int) -> list[dict[str, Any]]:
        """Wait until the tool lists so many, and return them."""
        await_true(lambda: len(self.all()) >= count, seconds=SECONDS, what=f"{count} dead letters")
        return self.all()

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run the tool."""
        self.capsys.readouterr()
        code = parked.main([*arguments, "--language", "en"])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def await_notes(self, *notes: str) -> None:
        """Wait until these took effect, and nothing else did."""

        def took_effect() -> bool:
            self.scenario.consume()
            return self.scenario.notes() == sorted(notes)

        await_true(took_effect, seconds=SECONDS, what=f"{notes} applied")


@pytest.fixture
def letters(scenario: OperationsScenario, capsys: pytest.CaptureFixture[str]) -> Iterator[DeadLetters]:
    made = DeadLetters(scenario, capsys)
    yield made
    broker.close(made.connection)


def signed(body: bytes, key: str) -> dict[str, str]:
    return EventSignatures(KeyRing.parse("key", key, "event signatures")).headers(body)


@pytest.fixture
def body(scenario: OperationsScenario) -> bytes:
    (item,) = scenario.emit("one")
    return item.encode()


def test_each_dead_letter_is_listed_with_the_reason_and_none_is_lost_by_looking(
    letters: DeadLetters, body: bytes
) -> None:
    key = letters.scenario.settings.secret_key
    with letters.consuming():
        letters.publish(body)
        letters.publish(body + b" ", signed(body, key))
        letters.publish(body, signed(body, NEW_KEY))
        letters.publish(b"\xff\x00no event", signed(b"\xff\x00no event", key))
        listed = letters.listed(4)
    reasons = ["is unsigned", "signature is wrong", "unknown key", "malformed"]
    assert [reason in item["error"] for reason, item in zip(reasons, listed, strict=True)] == [True] * 4
    assert {(item["service"], item["source"], item["event"]) for item in listed} == {
        ("consumer", "publisher", "thing_happened")
    }
    assert all(datetime.fromisoformat(item["since"]) for item in listed)
    assert [letters.all() for _ in range(25)] == [listed] * 25
    message = letters.channel.basic_get(f"{QUEUE}.dead")
    assert not message.delivery_info["redelivered"]


@pytest.mark.parametrize("headers", [None, {"sanji-signature": "x" * 130_850, "sanji-key-id": {"a": [1]}}])
def test_odd_headers_hold_nothing_up(letters: DeadLetters, body: bytes, headers: dict[str, Any] | None) -> None:
    with letters.consuming():
        letters.publish(body, headers)
        letters.listed(1)
        letters.publish(body, signed(body, letters.scenario.settings.secret_key))
        letters.await_notes("one")


def test_a_replayed_letter_is_verified_again_and_takes_effect_once_its_key_is_known(
    letters: DeadLetters, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with letters.consuming():
        letters.publish(body, signed(body, NEW_KEY))
        letters.publish(body)
        (new, unsigned) = (item["position"] for item in letters.listed(2))
    for position in (new, unsigned):
        code, _, err = letters.run("replay", position, "--reason", "the key was changed")
        assert (code, "is refused still" in err) == (1, True)
    assert letters.scenario.decisions() == []
    monkeypatch.setenv("SANJI_EVENT_KEY", f"{letters.scenario.settings.secret_key},{NEW_KEY}")
    code, out, err = letters.run("replay", "--all", "--service", "consumer", "--reason", "the key was changed")
    assert (code, new in out, unsigned in err) == (1, True, True)
    assert [item["position"] for item in letters.all()] == [unsigned]
    with letters.consuming():
        letters.await_notes("one")
    (decision,) = letters.scenario.decisions()
    assert (decision.decision, decision.reason, decision.partition_key) == ("replay", "the key was changed", new)


def test_a_letter_that_the_service_refuses_still_is_set_aside_again(
    letters: DeadLetters, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with letters.consuming():
        letters.publish(body, signed(body, NEW_KEY))
        (item,) = letters.listed(1)
        monkeypatch.setenv("SANJI_EVENT_KEY", NEW_KEY)
        assert letters.run("replay", item["position"], "--reason", "too early")[0] == 0
        assert letters.listed(1)[0]["position"] == item["position"]
    assert letters.scenario.notes() == []


def test_a_discarded_letter_is_gone_and_its_reason_and_text_are_kept(letters: DeadLetters, body: bytes) -> None:
    with letters.consuming():
        letters.publish(body)
        letters.publish(b"\xff\x00no event")
        kept, other = letters.listed(2)
    shown = json.loads(letters.run("show", other["position"])[1])
    assert (shown["body"], shown["event"]) == ("\\xff\\x00no event", "thing_happened")
    assert letters.run("discard", other["position"], "--reason", "  ")[0] == 1
    assert letters.run("discard", other["position"], "--reason", "forged", "--by", "duty")[0] == 0
    assert [item["position"] for item in letters.all()] == [kept["position"]]
    (decision,) = letters.scenario.decisions()
    assert (decision.decision, decision.reason, decision.decided_by) == ("discard", "forged", "duty")
    assert (decision.source, decision.partition_key, decision.envelope) == (
        "publisher",
        other["position"],
        "\\xff\\x00no event",
    )
    assert letters.run("discard", other["position"], "--reason", "again")[0] == 1


def test_what_the_broker_gave_up_is_listed_too(letters: DeadLetters, body: bytes) -> None:
    letters.publish(body, signed(body, letters.scenario.settings.secret_key))
    message = letters.channel.basic_get(QUEUE)
    letters.channel.basic_reject(message.delivery_tag, requeue=False)
    (item,) = letters.listed(1)
    assert (item["source"], item["error"]) == ("publisher", "rejected")
    assert letters.run("replay", item["position"], "--reason", "delivered too often")[0] == 0
    with letters.consuming():
        letters.await_notes("one")


def test_a_broker_that_is_away_hides_no_parked_event(letters: DeadLetters, monkeypatch: pytest.MonkeyPatch) -> None:
    letters.scenario.broken = {"two"}
    letters.scenario.consume(*letters.scenario.emit("two"))
    monkeypatch.setenv("AMQP_URI", "amqp://127.0.0.1:1//")
    code, out, err = letters.run("list")
    assert (code, "publisher:o1:1" in out, "RabbitMQ cannot be reached" in err) == (3, True, True)


def test_an_event_published_again_is_signed_with_the_key_of_that_day(
    letters: DeadLetters, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_key = letters.scenario.settings.secret_key
    letters.relay()
    with databases.transaction(letters.scenario.engines["publisher"]) as session:
        session.execute(update(outbox).values(published_at=None))  # as after a relay killed before it marked it
    monkeypatch.setenv("SANJI_EVENT_KEY", f"{NEW_KEY},{old_key}")
    letters.relay()
    monkeypatch.setenv("SANJI_EVENT_KEY", NEW_KEY)
    with letters.consuming():
        letters.await_notes("one")
        (item,) = letters.listed(1)
    assert "unknown key" in item["error"]


def test_a_replay_from_the_event_log_needs_no_former_key(
    letters: DeadLetters, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.relay()
    monkeypatch.setenv("SANJI_EVENT_KEY", NEW_KEY)
    with letters.consuming():
        letters.listed(1)
    assert replay.main(["consumer", "--source", "publisher"]) == 0
    letters.await_notes("one")
