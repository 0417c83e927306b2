"""Progress reports are only ever added; a mistake is corrected by a new report that names the old one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.projects.model import validation
from services.projects.model.tables import ID, Base
from shared.databases import UtcDateTime
from shared.errors import Invalid

MOST = 10_000_000
"""People served or difficulties solved in one report: more is a slip of the keyboard."""
FULL = 100


class ProgressReport(Base):
    """What a unit reported on one day; `people_served` and `difficulties_solved` are what came to the sum."""

    unknown = "progress_report_unknown"

    __tablename__ = "progress_report"
    __table_args__ = (
        Index("report_of_project", "project_id", "reported_on", "number"),
        Index("report_corrects", "corrects"),
        Index("report_of_organization", "organization_id", "project_id"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID)
    number: Mapped[int] = mapped_column(Integer)
    organization_id: Mapped[str] = mapped_column(ID)
    part_id: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    reported_on: Mapped[date] = mapped_column(Date)
    percent: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    people_served: Mapped[int] = mapped_column(Integer)
    difficulties_solved: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    reason: Mapped[str | None] = mapped_column(String(validation.OPINION))
    milestones_reached: Mapped[list[Any]] = mapped_column(JSON)
    corrects: Mapped[str | None] = mapped_column(ID)
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())

    def check_figures(self) -> None:
        """Refuse as Invalid every figure that is out of its range, all at once."""
        wrong = [
            Invalid("figure_out_of_range", field=name, field_name=name, least=0, most=most)
            for name, most in (("percent", FULL), ("people_served", MOST), ("difficulties_solved", MOST))
            if not 0 <= (getattr(self, name) or 0) <= most
        ]
        if wrong:
            raise Invalid.combine(wrong)

    def check_fall(self, before: int) -> None:
        """Refuse as Invalid a percent below the previous one without a reason."""
        if self.percent is not None and self.percent < before and self.reason is None:
            raise Invalid("percent_falls", field="percent", percent=self.percent, before=before)


class Assignment(Base):
    """A unit's part of a practical matter, and how far it is."""

    __tablename__ = "assignment"
    __table_args__ = (Index("assignment_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    # The part keeps its id when another unit takes it over, and so do the reports on it.
    part_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(validation.POST))
    duty: Mapped[str] = mapped_column(String(validation.OPINION))
    percent: Mapped[int] = mapped_column(Integer, default=0)
    assigned_on: Mapped[date] = mapped_column(Date)
