"""How far a bulk entry is, and what was found about each of its rows."""

from typing import Any

from sqlalchemy import select

from services.member_points.model.jobs import PointImport, PointImportRow, job_of
from shared import places
from shared.messaging.outbox import last_of
from shared.pages import answer, checked, number
from shared.work import Work


def import_job(work: Work, *, point_import_id: str) -> dict[str, Any]:
    """Return an import's state, its progress in percent and rows, and how many rows end how.

    The answer goes back to the organization's last fact: who reads on after it finds what was entered.
    """
    job = _read(work, point_import_id)
    work.seen.append(last_of(work.session, "member_points", job.district_id, job.organization_id))
    return job.shown()


def import_rows(
    work: Work, *, point_import_id: str, outcome: str | None = None, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """Return the outcome of a file's rows, in the file's order; `outcome` filters them."""
    job = _read(work, point_import_id)
    row = PointImportRow
    wanted = [row.district_id == job.district_id, row.point_import_id == job.id]
    wanted += [row.outcome == outcome] if outcome is not None else []
    wanted += [row.position > number(after)] if after is not None else []
    found = work.session.scalars(select(row).where(*wanted).order_by(row.position).limit(checked(limit) + 1)).all()
    return answer([each.shown() for each in found], limit, key="position")


def _read(work: Work, point_import_id: str) -> PointImport:
    job = job_of(work.session, point_import_id)
    path = places.place(work.session, job.organization_id, work.today).path
    work.acting.require("member_points.read_members", path)
    return job
