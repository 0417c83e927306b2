"""How far an import is, and what was found about each of its rows."""

from sqlalchemy import select

from services.organizations.model.tables import ImportJob, ImportRow
from services.organizations.queries.access import keyset_page
from shared.errors import NotFound
from shared.events.organizations import ImportFinished
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


def _job(work: UnitOfWork, job_id: str) -> ImportJob:
    job = work.session.scalars(select(ImportJob).where(ImportJob.job_id == job_id)).one_or_none()
    if job is None:
        raise NotFound("import_unknown", field="job_id", job_id=job_id)
    if job.account_id != work.actor.account_id:
        work.actor.require("organizations.change", [job.district_id])
    return job
