"""A file on its way into the tree: the job, its rows as they were handed in, and what was found about each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.organizations.model.records import Base

WAITING, RUNNING, DONE, REFUSED, FAILED = JOB_STATES = ("waiting", "running", "done", "refused", "failed")


class ImportJob(Base):
    """One import of a district's file, with its progress and its end."""

    __tablename__ = "import_job"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    effective_on: Mapped[date]
    dry_run: Mapped[bool]
    skip_faulty: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default=WAITING)
    rows_total: Mapped[int]
    rows_checked: Mapped[int] = mapped_column(default=0)
    rows_applied: Mapped[int] = mapped_column(default=0)
    outcomes: Mapped[dict[str, Any]]
    notes: Mapped[list[dict[str, Any]]]
    organization_id: Mapped[str | None]
    account_id: Mapped[str]
    account_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of the file: what was in it, what becomes of it, and why."""

    __tablename__ = "import_row"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    cells: Mapped[dict[str, Any]]
    outcome: Mapped[str | None] = mapped_column(String(12), index=True)
    organization_id: Mapped[str | None]
    reasons: Mapped[list[dict[str, Any]]]
    warnings: Mapped[list[dict[str, Any]]]
