"""What is frozen of a quarterly report: figures, the records behind them, their rules and what they were read at."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import select

from gateway.figure_records import behind
from gateway.figure_sums import placed_below
from gateway.projections.indicators import indicators
from gateway.reports.quarterly import quarterly_report, slots_of, template_version
from shared.messaging.outbox import Position
from shared.messaging.tables import inbox_cursor
from shared.unit_of_work import UnitOfWork

SlotKey = tuple[str, str, str]
"""Indicator, time and kind of organization."""


def composed_report(work: UnitOfWork, *, level: str, organization_id: str, quarter: str) -> dict[str, Any]:
    """Compose a report whole, with the records behind its figures, at named positions: what is frozen of it."""
    report = quarterly_report(work, level=level, organization_id=organization_id, quarter=quarter)
    records = {
        href: {row.record_id: row.value for row in work.session.execute(behind(organization_id, **asked))}
        for href, asked in _addresses(report)
    }
    return {
        "document": report | {"records": records},
        "positions": sorted(_positions(work, report)),
        "rule_versions": {"indicators": indicators().fingerprint[:16], "quarterly_report": template_version()},
        "tree_as_of": report["tree_as_of"],
    }


def changes_since(frozen: dict[str, Any], report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures that are others now than in a frozen report, in the order of its sentences."""
    now = {_key(slot): slot for slot in slots_of(report)}
    changed = []
    for slot in slots_of(frozen):
        found = now.get(_key(slot))
        if found is not None and found["value"] != slot["value"]:
            named = {name: slot[name] for name in ("indicator", "name", "time", "kind")}
            changed.append(named | {"frozen": slot["value"], "now": found["value"], "href": found["href"]})
    return changed


def _key(slot: dict[str, Any]) -> SlotKey:
    return slot["indicator"], slot["time"], slot["kind"] or ""


def _addresses(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of each figure once, and what it asks for."""
    seen = set()
    for slot in slots_of(report):
        for href in (slot["parts"] or {slot["indicator"]: slot["href"]}).values():
            if href not in seen:
                seen.add(href)
                path, _, query = href.partition("?")
                yield href, dict(parse_qsl(query)) | {"indicator": path.split("/")[-2]}


def _positions(work: UnitOfWork, report: dict[str, Any]) -> Iterator[str]:
    below = placed_below(report["organization"]["id"], report["tree_as_of"])
    cursors = select(inbox_cursor).where(inbox_cursor.c.partition_key.in_(below))
    yield from (str(Position(row.source, row.partition_key, row.applied)) for row in work.session.execute(cursors))
