"""Import of a district's file: uploaded, then checked, then applied, each step one transaction.

The steps follow each other through the service's own events, so a file handed in is worked through whatever is killed
meanwhile, and each step takes effect once.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from sqlalchemy import select, update

from services.organizations.commands import import_apply
from services.organizations.commands.change_plan import store_change
from services.organizations.commands.recording import emit
from services.organizations.model import imports
from services.organizations.model.imports import Report, with_parent_codes
from services.organizations.model.tables import District, ImportJob, ImportRow, lock_district
from services.organizations.model.tree import Tree
from services.organizations.model.validation import require_sensible
from shared.errors import Invalid, Refusal
from shared.events.organizations import ImportChecked, ImportFinished, ImportRequested
from shared.jobs import DONE, FAILED, REFUSED, RUNNING, WAITING, refusal_view, take_step
from shared.rights import Actor
from shared.service import command
from shared.text_validation import clean, printable
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of

ROWS_LIMIT = 20_000
"""More rows than any district has, by far; a larger file is another kind of file."""
CELL_LIMIT = 200


class RequestedImport(TypedDict):
    """An import that waits for its rows to be checked."""

    id: str
    state: str
    rows_total: int


@command
def request_import(
    work: UnitOfWork,
    *,
    rows: Sequence[Mapping[str, Any]],
    effective_on: date,
    file_name: str,
    dry_run: bool = False,
    skip_faulty: bool = False,
) -> RequestedImport:
    """Store a file's rows and have them checked and, unless it is a dry run, applied.

    Each row has `number` (its line in the file) and the cells code, name, level, parent_code, lon_gcj02, lat_gcj02 as
    text. A district that is new needs the right everywhere, one that is known on itself.
    """
    require_sensible(effective_on)
    if not rows:
        raise Invalid("import_empty", field="file")
    if len(rows) > ROWS_LIMIT:
        raise Invalid("import_too_long", field="file", limit=ROWS_LIMIT, count=len(rows))
    cells = [_cells(row) for row in rows]
    district_id = district_with_code(work, imports.root_code(with_parent_codes(cells))) or work.new_id()
    work.actor.require_below("organizations.change", [district_id])
    job = ImportJob(
        district_id=district_id,
        job_id=work.new_id(),
        file_name=printable(file_name),
        effective_on=effective_on,
        dry_run=dry_run,
        skip_faulty=skip_faulty,
        rows_total=len(rows),
        outcomes={},
        notes=[],
        account_id=work.actor.account_id,
        account_name=work.actor.name,
        requested_at=work.now,
    )
    work.session.add(job)
    work.session.add_all(
        _row(job, position, int(row["number"]), texts)
        for position, (row, texts) in enumerate(zip(rows, cells, strict=True), start=1)
    )
    emit(work, job, ImportRequested, organization_id=district_id)
    return {"id": job.job_id, "state": WAITING, "rows_total": len(rows)}


def _row(job: ImportJob, position: int, number: int, cells: dict[str, str]) -> ImportRow:
    place = {"district_id": job.district_id, "job_id": job.job_id, "position": position, "number": number}
    return ImportRow(**place, cells=cells, reasons=[], warnings=[])


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: printable(clean(str(row.get(name) or "")), limit=CELL_LIMIT) for name in imports.CELLS}


def district_with_code(work: UnitOfWork, code: str | None) -> str | None:
    """Load the district that a division code belongs to."""
    if code is None:
        return None
    return work.session.scalar(select(District.district_id).where(District.division_code == code))


def step(work: UnitOfWork, district_id: str, job_id: str, do: Callable[[UnitOfWork, str, str], None]) -> None:
    """Run one step of an import; an unexpected exception ends the job as `failed` and is rolled back."""
    take_step(
        work,
        lambda: do(work, district_id, job_id),
        lambda reason: fail_import(work, district_id, job_id, reason),
        job_id=job_id,
    )


def fail_import(work: UnitOfWork, district_id: str, job_id: str, reason: Refusal) -> None:
    """End an import as failed, with the reason among its notes."""
    job = work.session.get_one(ImportJob, (district_id, job_id))
    job.state, job.ended_at, job.notes = FAILED, work.now, [refusal_view(reason)]
    emit(work, job, ImportFinished, organization_id=job.district_id)


def check_import(work: UnitOfWork, district_id: str, job_id: str) -> None:
    """Judge every row of a file and have the sound ones applied, if that is what was asked."""
    job = work.session.get_one(ImportJob, (district_id, job_id))
    report, _ = _check(work, job)
    job.rows_checked = job.rows_total
    if report.refused or job.dry_run:
        _end(work, job, REFUSED if report.refused else DONE, report)
        return
    job.state, job.ended_at = RUNNING, None
    _write(work, job, report)
    emit(work, job, ImportChecked, organization_id=district_id)


def apply_import(work: UnitOfWork, district_id: str, job_id: str) -> None:
    """Judge the rows again, now holding the district, and take the sound ones over."""
    job = work.session.get_one(ImportJob, (district_id, job_id))
    lock_district(work.session, district_id)
    report, tree = _check(work, job)
    if report.refused:
        _end(work, job, REFUSED, report)
        return
    requested = dataclasses.replace(work, actor=Actor(job.account_id, job.account_name))
    try:
        with work.session.begin_nested():
            events, notes = import_apply.plan(requested, job, report, tree)
            tree.verify_places(job.effective_on)
            store_change(requested, tree.district_id, list(tree.changed.values()), notes, job.effective_on)
    except Refusal as refusal:
        report.notes.append(refusal_view(refusal))
        _end(work, job, REFUSED, report)
        return
    work.emit(*events)
    job.organization_id = tree.district_id
    job.rows_applied = job.rows_total - report.outcomes().get(imports.REFUSED, 0)
    _end(work, job, DONE, report)


def _check(work: UnitOfWork, job: ImportJob) -> tuple[Report, Tree]:
    stored = work.session.scalars(
        select(ImportRow)
        .where(ImportRow.district_id == job.district_id, ImportRow.job_id == job.job_id)
        .order_by(ImportRow.position)
    ).all()
    cells = with_parent_codes([row.cells for row in stored])
    district_id = district_with_code(work, imports.root_code(cells))
    tree = Tree(work.session, district_id or job.district_id)
    holders = import_apply.holders(work, district_id, job.effective_on) if district_id else {}
    rows = [(row.number, texts) for row, texts in zip(stored, cells, strict=True)]
    return imports.check(rows, holders, job.effective_on, skip_faulty=job.skip_faulty), tree


def _end(work: UnitOfWork, job: ImportJob, state: str, report: Report) -> None:
    job.state, job.ended_at = state, work.now
    _write(work, job, report)
    emit(work, job, ImportFinished, organization_id=job.district_id)


def _write(work: UnitOfWork, job: ImportJob, report: Report) -> None:
    job.outcomes, job.notes = report.outcomes(), report.notes
    key = {"district_id": job.district_id, "job_id": job.job_id}
    # A district row that the check supplied itself has no cells, and no place in the file to be reported at.
    handed_in = [row for row in report.rows if row.cells]
    names = ("outcome", "organization_id", "reasons", "warnings")
    outcomes = [key | {"position": place} | fields_of(row, names) for place, row in enumerate(handed_in, start=1)]
    work.session.execute(update(ImportRow), outcomes)
