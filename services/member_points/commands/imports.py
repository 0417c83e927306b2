"""Import of points: uploaded and checked in parts, posted all at once or not at all, emitted in parts.

Whatever the size of the file, a request, a transaction's memory and a fact are bounded. The parts follow each other
through the service's own events, so a file is worked through whatever is killed meanwhile, and each part takes effect
once.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from services.member_points.commands import loading
from services.member_points.commands.import_cleanup import ABANDONED, abandoned, end_import, ids_of
from services.member_points.commands.posting_rows import enter, part_of, row_events
from services.member_points.commands.row_validation import check
from services.member_points.model import jobs, validation
from services.member_points.model.jobs import CHECKED, PointImport, PointImportRow
from services.member_points.model.rules import abandoned_after
from shared.errors import Conflict, Invalid, Refusal
from shared.events.member_points import (
    PointImportChecked,
    PointImportContinued,
    PointImportRequested,
)
from shared.jobs import DONE, FAILED, REFUSED, RUNNING, WAITING, take_step
from shared.records import load
from shared.service import command
from shared.text_validation import clean, printable, require_text
from shared.unit_of_work import UnitOfWork

CHECK, EMIT = ("check", "tell")


@command
def begin_import(
    work: UnitOfWork, *, organization_id: str, basis: str, file_name: str, dry_run: bool = False
) -> PointImport:
    """Begin a bulk import for an organization and, where the right covers it, everything below.

    What is entered so has gone its way on paper: `basis` names the decision that approved it.
    """
    place = loading.load_place(work, organization_id)
    work.actor.require(loading.APPROVE, place.path)
    job = PointImport(
        district_id=place.district_id,
        id=work.new_id(),
        organization_id=organization_id,
        basis=require_text(basis, label="依据 basis", limit=validation.CITATION, field="basis"),
        covers_below=work.actor.reaches_below(loading.APPROVE, place.path),
        file_name=printable(file_name),
        dry_run=dry_run,
        state=jobs.RECEIVING,
        rows_total=0,
        rows_checked=0,
        rows_applied=0,
        outcomes={},
        account_id=work.actor.account_id,
        account_name=work.actor.name,
        requested_at=work.now,
    )
    work.session.add(job)
    return job


@command
def hand_in_rows(work: UnitOfWork, *, point_import_id: str, rows: Sequence[Mapping[str, Any]]) -> PointImport:
    """Store a part of a file's rows: at most 1,000, each with its line as `number` and its cells."""
    job = _receiving(work, point_import_id)
    if len(rows) > jobs.HANDED_IN:
        raise Invalid("part_too_long", field="file", limit=jobs.HANDED_IN)
    if job.rows_total + len(rows) > jobs.ROWS_LIMIT:
        raise Invalid("points_file_too_long", field="file", limit=jobs.ROWS_LIMIT)
    key = {"district_id": job.district_id, "point_import_id": job.id, "reasons": [], "warnings": []}
    staged = [
        key | {"position": position, "number": int(row["number"]), "cells": _cells(row)}
        for position, row in enumerate(rows, start=job.rows_total + 1)
    ]
    work.session.execute(insert(PointImportRow), staged)
    job.rows_total += len(staged)
    return job


@command
def request_import(work: UnitOfWork, *, point_import_id: str) -> PointImport:
    """Request the check of a completely uploaded file, and its posting unless it is a dry run."""
    job = _receiving(work, point_import_id)
    if job.rows_total == 0:
        raise Invalid("points_file_empty", field="file")
    job.state = WAITING
    work.emit(PointImportRequested(**ids_of(job)))
    return job


def step_import(
    work: UnitOfWork, district_id: str, point_import_id: str, do: Callable[[UnitOfWork, PointImport], None]
) -> None:
    """Run one step of an import; an unexpected exception ends it as `failed` and is rolled back."""

    def take() -> None:
        job = _job(work, district_id, point_import_id)
        job.resume()
        do(work, job)

    def fail(reason: Refusal) -> None:
        fail_import(work, district_id, point_import_id, reason)

    take_step(work, take, fail, point_import_id=point_import_id)


def fail_import(work: UnitOfWork, district_id: str, point_import_id: str, reason: Refusal) -> None:
    """End an import as failed, with the reason."""
    end_import(work, _job(work, district_id, point_import_id), FAILED, reason)


def check_rows(work: UnitOfWork, job: PointImport) -> None:
    """Judge the next part of a file's rows; the last part decides what becomes of the file."""
    rows = part_of(work, job, job.rows_checked, CHECKED)
    outcomes = Counter(job.outcomes)
    outcomes.update(check(work, job, rows))
    job.outcomes, job.rows_checked = dict(outcomes), job.rows_checked + len(rows)
    if job.rows_checked < job.rows_total:
        work.emit(PointImportContinued(**ids_of(job), phase=CHECK, position=job.rows_checked))
    elif job.outcomes.get(jobs.REFUSED) or job.dry_run:
        end_import(work, job, REFUSED if job.outcomes.get(jobs.REFUSED) else DONE)
    else:
        job.state = RUNNING
        work.emit(PointImportChecked(**ids_of(job)))


def enter_rows(work: UnitOfWork, job: PointImport) -> None:
    """Enter all rows of a checked file in the ledger at once, unless one no longer holds."""
    refused = enter(work, job)
    if refused:
        entering = job.outcomes[jobs.ENTERS] - refused
        job.outcomes = {jobs.REFUSED: refused} | ({jobs.ENTERS: entering} if entering else {})
        end_import(work, job, REFUSED)
    else:
        work.emit(PointImportContinued(**ids_of(job), phase=EMIT, position=0))


def emit_rows(work: UnitOfWork, job: PointImport) -> None:
    """Emit the next part of what was entered; the last part ends the job."""
    rows = part_of(work, job, job.rows_applied, CHECKED)
    work.emit(*row_events(job, rows))
    job.rows_applied += len(rows)
    if job.rows_applied < job.rows_total:
        work.emit(PointImportContinued(**ids_of(job), phase=EMIT, position=job.rows_applied))
    else:
        end_import(work, job, DONE)


def continue_import(work: UnitOfWork, district_id: str, point_import_id: str, phase: str) -> None:
    """Process the next part of a file, in its phase."""
    step_import(work, district_id, point_import_id, check_rows if phase == CHECK else emit_rows)


def _receiving(work: UnitOfWork, point_import_id: str) -> PointImport:
    job = load(work.session, PointImport, point_import_id, lock=True)
    if job.account_id != work.actor.account_id:
        work.actor.require(loading.APPROVE, loading.load_place(work, job.organization_id).path)
    if job.reason is not None and job.reason["code"] == ABANDONED:
        raise abandoned(job, abandoned_after(work.today))
    if job.state != jobs.RECEIVING:
        raise Conflict("points_file_handed_in", state=job.state)
    return job


def _job(work: UnitOfWork, district_id: str, point_import_id: str) -> PointImport:
    query = select(PointImport).where(PointImport.district_id == district_id, PointImport.id == point_import_id)
    return work.session.scalars(query.with_for_update()).one()


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: printable(clean(str(row.get(name) or ""), lines=True), limit=jobs.CELL_LIMIT + 1, lines=True)
        for name in jobs.CELLS
    }
