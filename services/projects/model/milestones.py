"""A milestone (责任分解): deadline, responsible organization and post; its status is derived from its days."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.projects.model.tables import ID, Base
from shared.events.projects import MilestoneState
from shared.plans import OPEN, REACHED, PlanItem


class Milestone(PlanItem, Base):
    """One step of a project's plan."""

    event_name = "milestone"
    state_type = MilestoneState
    unknown = "milestone_unknown"
    outside_years = "deadline_outside_year"
    not_open = "milestone_not_open"

    __tablename__ = "milestone"
    __table_args__ = (
        Index("milestone_of_project", "project_id"),
        Index("milestone_of_organization", "organization_id", "status"),
    )

    project_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    reached_by_report: Mapped[str | None] = mapped_column(ID)

    def reach(self, on: date, report_id: str) -> None:
        """Mark the milestone as completed, by a report."""
        self.must_be_open()
        self.status, self.reached_on, self.reached_by_report = REACHED, on, report_id

    def reopen(self) -> None:
        self.status, self.reached_on, self.reached_by_report = OPEN, None, None
