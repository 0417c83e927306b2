"""Posting of valid rows by one statement; their events follow part by part."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, literal, select, update

from services.member_points.model import jobs, ledger, validation
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import BATCH, PointEntry
from services.member_points.model.years import FROZEN, PointResult, PointYear
from shared.databases import UtcDateTime
from shared.errors import Conflict
from shared.events.member_points import EntryState, PointsAwarded
from shared.jobs import refusal_view
from shared.unit_of_work import UnitOfWork

EVIDENCE = "import"
COPIED = (
    "district_id", "once", "member_id", "organization_id", "year", "item", "group_kind", "hundredths", "reason",
    "evidence", "scheme_id", "rule_version", "occurred_on",
)  # fmt: skip
"""Columns that an entry takes over from its row as they are."""
READ = ("position", "cells", "entry_id", *COPIED)


def part_of(work: UnitOfWork, job: PointImport, after: int, limit: int) -> Sequence[dict[str, Any]]:
    """Return the next rows of a file, each as its columns."""
    row = PointImportRow
    names = ("point_import_id", "warnings", *READ)
    query = select(*(getattr(row, name) for name in names)).where(*_of(job), row.position > after)
    return [dict(values) for values in work.session.execute(query.order_by(row.position).limit(limit)).mappings()]


def enter(work: UnitOfWork, job: PointImport) -> int:
    """Enter all rows of a file at once and give 0, or how many no longer hold; then none is entered.

    Between checking and entering a year may have been frozen, or another file may have entered the same.
    """
    years = work.session.scalars(select(PointImportRow.year).where(*_of(job)).distinct()).all()
    ledger.lock_ledger(work.session, job.district_id, [year for year in years if year is not None])
    refused = _refuse(work, job, _frozen(job), Conflict("row_year_frozen", field="occurred_on"))
    refused += _refuse(work, job, _entered_before(job), Conflict("row_said_before", field="member_id"))
    if refused == 0:
        work.session.execute(insert(PointEntry).from_select([*COPIED, *_own(work, job)], _rows(work, job)))
    return refused


def row_events(job: PointImport, rows: Sequence[dict[str, Any]]) -> Iterator[PointsAwarded]:
    """Yield the events of a part of what was posted."""
    for begin in range(0, len(rows), BATCH):
        batch = tuple(_state(job, row) for row in rows[begin : begin + BATCH])
        yield PointsAwarded(district_id=job.district_id, organization_id=job.organization_id, entries=batch)


def _state(job: PointImport, row: dict[str, Any]) -> EntryState:
    same = {name: row[name] for name in EntryState.__struct_fields__ if name in row}
    return EntryState(**same, source=validation.IMPORTED, evidence_type=EVIDENCE, evidence_id=job.id)


def _own(work: UnitOfWork, job: PointImport) -> dict[str, ColumnElement[Any]]:
    row = PointImportRow
    values = {
        "evidence_type": EVIDENCE,
        "evidence_id": job.id,
        "source": validation.IMPORTED,
        "account_id": job.account_id,
    }
    own: dict[str, ColumnElement[Any]] = {name: literal(value) for name, value in values.items()}
    own |= {"account_name": literal(job.account_name[:100]), "recorded_at": literal(work.now, UtcDateTime())}
    return own | {"id": row.__table__.c.entry_id}


def _rows(work: UnitOfWork, job: PointImport) -> Any:
    own = [column.label(name) for name, column in _own(work, job).items()]
    return select(*(getattr(PointImportRow, name) for name in COPIED), *own).where(*_of(job))


def _of(job: PointImport) -> tuple[ColumnElement[bool], ...]:
    return PointImportRow.district_id == job.district_id, PointImportRow.point_import_id == job.id


def _frozen(job: PointImport) -> Any:
    row = PointImportRow
    of_year = (PointYear.district_id == PointResult.district_id) & (PointYear.id == PointResult.point_year_id)
    query = select(row.position).join(
        PointResult,
        (PointResult.district_id == row.district_id)
        & (PointResult.member_id == row.member_id)
        & (PointResult.year == row.year),
    )
    return query.join(PointYear, of_year).where(*_of(job), PointYear.status == FROZEN)


def _entered_before(job: PointImport) -> Any:
    row = PointImportRow
    query = select(row.position).join(
        PointEntry, (PointEntry.district_id == row.district_id) & (PointEntry.once == row.once)
    )
    return query.where(*_of(job))


def _refuse(work: UnitOfWork, job: PointImport, wrong: Any, refusal: Conflict) -> int:
    positions = work.session.scalars(wrong.limit(jobs.CHECKED)).all()
    key = {"district_id": job.district_id, "point_import_id": job.id, "outcome": jobs.REFUSED}
    refused = [key | {"position": position, "reasons": [refusal_view(refusal)]} for position in positions]
    work.session.execute(update(PointImportRow), refused)
    return len(refused)
