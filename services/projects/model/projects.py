"""A project from its declaration to its rating: the one record that every other of this service hangs on."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BigInteger, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.projects.model import lifecycle, validation
from services.projects.model.milestones import Milestone
from services.projects.model.reports import FULL
from services.projects.model.schedule_status import silent_from
from services.projects.model.tables import ID, Base
from shared.events.projects import RUNNING, ProjectState
from shared.lifecycles import RecordedStep
from shared.plans import OPEN, REACHED, open_items
from shared.records import RecordWithSteps
from shared.rule_packs import RulePack


class ProjectStep(RecordedStep, Base):
    """One step of a project: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "project_step"
    owner = "project_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Project(RecordWithSteps, Base):
    """A secretary project, a practical matter, or a meeting's decision as it is carried out."""

    event_name = "project"
    state_type = ProjectState
    unknown = "project_unknown"
    lifecycle = lifecycle.PROJECT
    step_table = ProjectStep

    __tablename__ = "project"
    __table_args__ = (
        Index("project_by_id", "id"),
        Index("project_of_organization", "organization_id", "year"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    category: Mapped[str | None] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    content: Mapped[str | None] = mapped_column(Text)
    lead_post: Mapped[str] = mapped_column(String(validation.POST))
    percent: Mapped[int] = mapped_column(Integer, default=0)
    people_served: Mapped[int] = mapped_column(BigInteger, default=0)
    difficulties_solved: Mapped[int] = mapped_column(BigInteger, default=0)
    milestones: Mapped[int] = mapped_column(Integer, default=0)
    milestones_reached: Mapped[int] = mapped_column(Integer, default=0)
    reviewed_by: Mapped[str | None] = mapped_column(ID)
    declared_on: Mapped[date | None] = mapped_column(Date)
    approved_on: Mapped[date | None] = mapped_column(Date)
    started_on: Mapped[date | None] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    rating: Mapped[str | None] = mapped_column(String(20))
    proposed_rating: Mapped[str | None] = mapped_column(String(20))
    last_report_on: Mapped[date | None] = mapped_column(Date)
    silent_from: Mapped[date | None] = mapped_column(Date)
    at_risk_from: Mapped[date | None] = mapped_column(Date)
    overdue_from: Mapped[date | None] = mapped_column(Date)

    def derive(self, milestones: Sequence[Milestone], rules: RulePack) -> None:
        """Count the milestones and derive the days from which the project is at risk or overdue."""
        plan = [milestone for milestone in milestones if milestone.status in {OPEN, REACHED}]
        waiting = open_items(plan)
        self.milestones, self.milestones_reached = len(plan), len(plan) - len(waiting)
        self.silent_from = self.at_risk_from = self.overdue_from = None
        complete = not waiting and (bool(plan) or self.percent == FULL)
        last_sign = max((day for day in (self.approved_on, self.started_on, self.last_report_on) if day), default=None)
        if self.status not in RUNNING or complete or last_sign is None:
            return
        # A decision's one milestone is all that is asked about it: nobody reports on it from month to month.
        silent = [] if self.kind == validation.MEETING_DECISION else [silent_from(last_sign, rules)]
        self.silent_from = next(iter(silent), None)
        self.at_risk_from = min([*silent, *(milestone.at_risk_from for milestone in waiting)], default=None)
        self.overdue_from = min((milestone.overdue_from for milestone in waiting), default=None)
