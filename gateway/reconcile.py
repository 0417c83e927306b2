"""Reconciliation of the projections with the event logs: `python -m gateway.reconcile` names every difference.

It reads the services' event logs and the gateway's tables, changes nothing, and may run beside everything else: what
was told but has not been applied yet is no difference.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, Table, select
from sqlalchemy.orm import Session

from gateway.projections.current_tree import version_row
from gateway.projections.event_mappers import SOURCES
from gateway.projections.indicators import indicators
from gateway.projections.tables import fact, figure, place, projected, record
from gateway.projections.task_rules import row_of
from gateway.reconciling import event_log_reader, recompute
from gateway.reconciling.event_log_reader import Difference, compare, newest
from shared import console, databases, service_databases
from shared.messaging import event_log
from shared.settings import Settings, load_tool_settings

SHOWN = 50
SNAPSHOT = {"postgresql": "REPEATABLE READ", "sqlite": "SERIALIZABLE"}
"""Isolation level at which all tables are read as of one moment; SQLite has no other."""


def differences(gateway: Engine, services: Mapping[str, Engine]) -> list[Difference]:
    """Recompute all records, facts, figures and places from the event logs of the services given.

    It gives what differs from the gateway's tables; empty means that every figure is proven.
    """
    frozen = gateway.execution_options(isolation_level=SNAPSHOT[gateway.dialect.name])
    with databases.reading(frozen) as session:
        state = session.execute(select(projected)).one_or_none()
        if state is None:
            return []
        expected = event_log_reader.read(services, event_log_reader.applied_in(session), event_log.discarded(session))
        summed = recompute.sum_up(expected, state.day, indicators().by_code.values())
        by_record, day = newest(expected.revisions), state.day.isoformat()
        records = {key: _record(row_of(item, day)) for key, item in by_record.items()}
        places = {owner: version_row(owner[0], line, state.day) for owner, line in expected.timelines.items()}
        figures = {key: (row["own"], row["total"]) for key, row in _found(session, figure)}
        return [
            *expected.missing,
            *compare("record", records, {key: _record(row) for key, row in _found(session, record)}),
            *compare("place", places, dict(_found(session, place))),
            *compare(
                "fact",
                summed.facts,
                {key: (row["valid_until"], row["value"]) for key, row in _found(session, fact)},
            ),
            *compare("figure", summed.figures, {key: sums for key, sums in figures.items() if any(sums)}),
        ]


def _found(session: Session, table: Table) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    key = [column.name for column in table.primary_key]
    for row in session.execute(select(table).execution_options(yield_per=event_log_reader.CHUNK)).mappings():
        yield tuple(row[name] for name in key), dict(row)


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    # What earlier revisions said is compared as the facts that follow from it.
    said = {name: row[name] for name in ("organization_id", "revision", "whole_id", "owed_by", "owed_at")}
    parsed = {name: msgspec.json.decode(row[name]) for name in ("state", "phases")}
    return said | parsed | {"due_on": row["due_on"] and str(row["due_on"])}


def main(arguments: Sequence[str] = ()) -> int:
    """Reconcile the configured databases, and return the exit code: 1 for a difference or where one is not found."""
    texts = console.words(Path(__file__).with_name("rebuild.yaml"), arguments)
    return console.finish(lambda: _reconcile(load_tool_settings()), texts)


def _reconcile(settings: Settings) -> int:
    with ExitStack() as stack:
        names = ("gateway", *sorted(SOURCES))
        engines = {name: stack.enter_context(service_databases.opened(settings, name)) for name in names}
        differing = differences(engines.pop("gateway"), engines)
    for item in differing[:SHOWN]:
        sys.stdout.write(f"{item.table} {item.key}: 应为 told {item.expected}, 实为 found {item.actual}\n")
    sys.stdout.write(f"差异 {len(differing)} 处 · {len(differing)} differences\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
