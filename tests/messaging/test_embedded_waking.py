"""The embedded host's relays and inboxes are woken by a commit; nothing depends on their looking again and again."""

import time
from contextlib import ExitStack

import pytest
from sqlalchemy.exc import IntegrityError

from shared import commits, databases
from shared.hosts import embedded
from tests.messaging.sample_hosts import SECONDS, EmbeddedSampleHost
from tests.messaging.sample_services import broken

pytestmark = pytest.mark.slow


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """Yield a sample that looks by itself only after everything is long over."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setattr(embedded, "FALLBACK", 10.0 * SECONDS)
    with ExitStack() as stack:
        yield EmbeddedSampleHost(stack)


def test_what_is_committed_wakes_whoever_has_to_do_with_it(sample: EmbeddedSampleHost):
    for note in ("a", "b", "c"):
        sample.publish("o1", note)
        sample.await_consumed("o1", ["a", "b", "c"][: "abc".index(note) + 1])


def test_a_transaction_that_fails_wakes_nobody(sample: EmbeddedSampleHost):
    time.sleep(sample.settles)  # what begins with a host looks once whether anything is due, and commits
    committed = embedded.threading.Event()
    engine = sample.engines["consumer"]
    with commits.subscribed(committed, engine):
        with pytest.raises(IntegrityError), databases.transaction(engine) as session:
            session.execute(broken.insert(), [{"note": "x"}, {"note": "x"}])
        assert not committed.is_set()
        sample.break_note("x")
        assert committed.is_set()
