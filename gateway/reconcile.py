"""Reconciliation of the projections with the event logs: `python -m gateway.reconcile` names every difference.

It reads the services' event logs and the gateway's tables, changes none of them, and may run beside everything else:
what was told but has not been applied yet is no difference. When it ended and what it found is kept, and watched.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, Table, select
from sqlalchemy.orm import Session

from gateway import maintenance_runs
from gateway.projections.current_tree import version_row
from gateway.projections.event_mappers import SOURCES
from gateway.projections.indicators import indicators
from gateway.projections.tables import fact, figure, place, projected, record
from gateway.projections.task_rules import row_of
from gateway.reconciling import event_log_reader, recompute
from gateway.reconciling.event_log_reader import CHUNK, Difference, compare
from shared import console, databases, service_databases
from shared.messaging import event_log
from shared.metrics import serve as serve_metrics
from shared.settings import Settings, load_tool_settings
from shared.unit_of_work import clock

SHOWN = 50
UNREAD = {"history", "since", "placed_from"}
"""What earlier revisions said is compared as the facts that follow from it."""
BYTEWISE = {"postgresql": "C", "sqlite": "BINARY"}
"""Collation of the keys, by which both sides are in one order."""
HOUR, DAY = 3600, 86_400
SNAPSHOT = {"postgresql": "REPEATABLE READ", "sqlite": "SERIALIZABLE"}
"""Isolation level at which all tables are read as of one moment; SQLite has no other."""


def differences(gateway: Engine, services: Mapping[str, Engine]) -> list[Difference]:
    """Return what differs from the gateway's tables; empty means that every figure is proven."""
    return list(each_difference(gateway, services))


def each_difference(gateway: Engine, services: Mapping[str, Engine]) -> Iterator[Difference]:
    """Recompute records, facts, figures and places from the event logs of the services given; yield what differs."""
    frozen = gateway.execution_options(isolation_level=SNAPSHOT[gateway.dialect.name])
    with event_log_reader.opened_scratch() as scratch, databases.reading(frozen) as session:
        state = session.execute(select(projected)).one_or_none()
        if state is None:
            return
        applied, discarded = event_log_reader.applied_in(session), event_log.discarded(session)
        expected = event_log_reader.read(scratch, services, applied, discarded)
        yield from expected.missing
        day = state.day.isoformat()
        records = ((key, _record(row_of(item, day))) for key, item in recompute.recount(expected))
        yield from compare("record", records, ((key, _record(row)) for key, row in _found(session, record)))
        places = {owner: version_row(owner[0], line, state.day) for owner, line in expected.timelines.items()}
        yield from compare("place", sorted(places.items(), key=itemgetter(0)), _found(session, place))
        recompute.sum_up(expected, state.day, indicators().by_code.values())
        found = ((key, (row["valid_until"], row["value"])) for key, row in _found(session, fact))
        yield from compare("fact", recompute.facts(expected), found)
        sums = ((key, (row["own"], row["total"])) for key, row in _found(session, figure))
        counted = ((key, pair) for key, pair in sums if any(pair))
        yield from compare("figure", recompute.figures(expected, state.day), counted)


def _found(session: Session, table: Table) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of a table by their keys, in the order in which Python and SQLite sort them."""
    key = [column.name for column in table.primary_key]
    order = [column.collate(BYTEWISE[session.get_bind().dialect.name]) for column in table.primary_key]
    columns = [column for column in table.columns if column.name not in UNREAD]
    for row in session.execute(select(*columns).order_by(*order).execution_options(yield_per=CHUNK)).mappings():
        yield tuple(row[name] for name in key), dict(row)


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: row[name] for name in ("organization_id", "revision", "whole_id", "owed_by", "owed_at")}
    parsed = {name: msgspec.json.decode(row[name]) for name in ("state", "phases")}
    return said | parsed | {"due_on": row["due_on"] and str(row["due_on"])}


def main(arguments: Sequence[str] | None = None) -> int:
    """Reconcile the configured databases, and return the exit code: 1 for a difference or where one is not found."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    texts = console.words(Path(__file__).with_name("rebuild.yaml"), given)
    parser = argparse.ArgumentParser(prog="python -m gateway.reconcile", description=texts["reconcile"])
    console.add_language(parser, texts)
    parser.add_argument("--daily", action="store_true", help=texts["help_daily"])
    options = parser.parse_args(given)
    settings = load_tool_settings()
    if options.daily:
        return _repeat(lambda: console.finish(lambda: _reconcile(settings), texts), settings)
    return console.finish(lambda: _reconcile(settings), texts)


def _repeat(once: Callable[[], int], settings: Settings) -> int:
    """Reconcile once a day until the process is told to stop; what differs is printed each time, and watched."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stopping.set).start())
    serve_metrics(settings.metrics_address)
    while not stopping.is_set():
        # A database that is away is asked again within the hour.
        stopping.wait(HOUR if once() == console.UNREACHABLE else DAY)
    return console.DONE


def _reconcile(settings: Settings) -> int:
    with ExitStack() as stack:
        names = ("gateway", *sorted(SOURCES))
        engines = {name: stack.enter_context(service_databases.opened(settings, name)) for name in names}
        gateway = engines.pop("gateway")
        for engine in engines.values():
            engine.dispose()
        differing = 0
        for item in each_difference(gateway, engines):
            differing += 1
            if differing <= SHOWN:
                console.say(f"{item.table} {item.key}: 应为 told {item.expected}, 实为 found {item.actual}")
        maintenance_runs.note(gateway, maintenance_runs.RECONCILIATION, clock(), differing)
    console.say(f"差异 {differing} 处 · {differing} differences")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
