"""Replicated duties of units, the only source of a responsibility letter."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model.tables import Base
from shared.enumerations import DUTY_KINDS
from shared.events.activities import ObligationState
from shared.events.projects import MilestoneState, ProjectState
from shared.events.supervision import ItemState
from shared.records import ID
from shared.schedule_status import item_schedule, milestone_schedule, obligation_schedule, project_schedule
from shared.struct_types import prepared

MILESTONE, MATTER_PART, OBLIGATION, RECTIFICATION = KINDS = DUTY_KINDS
TOLD: dict[str, Any] = {
    MILESTONE: MilestoneState,
    MATTER_PART: ProjectState,
    OBLIGATION: ObligationState,
    RECTIFICATION: ItemState,
}


class Duty(Base):
    """Replica of a duty of an organization; `whole_id` is the project that it is part of."""

    __tablename__ = "duty"
    __table_args__ = (Index("duty_of_organization", "organization_id", "year"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(String(150), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(30))
    revision: Mapped[int] = mapped_column(Integer)
    whole_id: Mapped[str | None] = mapped_column(ID)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)


class ProjectReplica(Base):
    """Replica of a project: the status of its milestones and parts depends on it."""

    __tablename__ = "known_project"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)

    def state(self) -> ProjectState:
        """Decode the project's replicated state."""
        return msgspec.convert(self.told, prepared(ProjectState))


def duty_schedule_status(duty: Duty, project: ProjectState | None, day: date) -> str:
    """Derive a duty's status on a day, each kind by the rule of its source service."""
    told = msgspec.convert(duty.told, prepared(TOLD[duty.kind]))
    if duty.kind == MILESTONE and project is not None:
        return str(milestone_schedule(told, project).on(day))
    if duty.kind == MATTER_PART:
        part = project or told
        return str(project_schedule(part).on(day) or part.status)
    if duty.kind == RECTIFICATION:
        return str(item_schedule(told).on(day))
    return obligation_schedule_status(told, day) if duty.kind == OBLIGATION else str(told.status)


def obligation_schedule_status(told: ObligationState, day: date) -> str:
    """Derive the status of an obligation of organizational life on a day."""
    status = str(obligation_schedule(told).on(day))
    return {"planned": "expected", "on_time": "met_on_time"}.get(status, status)
