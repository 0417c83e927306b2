"""What arrives in order behind nothing is applied at once, by few statements; anything else is stored and waits."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from shared import databases
from shared.messaging import event_streams, inbox
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope, envelope
from shared.messaging.inbox import Inbox
from shared.messaging.tables import inbox as waiting
from shared.messaging.tables import inbox_cursor
from tests.messaging.sample_services import NotePublished, consumed
from tests.statements import sent_to

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
UNHEARD, BROKEN = "nobody reacts to it", "broken"


def note_of(item: Envelope) -> str:
    return msgspec.json.decode(item.data, type=NotePublished).note


def react(session: Session, item: Envelope) -> None:
    note = note_of(item)
    session.execute(consumed.insert(), {"organization_id": item.partitionkey, "note": note})
    if note == BROKEN:
        raise RuntimeError("broken on purpose")


@pytest.fixture
def arriving(engine: Engine) -> Inbox:
    """Open an inbox of two organizations that have each had one event."""
    policy = RetryPolicy(pause=0, limit=0, attempts=3)
    made = Inbox("consumer", engine, react, lambda: NOW, policy, reacts_to=lambda item: note_of(item) != UNHEARD)
    made.receive([*told("o1", "first"), *told("o2", "first")])
    assert made.apply_due() == 2
    return made


def told(organization: str, *notes: str, after: int = 0) -> list[Envelope]:
    made = (NotePublished(district_id="d1", organization_id=organization, note=note) for note in notes)
    numbered = enumerate(made, start=after + 1)
    return [envelope(each, id=f"{organization}-{number}", time=NOW, number=number) for number, each in numbered]


def rows(engine: Engine, wanted: Any) -> list[Any]:
    with databases.reading(engine) as session:
        return [tuple(row) for row in session.execute(wanted)]


def notes(engine: Engine, organization: str = "o1") -> list[str]:
    wanted = select(consumed.c.note).where(consumed.c.organization_id == organization).order_by(consumed.c.place)
    return [note for (note,) in rows(engine, wanted)]


def stored(engine: Engine) -> list[Any]:
    return rows(engine, select(waiting.c.partition_key, waiting.c.sequence).order_by(*waiting.primary_key))


def applied(engine: Engine) -> dict[str, int]:
    return dict(rows(engine, select(inbox_cursor.c.partition_key, inbox_cursor.c.applied)))


def test_what_follows_is_applied_when_it_arrives_and_never_stored(engine: Engine, arriving: Inbox) -> None:
    with sent_to(engine) as asked:
        assert not arriving.receive(told("o1", "a", UNHEARD, "b", after=1))
    assert not any(each.text.startswith("INSERT INTO inbox ") for each in asked)
    assert notes(engine) == ["first", "a", "b"]
    assert (stored(engine), applied(engine)) == ([], {"o1": 4, "o2": 1})


def test_any_number_of_events_that_nobody_reacts_to_costs_two_statements(engine: Engine, arriving: Inbox) -> None:
    many = 2 * inbox.BATCH
    with sent_to(engine) as asked:
        arriving.receive([*told("o1", *[UNHEARD] * many, after=1), *told("o2", UNHEARD, after=1)])
    assert len([each for each in asked if not each.begins]) == 2
    assert (stored(engine), applied(engine)) == ([], {"o1": many + 1, "o2": 2})


def test_an_event_that_fails_on_arrival_undoes_all_that_came_with_it_and_takes_its_turn(
    engine: Engine, arriving: Inbox
) -> None:
    assert arriving.receive([*told("o1", "a", BROKEN, after=1), *told("o2", "b", after=1)])
    assert (notes(engine), notes(engine, "o2")) == (["first"], ["first"])
    assert stored(engine) == [("o1", 2), ("o1", 3), ("o2", 2)]
    for _ in range(3):
        arriving.apply_due()
    assert (notes(engine), notes(engine, "o2")) == (["first", "a"], ["first", "b"])
    assert rows(engine, select(waiting.c.sequence, waiting.c.attempts)) == [(3, 3)]


def gap(arriving: Inbox) -> None:
    assert arriving.receive(told("o1", "c", after=2))


def one_before(arriving: Inbox) -> None:
    arriving.receive(told("o1", BROKEN, after=1))


@pytest.mark.parametrize("before", [gap, one_before])
def test_an_event_behind_another_that_waits_is_stored(
    engine: Engine, arriving: Inbox, before: Callable[[Inbox], None]
) -> None:
    before(arriving)
    assert arriving.receive(told("o1", "d", after=3))
    assert notes(engine) == ["first"]
    assert ("o1", 4) in stored(engine)
    arriving.receive(told("o2", "b", after=1))
    assert notes(engine, "o2") == ["first", "b"]


def test_an_event_that_closes_a_gap_lets_all_behind_it_be_applied_in_order(engine: Engine, arriving: Inbox) -> None:
    arriving.receive(told("o1", "b", "c", after=2))
    assert arriving.receive(told("o1", "a", after=1))
    assert arriving.apply_due() == 3
    assert notes(engine) == ["first", "a", "b", "c"]


def test_more_reactions_than_go_into_one_transaction_are_stored(engine: Engine, arriving: Inbox) -> None:
    many = [str(number) for number in range(inbox.BATCH + 1)]
    assert arriving.receive([*told("o1", *many, after=1), *told("o2", "b", after=1)])
    assert (len(stored(engine)), notes(engine, "o2")) == (len(many), ["first", "b"])


def test_what_was_applied_before_changes_nothing(engine: Engine, arriving: Inbox) -> None:
    for _ in range(2):
        assert not arriving.receive(told("o1", "first", "a", "a"))
    assert (notes(engine), applied(engine)["o1"]) == (["first", "a", "a"], 3)


@pytest.mark.server
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_event_of_a_stream_that_another_process_applies_is_stored(engine: Engine, arriving: Inbox) -> None:
    with databases.transaction(engine) as other:
        assert event_streams.lock_idle(other, [("publisher", "o1")]) == {("publisher", "o1"): 1}
        assert arriving.receive([*told("o1", "a", after=1), *told("o2", "b", after=1)])
        assert (notes(engine), notes(engine, "o2")) == (["first"], ["first", "b"])
    assert arriving.apply_due() == 1
    assert notes(engine) == ["first", "a"]
