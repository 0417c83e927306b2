"""A milestone (责任分解): deadline, responsible organization and post; its status is derived from its days."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.projects.model import validation
from services.projects.model.schedule_status import days_of
from services.projects.model.tables import ID, Base
from shared.enumerations import MILESTONE_STATUSES
from shared.errors import Conflict, Invalid
from shared.events.projects import MilestoneState
from shared.rule_packs import RulePack

OPEN, REACHED, WAIVED, DROPPED = STATUSES = MILESTONE_STATUSES
YEARS_AHEAD = 1


class Milestone(Base):
    """One step of a project's plan."""

    __tablename__ = "milestone"
    __table_args__ = (
        Index("milestone_of_project", "project_id"),
        Index("milestone_of_organization", "organization_id", "status"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID)
    version: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    organization_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(validation.POST))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    deadline: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    at_risk_from: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    calendar_published: Mapped[bool]
    rule_version: Mapped[str] = mapped_column(String(20))
    reached_on: Mapped[date | None] = mapped_column(Date)
    reached_by_report: Mapped[str | None] = mapped_column(ID)
    reason: Mapped[str | None] = mapped_column(String(validation.OPINION))

    def schedule(self, deadline: date, rules: RulePack, year: int) -> None:
        """Set the deadline and what follows from it by the rules.

        Refuses as Invalid a deadline before the project's year or after the year that follows it.
        """
        first, last = date(year, 1, 1), date(year + YEARS_AHEAD, 12, 31)
        if not first <= deadline <= last:
            raise Invalid("deadline_outside_year", field="deadline", deadline=deadline, first=first, last=last)
        days = days_of(deadline, rules)
        self.deadline = deadline
        self.due_on, self.at_risk_from, self.overdue_from = days.due_on, days.at_risk_from, days.overdue_from
        self.calendar_published, self.rule_version = days.calendar_published, days.rule_version

    def must_be_open(self) -> None:
        """Refuse as Conflict a change of a milestone that was completed, waived or dropped."""
        if self.status != OPEN:
            raise Conflict("milestone_not_open", title=self.title, status=self.status)

    def reach(self, on: date, report_id: str) -> None:
        """Mark the milestone as completed, by a report."""
        self.must_be_open()
        self.status, self.reached_on, self.reached_by_report = REACHED, on, report_id

    def reopen(self) -> None:
        self.status, self.reached_on, self.reached_by_report = OPEN, None, None

    def waive(self, reason: str) -> None:
        """Waive the milestone for the project's acceptance."""
        self.must_be_open()
        self.status, self.reason = WAIVED, validation.reason(reason)

    def drop(self, reason: str) -> None:
        self.must_be_open()
        self.status, self.reason = DROPPED, validation.reason(reason)

    def state(self) -> MilestoneState:
        return MilestoneState(
            milestone_id=self.id,
            revision=self.version,
            organization_id=self.organization_id,
            post=self.post,
            title=self.title,
            status=self.status,
            deadline=self.deadline,
            due_on=self.due_on,
            at_risk_from=self.at_risk_from,
            overdue_from=self.overdue_from,
            calendar_published=self.calendar_published,
            reached_on=self.reached_on,
        )
