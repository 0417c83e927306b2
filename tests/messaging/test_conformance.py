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
from tests.messaging.houses import SECONDS, House
from tests.messaging.performers import SongSung, SongWritten
from tools.servers.processes import await_true

pytestmark = pytest.mark.slow
RESTING = 3
"""Seconds for which a house at rest is watched."""


@pytest.fixture
def organization() -> str:
    return str(uuid.uuid4())


def songs(organization: str, count: int) -> list[Envelope]:
    sung = [SongSung(district_id="d1", organization_id=organization, note=f"n{number}") for number in range(count)]
    now = datetime.now(UTC)
    return [envelope(song, id=str(uuid.uuid4()), time=now, number=at) for at, song in enumerate(sung, start=1)]


def notes(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def test_what_a_command_tells_reaches_who_listens(house: House, organization):
    house.sing(organization, "a", "b")
    house.await_written(organization, ["a", "b"])


def test_what_a_reaction_tells_names_its_cause_and_keeps_the_correlation(house: House, organization):
    call = {"acting": house.acting, "idempotency_key": organization, "correlation_id": "c1"}
    house.call("singer", "sing", call=call, organization_id=organization, notes=["a"])
    house.await_written(organization, ["a"])
    (sung,), (written,) = told_by(house, "singer", organization), told_by(house, "hearer", organization)
    assert written.causationid == sung.id
    assert written.correlationid == sung.correlationid == "c1"
    assert isinstance(written.event(), SongWritten)


def test_at_rest_each_process_asks_its_database_once_a_second_at_most(house: House, organization):
    house.sing(organization, "a")
    house.await_written(organization, ["a"])
    time.sleep(house.settles)
    begun, before = time.monotonic(), house.asked()
    time.sleep(RESTING)
    asked = {name: count - before.get(name, 0) for name, count in house.asked().items()}
    # A machine with much to do wakes up later than it was asked to.
    rested = time.monotonic() - begun
    # The singer has a relay; the hearer has one, and its inbox besides: each may look once at either end.
    assert asked["singer"] <= rested + 1
    assert asked["hearer"] <= 2 * (rested + 1)


def told_by(house: House, service: str, organization: str) -> list[Envelope]:
    with databases.reading(house.engines[service]) as session:
        wanted = select(outbox.c.envelope).where(outbox.c.partition_key == organization).order_by(outbox.c.position)
        return [Envelope.decode(text) for text in session.scalars(wanted)]


def test_a_failing_reaction_is_tried_again_after_a_pause_and_leaves_nothing_half_done(house: House, organization):
    house.break_note(organization)
    house.sing(organization, organization)
    await_true(lambda: any(row.attempts for row in house.waiting(organization)), seconds=SECONDS, what="a failure")
    (row,) = house.waiting(organization)
    assert (row.next_attempt_at - row.received_at).total_seconds() >= float(PAUSE)
    assert "out of tune" in row.error
    assert house.written(organization) == []
    house.mend_note(organization)
    house.await_written(organization, [organization])
    assert house.waiting(organization) == []


def test_an_event_that_fails_too_often_is_parked_and_can_be_replayed(house: House, organization):
    house.break_note(organization)
    house.sing(organization, organization, "after")
    await_true(lambda: any(row.parked_at for row in house.waiting(organization)), seconds=SECONDS, what="parked")
    parked, _after = sorted(house.waiting(organization), key=lambda row: row.sequence)
    assert parked.attempts == int(ATTEMPTS)
    house.mend_note(organization)
    assert house.written(organization) == []
    with databases.transaction(house.engines["hearer"]) as session:
        decision = Decision(by="operator", reason="mended", at=clock(), new_id=new_id)
        replay(session, Position("singer", organization, 1), decision)
    house.await_written(organization, [organization, "after"])


def test_other_organizations_go_on_while_one_waits(house: House, organization):
    other = f"other-{organization}"
    house.break_note(organization)
    house.sing(organization, organization, "behind")
    await_true(lambda: any(row.attempts for row in house.waiting(organization)), seconds=SECONDS, what="a failure")
    house.sing(other, *notes(5))
    house.await_written(other, notes(5))
    assert house.written(organization) == []
    house.mend_note(organization)
    house.await_written(organization, [organization, "behind"])


def test_many_organizations_are_each_heard_in_order(house: House, organization):
    several = [f"{organization}-{number}" for number in range(6)]
    for number in range(20):
        for one in several:
            house.sing(one, f"n{number}")
    for one in several:
        house.await_written(one, notes(20))


def test_events_delivered_out_of_order_and_often_take_effect_once_and_in_order(house: House, organization):
    delivered = songs(organization, 30) * 3
    random.Random(7).shuffle(delivered)
    for start in range(0, len(delivered), 25):
        house.deliver(delivered[start : start + 25])
    house.await_written(organization, notes(30))
    house.deliver(delivered)
    house.deliver(songs(f"{organization}-after", 1))
    house.await_written(f"{organization}-after", notes(1))
    assert house.written(organization) == notes(30)


def test_an_event_waits_for_the_one_before_it(house: House, organization):
    first, second, third = songs(organization, 3)
    house.deliver([third, second])
    await_true(lambda: len(house.waiting(organization)) == 2, seconds=SECONDS, what="both kept")
    assert house.written(organization) == []
    house.deliver([first])
    house.await_written(organization, notes(3))


def test_nothing_is_lost_or_doubled_while_connections_break(house: House, organization):
    several = [f"{organization}-{number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        begun = [pool.submit(sing_patiently, house, one, number) for number in range(25) for one in several]
        for _ in range(3):
            house.disturb()
        for each in begun:
            each.result()
    for one in several:
        await_true(lambda one=one: len(house.written(one)) >= 25, seconds=2 * SECONDS, what="all of them")
        order = [Envelope.decode(item.encode()).event().note for item in told_by(house, "singer", one)]
        assert sorted(order) == sorted(notes(25))
        assert house.written(one) == order


def sing_patiently(house: House, organization: str, number: int) -> None:
    """Ask, under one key, until the answer comes."""
    for _ in range(10):
        try:
            house.sing(organization, f"n{number}", key=f"{organization}-{number}")
        except Exception as error:  # noqa: BLE001 - whatever a broken connection raises
            print(f"asking again: {error!r}")
        else:
            return
    raise AssertionError("no answer")


def test_a_command_repeated_under_its_key_answers_what_it_answered(house: House, organization):
    first = house.sing(organization, "a", key=organization)
    assert house.sing(organization, "a", key=organization) == first
    refused = house.sing(organization, "b", key=organization)
    assert refused["refusal"]["code"] == "idempotency_key_reused"
    house.await_written(organization, ["a"])


def test_the_same_key_at_the_same_time_has_one_effect(house: House, organization):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: house.sing(organization, "a", key=organization), range(8)))
    assert all(answer == answers[0] for answer in answers)
    with databases.reading(house.engines["singer"]) as session:
        told = select(func.count()).where(outbox.c.partition_key == organization)
        assert session.execute(told).scalar_one() == 1
    house.await_written(organization, ["a"])
