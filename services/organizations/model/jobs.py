"""An import of organizations: the job, its rows as uploaded, and the outcome of each."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.organizations.model.records import Base
from shared.jobs import FileJob, FileRow


class ImportJob(FileJob, Base):
    """One import of a district's file, with its progress and its end."""

    __tablename__ = "import_job"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    effective_on: Mapped[date]
    skip_faulty: Mapped[bool]
    notes: Mapped[list[dict[str, Any]]]
    organization_id: Mapped[str | None]


class ImportRow(FileRow, Base):
    """One row of the file: what was in it, what becomes of it, and why."""

    __tablename__ = "import_row"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str | None]
