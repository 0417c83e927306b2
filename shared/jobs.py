"""Import jobs: the uploaded file's progress and end, its rows, and the outcome of each.

The steps of a job follow each other through its service's own events, so that a file is worked through whatever is
killed meanwhile, and each step takes effect once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import JSON, Integer, String
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from shared.databases import UtcDateTime
from shared.errors import Conflict, Refusal
from shared.unit_of_work import UnitOfWork

WAITING, RUNNING, DONE, REFUSED, FAILED = JOB_STATES = ("waiting", "running", "done", "refused", "failed")
ENDED = (DONE, REFUSED, FAILED)
LISTED = 50
"""Jobs that a service lists at once, the newest."""

log = structlog.get_logger()


class FileJob:
    """The columns of one import of a file; a service's table inherits from this and from the service's base."""

    file_name: Mapped[str] = mapped_column(String(200))
    dry_run: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default=WAITING)
    rows_total: Mapped[int] = mapped_column(Integer)
    rows_checked: Mapped[int] = mapped_column(Integer, default=0)
    rows_applied: Mapped[int] = mapped_column(Integer, default=0)
    outcomes: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[str] = mapped_column(String(64))
    account_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    def resume(self) -> None:
        """Resume a job that ended when its event was parked; the event is retried."""
        if self.state == FAILED:
            self.state, self.ended_at = RUNNING, None


class FileRow:
    """The columns of one row: `position` counts the uploaded rows, `number` is the line in the file."""

    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[str | None] = mapped_column(String(12), index=True)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


def file_job_view(job: Any, kind: str, id_: str, href: str) -> dict[str, Any]:
    """Return an import of a file as all jobs are listed; checking is half of it, entering the other half."""
    steps = job.rows_checked + job.rows_applied
    return {
        "id": id_,
        "kind": kind,
        "title": job.file_name,
        "organization_id": job.organization_id or job.district_id,
        "state": job.state,
        "percent": 100 if job.state in ENDED else min(99, 50 * steps // max(1, job.rows_total)),
        "asked_at": job.requested_at,
        "ended_at": job.ended_at,
        "reason": getattr(job, "reason", None),
        "href": href,
    }


def refusal_view(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as a report shows it."""
    words = {"zh": refusal.text("zh"), "en": refusal.text("en")}
    return {"code": refusal.code, "field": refusal.field} | words


def parked() -> Conflict:
    """Return the reason of a job that ended because its event was parked."""
    return Conflict("job_event_parked")


def take_step(work: UnitOfWork, do: Callable[[], None], fail: Callable[[Refusal], None], **named: Any) -> None:
    """Run one step of a job; an unexpected exception rolls the step back and ends the job by `fail`."""
    told = len(work.events)
    try:
        with work.session.begin_nested():
            do()
    except DBAPIError:
        # The database was away or another transaction came first: the inbox takes the whole step again.
        raise
    except Exception:
        log.exception("import step failed", **named)
        del work.events[told:]
        fail(Conflict("job_step_failed"))
