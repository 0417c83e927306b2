"""How far an import is, and what was found about each of its rows."""

from typing import Any

from sqlalchemy import select

from services.organizations.model.tables import ImportJob, ImportRow
from services.organizations.queries.access import keyset_page
from shared.errors import NotFound
from shared.events.organizations import ImportFinished
from shared.jobs import LISTED, file_job_view
from shared.messaging.outbox import last_of
from shared.pages import Page
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def import_job(work: UnitOfWork, *, job_id: str) -> ImportJob:
    """Return an import's state, its progress in percent and rows, and how many rows end how.

    The answer goes back to the district's last event: who reads on after it finds what was imported.
    """
    job = _job(work, job_id)
    district_id = job.organization_id or job.district_id
    work.positions.append(last_of(work.session, ImportFinished.source, district_id, district_id))
    return job


@query
def import_rows(
    work: UnitOfWork, *, job_id: str, outcome: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the outcome of a file's rows, in the file's order; `outcome` filters them."""
    job = _job(work, job_id)
    query = select(ImportRow).where(ImportRow.district_id == job.district_id, ImportRow.job_id == job_id)
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    return keyset_page(work, query, [ImportRow.position], after, limit)


@query
def own_jobs(work: UnitOfWork, *, job_id: str | None = None) -> dict[str, Any]:
    """Return the imports that the caller asked for, or one of them, as all jobs are listed, the newest first."""
    own = select(ImportJob).where(ImportJob.account_id == work.actor.account_id)
    asked = own if job_id is None else own.where(ImportJob.job_id == job_id)
    jobs = work.session.scalars(asked.order_by(ImportJob.requested_at.desc()).limit(LISTED)).all()
    return {
        "items": [
            file_job_view(job, "organization_import", job.job_id, f"/api/v1/organizations/imports/{job.job_id}")
            for job in jobs
        ]
    }


def _job(work: UnitOfWork, job_id: str) -> ImportJob:
    job = work.session.scalars(select(ImportJob).where(ImportJob.job_id == job_id)).one_or_none()
    if job is None:
        raise NotFound("import_unknown", field="job_id", job_id=job_id)
    if job.account_id != work.actor.account_id:
        work.actor.require("organizations.change", [job.district_id])
    return job
