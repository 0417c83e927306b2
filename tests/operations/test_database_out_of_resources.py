"""A database that is full, or out of memory or connections, is away: nothing is wrong with what was asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from shared import databases, logs
from shared.errors import Unavailable
from shared.events import all_events
from shared.messaging.events import envelope
from shared.messaging.inbox import Inbox
from shared.messaging.tables import inbox, metadata
from shared.rights import Actor
from shared.unit_of_work import CommandExecutor, UnitOfWork
from tools import event_samples

pytestmark = pytest.mark.server
KEY = "k" * 32
FULL = "DO $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '{state}'; END $$"
STATES = ("53100", "53200", "53300", "57P03", "08006")


@pytest.fixture
def engine(database_urls: Any) -> Iterator[Engine]:
    engine = databases.open_database(make_url(database_urls()))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("state", STATES)
def test_a_command_on_a_full_database_may_be_repeated_later(engine: Engine, state: str) -> None:
    def fill(work: UnitOfWork) -> None:
        work.session.execute(text(FULL.format(state=state)))

    with pytest.raises(Unavailable):
        CommandExecutor("projects", engine, KEY).command(
            fill, {"acting": Actor("a", "a").sign(KEY, "projects", "fill")}, {}
        )


def test_a_statement_that_is_wrong_is_a_bug_and_no_outage(engine: Engine) -> None:
    def misspelt(work: UnitOfWork) -> None:
        work.session.execute(text("SELECT no_such_column"))

    with pytest.raises(DBAPIError):
        CommandExecutor("projects", engine, KEY).command(
            misspelt, {"acting": Actor("a", "a").sign(KEY, "projects", "misspelt")}, {}
        )


def test_a_reaction_on_a_full_database_waits_without_being_counted_as_failed(engine: Engine) -> None:
    full = [True]

    def react(session: Any, _item: object) -> None:
        if full:
            session.execute(text(FULL.format(state="53100")))

    ear = Inbox("projects", engine, react, lambda: datetime.now(UTC))
    event = event_samples.sample(all_events()[0])
    ear.receive([envelope(event, id="e-1", time=datetime.now(UTC), number=1)])
    for _ in range(12):
        with pytest.raises(DBAPIError):
            ear.apply_due()
    full.clear()
    assert ear.apply_due() == 1
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(inbox)) == 0


def test_five_hundred_failures_of_one_outage_are_one_line(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_outages", logs._Outages())
    written: list[dict[str, Any]] = []

    class Logger:
        def warning(self, event: str, **details: Any) -> None:
            written.append({"event": event, **details})

    for _ in range(501):
        logs.warn_outage(Logger(), "database unavailable", error="no space left")
    assert written == [{"event": "database unavailable", "error": "no space left", "left_out": 0}]
    monkeypatch.setattr(logs, "OUTAGE_LINES", 0.0)
    logs.warn_outage(Logger(), "database unavailable")
    assert written[-1]["left_out"] == 500
