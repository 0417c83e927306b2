"""How far a bulk entry is, and what was found about each of its rows."""

from typing import Any

from sqlalchemy import select

from services.member_points.model.jobs import PointImport, PointImportRow
from shared import org_paths
from shared.jobs import LISTED, file_job_view
from shared.messaging.outbox import last_of
from shared.page_totals import note_query
from shared.pages import Page, number, page_response, require_page_size
from shared.records import load
from shared.service import personal_query, query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def import_job(work: UnitOfWork, *, point_import_id: str) -> PointImport:
    """Return an import's state, its progress in percent and rows, and how many rows end how.

    The answer goes back to the organization's last fact: who reads on after it finds what was entered.
    """
    job = _read(work, point_import_id)
    work.positions.append(last_of(work.session, "member_points", job.district_id, job.organization_id))
    return job


@personal_query
def import_rows(
    work: UnitOfWork, *, point_import_id: str, outcome: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the outcome of a file's rows, in the file's order; `outcome` filters them."""
    job = _read(work, point_import_id)
    row = PointImportRow
    terms = [row.district_id == job.district_id, row.point_import_id == job.id]
    terms += [row.outcome == outcome] if outcome is not None else []
    query = select(row).where(*terms).order_by(row.position)
    note_query(query)
    if after is not None:
        query = query.where(row.position > number(after))
    rows = work.session.scalars(query.limit(require_page_size(limit) + 1)).all()
    return page_response([to_view(row, work) for row in rows], limit, key="position")


@query
def own_jobs(work: UnitOfWork, *, job_id: str | None = None) -> dict[str, Any]:
    """Return the entries in bulk that the caller asked for, or one of them, as all jobs are listed."""
    own = select(PointImport).where(PointImport.account_id == work.actor.account_id)
    asked = own if job_id is None else own.where(PointImport.id == job_id)
    jobs = work.session.scalars(asked.order_by(PointImport.requested_at.desc()).limit(LISTED)).all()
    return {"items": [file_job_view(job, "point_import", job.id, f"/api/v1/point-imports/{job.id}") for job in jobs]}


def _read(work: UnitOfWork, point_import_id: str) -> PointImport:
    job = load(work.session, PointImport, point_import_id)
    path = org_paths.load_org_path(work.session, job.organization_id, work.today).path
    work.actor.require("member_points.read_members", path)
    return job
