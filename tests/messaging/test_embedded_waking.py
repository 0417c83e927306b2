"""The embedded host's relays and inboxes are woken by a commit; nothing depends on their looking again and again."""

from contextlib import ExitStack

import pytest
from sqlalchemy.exc import IntegrityError

from shared import commits, databases
from shared.hosts import embedded
from tests.messaging.houses import SECONDS, EmbeddedHouse
from tests.messaging.performers import broken

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Yield a house that looks by itself only after everything is long over."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setattr(embedded, "FALLBACK", 10.0 * SECONDS)
    with ExitStack() as stack:
        yield EmbeddedHouse(stack)


def test_what_is_committed_wakes_whoever_has_to_do_with_it(house: EmbeddedHouse):
    for note in ("a", "b", "c"):
        house.sing("o1", note)
        house.await_written("o1", ["a", "b", "c"][: "abc".index(note) + 1])


def test_a_transaction_that_fails_wakes_nobody(house: EmbeddedHouse):
    committed = embedded.threading.Event()
    engine = house.engines["hearer"]
    with commits.subscribed(committed, engine):
        with pytest.raises(IntegrityError), databases.transaction(engine) as session:
            session.execute(broken.insert(), [{"note": "x"}, {"note": "x"}])
        assert not committed.is_set()
        house.break_note("x")
        assert committed.is_set()
