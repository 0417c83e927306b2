"""What a figure of a report is made up of: its records by one of their fields, such as findings by clause."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from gateway.figure_records import states_behind
from gateway.figure_sums import Asked
from gateway.projections.records import Record
from gateway.projections.tables import record
from gateway.reports.template import Breakdown
from shared.unit_of_work import UnitOfWork


def broken_down(work: UnitOfWork, here: dict[str, Any], asked: Asked, wanted: Breakdown) -> list[dict[str, Any]]:
    """Count the quarter's records of some figures by a field, the largest first, those without a value left out."""
    counted = Counter[str]()
    for code in wanted.of:
        for state, value in states_behind(work.session, here, asked, code):
            if state.get(wanted.by):
                counted[str(state[wanted.by])] += value
    names = _names(work, here["district_id"], wanted.named, list(counted)) if wanted.named else {}
    largest = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[: wanted.most]
    return [{"name": names.get(value, value), "count": count} for value, count in largest]


def _names(work: UnitOfWork, district_id: str, record_type: str, ids: list[str]) -> dict[str, str]:
    stored = select(record).where(
        record.c.district_id == district_id, record.c.record_type == record_type, record.c.record_id.in_(ids)
    )
    found = [Record.from_row(row) for row in work.session.execute(stored)]
    return {one.record_id: str(one.state["title"]) for one in found}
