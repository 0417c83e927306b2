"""How far an import is, and what was found about each of its rows."""

from typing import Any

from sqlalchemy import select

from services.organizations.model.jobs import ImportJob, ImportRow
from services.organizations.queries.pages import LIMIT, page, parse
from shared.errors import NotFound
from shared.events.organizations import ImportFinished
from shared.jobs import WAITING
from shared.messaging.outbox import last_of
from shared.service import query
from shared.unit_of_work import UnitOfWork

CHECKED_SHARE = 50
"""Percent that checking all rows is worth; applying all sound rows is worth the rest."""


@query
def import_job(work: UnitOfWork, *, job_id: str) -> dict[str, Any]:
    """Return an import's state, its progress in percent and rows, and how many rows end how.

    The answer goes back to the district's last event: who reads on after it finds what was imported.
    """
    job = _job(work, job_id)
    district_id = job.organization_id or job.district_id
    work.positions.append(last_of(work.session, ImportFinished.source, district_id, district_id))
    return {
        "id": job.job_id,
        "state": job.state,
        "percent": _percent(job),
        "rows_total": job.rows_total,
        "rows_checked": job.rows_checked,
        "rows_applied": job.rows_applied,
        "outcomes": job.outcomes,
        "notes": job.notes,
        "dry_run": job.dry_run,
        "skip_faulty": job.skip_faulty,
        "effective_on": job.effective_on,
        "file_name": job.file_name,
        "organization_id": job.organization_id,
        "requested_at": job.requested_at,
        "ended_at": job.ended_at,
    }


def _percent(job: ImportJob) -> int:
    if job.state == WAITING:
        return 0
    return 100 if job.ended_at is not None else CHECKED_SHARE


@query
def import_rows(
    work: UnitOfWork, *, job_id: str, outcome: str | None = None, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Return the outcome of a file's rows, in the file's order; `outcome` filters them."""
    job = _job(work, job_id)
    wanted = [ImportRow.district_id == job.district_id, ImportRow.job_id == job_id]
    if outcome is not None:
        wanted.append(ImportRow.outcome == outcome)
    begin = parse(after, tuple[int])
    if begin is not None:
        wanted.append(ImportRow.position > begin[0])
    size = min(limit, LIMIT)
    rows = work.session.scalars(select(ImportRow).where(*wanted).order_by(ImportRow.position).limit(size + 1)).all()
    return page(rows, size, key=lambda row: (row.position,), show=_row)


def _row(row: ImportRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "code": row.cells["code"],
        "name": row.cells["name"],
        "outcome": row.outcome,
        "organization_id": row.organization_id,
        "reasons": row.reasons,
        "warnings": row.warnings,
    }


def _job(work: UnitOfWork, job_id: str) -> ImportJob:
    job = work.session.scalars(select(ImportJob).where(ImportJob.job_id == job_id)).one_or_none()
    if job is None:
        raise NotFound("import_unknown", field="job_id", job_id=job_id)
    if job.account_id != work.actor.account_id:
        work.actor.require("organizations.change", [job.district_id])
    return job
