"""How far a bulk entry is, and what was found about each of its rows."""

from typing import Any

from sqlalchemy import select

from services.member_points.model.jobs import PointImport, PointImportRow, job_of
from shared import org_paths
from shared.messaging.outbox import last_of
from shared.pages import Page, number, page_response, require_page_size
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def import_job(work: UnitOfWork, *, point_import_id: str) -> dict[str, Any]:
    """Return an import's state, its progress in percent and rows, and how many rows end how.

    The answer goes back to the organization's last fact: who reads on after it finds what was entered.
    """
    job = _read(work, point_import_id)
    work.positions.append(last_of(work.session, "member_points", job.district_id, job.organization_id))
    return job.shown()


@query
def import_rows(
    work: UnitOfWork, *, point_import_id: str, outcome: str | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """Return the outcome of a file's rows, in the file's order; `outcome` filters them."""
    job = _read(work, point_import_id)
    row = PointImportRow
    wanted = [row.district_id == job.district_id, row.point_import_id == job.id]
    wanted += [row.outcome == outcome] if outcome is not None else []
    wanted += [row.position > number(after)] if after is not None else []
    found = work.session.scalars(
        select(row).where(*wanted).order_by(row.position).limit(require_page_size(limit) + 1)
    ).all()
    return page_response([each.shown() for each in found], limit, key="position")


def _read(work: UnitOfWork, point_import_id: str) -> PointImport:
    job = job_of(work.session, point_import_id)
    path = org_paths.load_org_path(work.session, job.organization_id, work.today).path
    work.actor.require("member_points.read_members", path)
    return job
