"""End of an import; one whose rows are not all uploaded in time is abandoned.

Nothing waits for a timer: the first thing that happens in this service after that time ends it.
"""

from datetime import timedelta

from sqlalchemy import select

from services.member_points.model.jobs import RECEIVING, PointImport
from services.member_points.model.rules import abandoned_after
from shared.errors import Conflict, Refusal
from shared.events.member_points import PointImportFinished
from shared.jobs import FAILED, refusal_view
from shared.unit_of_work import UnitOfWork

ABANDONED = "points_file_abandoned"


def ids_of(job: PointImport) -> dict[str, str]:
    """Return an import as every fact about it does."""
    return {"district_id": job.district_id, "organization_id": job.organization_id, "point_import_id": job.id}


def end_import(work: UnitOfWork, job: PointImport, state: str, reason: Refusal | None = None) -> None:
    """End an import and emit its result; `reason` explains an early end."""
    job.state, job.ended_at, job.reason = state, work.now, refusal_view(reason) if reason else None
    work.emit(PointImportFinished(**ids_of(job), state=state, dry_run=job.dry_run, outcomes=job.outcomes))


def end_abandoned(work: UnitOfWork) -> None:
    """Fail imports whose rows were not all uploaded in time, with the reason."""
    hours = abandoned_after(work.today)
    waiting = select(PointImport).where(
        PointImport.state == RECEIVING, PointImport.requested_at < work.now - timedelta(hours=hours)
    )
    for job in work.session.scalars(waiting.order_by(PointImport.id).with_for_update()).all():
        end_import(work, job, FAILED, abandoned(job, hours))


def abandoned(job: PointImport, hours: int) -> Conflict:
    """Return why an import was given up."""
    return Conflict(ABANDONED, rows=job.rows_total, hours=hours)
