"""A decision of a meeting (会议决定), carried out as a project with one milestone, whose state it follows."""

from datetime import date, timedelta

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.model import lifecycle, validation
from services.meetings.model.tables import Base, MeetingsRecord
from shared.errors import Invalid
from shared.events.meetings import DecisionState
from shared.events.projects import MilestoneState, ProjectState
from shared.plans import REACHED, WAIVED
from shared.records import ID
from shared.schedule_status import decision_schedule
from shared.working_days import next_working_day

ONE = timedelta(days=1)
DONE = (REACHED, WAIVED)


class Decision(MeetingsRecord, Base):
    """A decision with its deadline and who is responsible; the project that carries it out has the same id."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_of_meeting", "meeting_id"),
        Index("decision_of_organization", "organization_id", "status"),
        Index("decision_of_responsible", "responsible_organization_id", "status"),
    )
    event_name, unknown, lifecycle, state_type = (
        "decision",
        "meeting_decision_unknown",
        lifecycle.DECISION,
        DecisionState,
    )

    meeting_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(validation.DECISION))
    responsible_organization_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(validation.POST))
    made_on: Mapped[date] = mapped_column(Date)
    deadline: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    settled_on: Mapped[date | None] = mapped_column(Date)
    project_revision: Mapped[int] = mapped_column(Integer, default=0)
    project_status: Mapped[str | None] = mapped_column(String(30))
    milestone_revision: Mapped[int] = mapped_column(Integer, default=0)
    milestone_status: Mapped[str | None] = mapped_column(String(10))

    def schedule(self, deadline: date, held_on: date) -> None:
        """Set the deadline; refuses as Invalid a day until the meeting's, or later than the end of the next year."""
        last = date(held_on.year + 1, 12, 31)
        if not held_on < deadline <= last:
            raise Invalid("decision_deadline_outside", field="deadline", deadline=deadline, held_on=held_on, last=last)
        self.deadline, self.due_on = deadline, next_working_day(deadline)
        self.overdue_from = self.due_on + ONE

    def follow_project(self, project: ProjectState) -> None:
        """Take over a newer state of the project."""
        if project.revision > self.project_revision:
            self.project_revision, self.project_status = project.revision, project.status
            # What was done stays with who decided it, whoever leads the project afterwards.
            if self.milestone_status not in DONE:
                self.organization_id = project.organization_id

    def follow_milestone(self, milestone: MilestoneState) -> None:
        """Take over a newer state of the project's milestone: its days, and who is responsible."""
        if milestone.revision > self.milestone_revision:
            self.milestone_revision, self.milestone_status = milestone.revision, milestone.status
            self.responsible_organization_id, self.post = milestone.organization_id, milestone.post
            self.deadline, self.due_on, self.overdue_from = (
                milestone.deadline,
                milestone.due_on,
                milestone.overdue_from,
            )

    def derived_status(self) -> str:
        """Derive the decision's status from its milestone's, which stays done, and its project's."""
        if self.milestone_status in DONE:
            return lifecycle.DONE
        ends = {"withdrawn": lifecycle.WITHDRAWN, "ended_with_organization": lifecycle.ENDED}
        return ends.get(self.project_status or "", lifecycle.IN_PROGRESS)

    def schedule_status(self, day: date) -> str:
        """Derive the decision's status on a day."""
        return str(decision_schedule(self.status, self.overdue_from).on(day))
