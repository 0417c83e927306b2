"""Rebuilds the projections from the services' event logs: `python -m gateway.rebuild`.

All of it is one transaction that begins with the lock every projector takes first. So a projector beside it waits, and
goes on from the cursors it finds; overviews show the old figures until the new ones are complete; and whoever kills it
leaves everything as it was. In several transactions, a district would be told half its figures meanwhile. The price: on
SQLite nothing else can be written to the gateway's database for as long.

Exit codes: 0 done, 1 refused (not confirmed, a log has a gap), 2 wrong usage, 3 a database cannot be reached.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, delete, false, func, not_, select, update
from sqlalchemy.orm import Session

from gateway.projections.apply import ProjectionBatch
from gateway.projections.indicators import indicators
from gateway.projections.tables import fact, figure, freshness, place, record
from gateway.projections.transactions import NAME, Transactions, lock, release
from gateway.projector import SOURCES, Projector
from shared import console, databases, service_databases
from shared.errors import Conflict
from shared.logs import configure_logs
from shared.messaging import event_log, event_streams
from shared.messaging.call_audits import PREFIX, is_audit_stream
from shared.messaging.event_streams import DEFAULT_RETRY, RetryPolicy
from shared.messaging.events import Envelope
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox, inbox_cursor
from shared.settings import Settings, load_tool_settings
from shared.trees import organization_version
from shared.unit_of_work import clock

EMPTIED = (inbox_cursor, inbox, fact, figure, record, place, organization_version)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Begin = Callable[[str, int], console.Progress]
"""Shows how far a source is counted, of so many events."""


class Rebuilt(NamedTuple):
    """How many events were read, how many of them stay discarded, and how many wait in the inbox."""

    total: int
    discarded: int
    waiting: int


def rebuild(
    gateway: Engine,
    logs: Mapping[str, Engine],
    begin: Begin,
    *,
    now: Callable[[], datetime] = clock,
    retry_policy: RetryPolicy = DEFAULT_RETRY,
) -> Rebuilt:
    """Replace the content of the projections by what the services' event logs add up to.

    What an operator had stepped over takes no effect now either; what cannot be applied waits in the inbox. Conflict:
    `event_log_incomplete`, `discarded_behind_waiting`; nothing is changed then.
    """
    with databases.transaction(gateway) as session:
        transactions = _Parts(gateway, now, session)
        held = lock(session, today=transactions.day, indicators=transactions.indicators.fingerprint)
        transactions.day = max(held.day, transactions.day)
        _empty(session)
        counter = _Counter(transactions, retry_policy, event_log.discarded(session))
        total = sum(_count(counter, source, log, begin) for source, log in logs.items())
        session.execute(delete(freshness).where(freshness.c.event_time == NEVER))
        waiting = session.execute(select(func.count()).select_from(inbox)).scalar_one()
        fingerprint = transactions.indicators.fingerprint
        release(session, day=transactions.day, batch=held.batch + 1, indicators=fingerprint)
    return Rebuilt(total, counter.stepped_over, waiting)


def _empty(session: Session) -> None:
    for table in EMPTIED:
        # Audit events are in the trail for good: their streams go on from where they were.
        kept = table.c.partition_key.startswith(PREFIX) if "partition_key" in table.c else false()
        session.execute(delete(table).where(not_(kept)))
    # A version only ever grows, so a row is emptied of its moment alone.
    session.execute(update(freshness).values(event_time=NEVER))


def _count(counter: "_Counter", source: str, log: Engine, begin: Begin) -> int:
    with databases.reading(log) as session:
        last = {key: number for key, number in event_log.last_numbers(session).items() if not is_audit_stream(key)}
    progress = begin(source, sum(last.values()))
    for batch in _told(source, log, last):
        counter.receive(batch)
        progress.add(len(batch))
    return progress.total


def _told(source: str, log: Engine, last: Mapping[str, int]) -> Iterator[list[Envelope]]:
    """Yield events up to certain numbers; later ones are consumed by the projector."""
    reached: dict[str, int] = defaultdict(int)
    left = sum(last.values())
    for page in event_log.whole(log) if left else ():
        batch = [item for item in page if item.number <= last.get(item.partitionkey, 0)]
        for item in batch:
            reached[item.partitionkey] += 1
            if item.number != reached[item.partitionkey]:
                raise _incomplete(source, item.partitionkey, reached)
        yield batch
        left -= len(batch)
        if not left:
            return
    for key in last:
        reached[key] += 1
        if reached[key] <= last[key]:
            raise _incomplete(source, key, reached)


def _incomplete(source: str, key: str, reached: Mapping[str, int]) -> Conflict:
    return Conflict("event_log_incomplete", position=str(Position(source, key, reached[key])))


class _Parts(Transactions):
    """A projector's transactions as parts of an open one that counts as of one day."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], session: Session) -> None:
        super().__init__(engine, now, indicators())
        self.session = session
        self.day: date = self.today

    @contextmanager
    def begin(self) -> Iterator[ProjectionBatch]:
        """Run a block as a savepoint."""
        try:
            with self.session.begin_nested():
                yield ProjectionBatch(self.session, self.tree, self.indicators, self.day)
        except Exception:
            self._forget()
            self.blocked = event_streams.blocked_streams(self.session)
            raise


class _Counter(Projector):
    """Projector that skips discarded events."""

    def __init__(self, transactions: _Parts, retry_policy: RetryPolicy, discarded: set[Position]) -> None:
        super().__init__(transactions.engine, transactions.clock, retry_policy)
        self.transactions: _Parts = transactions
        self.discarded = discarded
        self.stepped_over = 0

    def receive(self, envelopes: Sequence[Envelope]) -> None:
        """Apply what follows in each stream; events behind one that fails wait."""
        taken: list[Envelope] = []
        for item in envelopes:
            if event_streams.position_of(item) in self.discarded:
                self._receive(taken)
                self._step_over(item)
                taken = []
            else:
                taken.append(item)
        self._receive(taken)

    def _step_over(self, item: Envelope) -> None:
        if event_streams.stream_of(item) in self.transactions.blocked:
            # In the inbox it would take effect as soon as what stands before it does.
            raise Conflict("discarded_behind_waiting", position=str(event_streams.position_of(item)))
        event_streams.advance(self.transactions.session, [item], self.clock())
        self.stepped_over += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rebuild's command line, and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    texts = console.words(Path(__file__).with_suffix(".yaml"), given)
    parser = argparse.ArgumentParser(prog="python -m gateway.rebuild", description=texts["description"])
    console.add_language(parser, texts)
    parser.add_argument("--yes", action="store_true", help=texts["help_yes"])
    options = parser.parse_args(given)
    return console.finish(lambda: _rebuild(load_tool_settings(), texts, sure=options.yes), texts)


def _rebuild(settings: Settings, texts: console.Words, *, sure: bool) -> int:
    with ExitStack() as stack:
        gateway = stack.enter_context(service_databases.opened(settings, NAME))
        logs = {source: stack.enter_context(service_databases.opened(settings, source)) for source in sorted(SOURCES)}
        if not (sure or _confirmed(texts["sure"])):
            console.warn(texts["not_done"])
            return console.REFUSED
        retry_policy = RetryPolicy.from_settings(settings)
        done = rebuild(gateway, logs, lambda *of: _progress(texts, *of), retry_policy=retry_policy)
    console.say(texts["rebuilt"].format(**done._asdict()))
    return console.DONE


def _progress(texts: console.Words, source: str, total: int) -> console.Progress:
    return console.Progress(texts["rebuilding"].replace("{source}", source), total)


def _confirmed(question: str) -> bool:
    try:
        return input(question).strip() == "yes"
    except EOFError:
        return False


if __name__ == "__main__":
    configure_logs("rebuild")
    sys.exit(main())
