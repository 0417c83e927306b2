"""One suite that every host must pass: what a service commits takes effect in those who listen, once and in order."""

import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from shared import databases
from shared.messaging.events import Envelope, envelope
from shared.messaging.outbox import Position
from shared.messaging.parking import Decision, replay
from shared.messaging.tables import outbox
from shared.unit_of_work import clock, new_id
from tests.messaging.conftest import ATTEMPTS, PAUSE
from tests.messaging.sample_hosts import SECONDS, SampleHost
from tests.messaging.sample_services import NoteConsumed, NotePublished
from tools.servers.processes import await_true

pytestmark = pytest.mark.slow
RESTING = 3
"""Seconds for which a sample at rest is watched."""


@pytest.fixture
def organization() -> str:
    return str(uuid.uuid4())


def envelopes(organization: str, count: int) -> list[Envelope]:
    published = [
        NotePublished(district_id="d1", organization_id=organization, note=f"n{number}") for number in range(count)
    ]
    now = datetime.now(UTC)
    return [envelope(note, id=str(uuid.uuid4()), time=now, number=at) for at, note in enumerate(published, start=1)]


def notes(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def test_what_a_command_tells_reaches_who_listens(sample: SampleHost, organization):
    sample.publish(organization, "a", "b")
    sample.await_consumed(organization, ["a", "b"])


def test_what_a_reaction_tells_names_its_cause_and_keeps_the_correlation(sample: SampleHost, organization):
    call = {"acting": sample.acting(), "idempotency_key": organization, "correlation_id": "c1"}
    sample.call("publisher", "publish", call=call, organization_id=organization, notes=["a"])
    sample.await_consumed(organization, ["a"])
    (published,), (written,) = told_by(sample, "publisher", organization), told_by(sample, "consumer", organization)
    assert written.causationid == published.id
    assert written.correlationid == published.correlationid == "c1"
    assert isinstance(written.event(), NoteConsumed)


def test_at_rest_each_process_asks_its_database_once_a_second_at_most(sample: SampleHost, organization):
    sample.publish(organization, "a")
    sample.await_consumed(organization, ["a"])
    # A machine with much to do needs longer to come to rest.
    await_true(lambda: is_at_rest(sample), seconds=sample.settles + 10 * RESTING, what="the processes rest")


def is_at_rest(sample: SampleHost) -> bool:
    """Return whether each process has asked its database once a second at most for a while, and once at either end."""
    begun, before = time.monotonic(), sample.asked()
    time.sleep(RESTING)
    asked = {name: count - before.get(name, 0) for name, count in sample.asked().items()}
    rested = time.monotonic() - begun
    # The publisher has a relay; the consumer has one, and its inbox besides.
    return asked["publisher"] <= rested + 1 and asked["consumer"] <= 2 * (rested + 1)


def told_by(sample: SampleHost, service: str, organization: str) -> list[Envelope]:
    with databases.reading(sample.engines[service]) as session:
        wanted = select(outbox.c.envelope).where(outbox.c.partition_key == organization).order_by(outbox.c.position)
        return [Envelope.decode(text) for text in session.scalars(wanted)]


def test_a_failing_reaction_is_tried_again_after_a_pause_and_leaves_nothing_half_done(sample: SampleHost, organization):
    sample.break_note(organization)
    sample.publish(organization, organization)
    await_true(lambda: any(row.attempts for row in sample.waiting(organization)), seconds=SECONDS, what="a failure")
    (row,) = sample.waiting(organization)
    assert (row.next_attempt_at - row.received_at).total_seconds() >= float(PAUSE)
    assert "refused on purpose" in row.error
    assert sample.consumed(organization) == []
    sample.mend_note(organization)
    sample.await_consumed(organization, [organization])
    assert sample.waiting(organization) == []


def test_an_event_that_fails_too_often_is_parked_and_can_be_replayed(sample: SampleHost, organization):
    sample.break_note(organization)
    sample.publish(organization, organization, "after")
    await_true(lambda: any(row.parked_at for row in sample.waiting(organization)), seconds=SECONDS, what="parked")
    parked, _after = sorted(sample.waiting(organization), key=lambda row: row.sequence)
    assert parked.attempts == int(ATTEMPTS)
    sample.mend_note(organization)
    assert sample.consumed(organization) == []
    with databases.transaction(sample.engines["consumer"]) as session:
        decision = Decision(by="operator", reason="mended", at=clock(), new_id=new_id)
        replay(session, Position("publisher", organization, 1), decision)
    sample.await_consumed(organization, [organization, "after"])


def test_other_organizations_go_on_while_one_waits(sample: SampleHost, organization):
    other = f"other-{organization}"
    sample.break_note(organization)
    sample.publish(organization, organization, "behind")
    await_true(lambda: any(row.attempts for row in sample.waiting(organization)), seconds=SECONDS, what="a failure")
    sample.publish(other, *notes(5))
    sample.await_consumed(other, notes(5))
    assert sample.consumed(organization) == []
    sample.mend_note(organization)
    sample.await_consumed(organization, [organization, "behind"])


def test_many_organizations_are_each_heard_in_order(sample: SampleHost, organization):
    several = [f"{organization}-{number}" for number in range(6)]
    for number in range(20):
        for one in several:
            sample.publish(one, f"n{number}")
    for one in several:
        sample.await_consumed(one, notes(20))


def test_events_delivered_out_of_order_and_often_take_effect_once_and_in_order(sample: SampleHost, organization):
    delivered = envelopes(organization, 30) * 3
    random.Random(7).shuffle(delivered)
    for start in range(0, len(delivered), 25):
        sample.deliver(delivered[start : start + 25])
    sample.await_consumed(organization, notes(30))
    sample.deliver(delivered)
    sample.deliver(envelopes(f"{organization}-after", 1))
    sample.await_consumed(f"{organization}-after", notes(1))
    assert sample.consumed(organization) == notes(30)


def test_an_event_waits_for_the_one_before_it(sample: SampleHost, organization):
    first, second, third = envelopes(organization, 3)
    sample.deliver([third, second])
    await_true(lambda: len(sample.waiting(organization)) == 2, seconds=SECONDS, what="both kept")
    assert sample.consumed(organization) == []
    sample.deliver([first])
    sample.await_consumed(organization, notes(3))


def test_nothing_is_lost_or_doubled_while_connections_break(sample: SampleHost, organization):
    several = [f"{organization}-{number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        begun = [pool.submit(publish_patiently, sample, one, number) for number in range(25) for one in several]
        for _ in range(3):
            sample.disturb()
        for each in begun:
            each.result()
    for one in several:
        await_true(lambda one=one: len(sample.consumed(one)) >= 25, seconds=2 * SECONDS, what="all of them")
        order = [Envelope.decode(item.encode()).event().note for item in told_by(sample, "publisher", one)]
        assert sorted(order) == sorted(notes(25))
        assert sample.consumed(one) == order


def publish_patiently(sample: SampleHost, organization: str, number: int) -> None:
    """Ask, under one key, until the answer comes."""
    for _ in range(10):
        try:
            sample.publish(organization, f"n{number}", key=f"{organization}-{number}")
        except Exception as error:  # noqa: BLE001 - whatever a broken connection raises
            print(f"asking again: {error!r}")
        else:
            return
    raise AssertionError("no answer")


def test_a_command_repeated_under_its_key_answers_what_it_answered(sample: SampleHost, organization):
    first = sample.publish(organization, "a", key=organization)
    assert sample.publish(organization, "a", key=organization) == first
    refused = sample.publish(organization, "b", key=organization)
    assert refused["refusal"]["code"] == "idempotency_key_reused"
    sample.await_consumed(organization, ["a"])


def test_the_same_key_at_the_same_time_has_one_effect(sample: SampleHost, organization):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sample.publish(organization, "a", key=organization), range(8)))
    assert all(answer == answers[0] for answer in answers)
    with databases.reading(sample.engines["publisher"]) as session:
        told = select(func.count()).where(outbox.c.partition_key == organization)
        assert session.execute(told).scalar_one() == 1
    sample.await_consumed(organization, ["a"])
