"""A visit as it was published: one delegation at one stop at one time; and how many a host receives in a quarter."""

from datetime import date
from typing import ClassVar

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.rounds import Step
from services.observation_visits.model.tables import ID, Base
from shared.events.observation_visits import BurdenState, VisitState


class Visit(Base):
    """A published visit; `organization_id` is the host, `begins` and `ends` are minutes after midnight in China.

    `sequence` grows whenever its entry in calendars changes, which `calendar_digest` tells: programs keep the highest.
    `another_day` says of a declined visit that the host would receive on another day. `leaves` and `returns` are when
    its delegation (or group) sets out on that day and when its review is over; None where that was not kept.
    """

    __tablename__ = "visit"
    step_table: ClassVar[type[Step]] = Step
    __table_args__ = (
        Index("visit_by_id", "id"),
        Index("visit_of_round", "round_id"),
        Index("visit_of_host", "organization_id", "day"),
        Index("visit_of_stop", "stop_id", "day"),
        Index("visit_of_delegation", "delegation_id", "day"),
        Index("visit_of_visitor", "visiting_organization_id", "day"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    round_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    visiting_organization_id: Mapped[str] = mapped_column(ID)
    stop_id: Mapped[str] = mapped_column(ID)
    delegation_id: Mapped[str] = mapped_column(ID)
    vehicle_id: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(250))
    period: Mapped[str] = mapped_column(String(6))
    year: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)
    leaves: Mapped[int | None] = mapped_column(Integer)
    returns: Mapped[int | None] = mapped_column(Integer)
    travel_minutes: Mapped[int] = mapped_column(Integer)
    head_count: Mapped[int] = mapped_column(Integer)
    pinned: Mapped[bool] = mapped_column(Boolean, default=False)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    calendar_digest: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    confirm_by: Mapped[date] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(validation.TEXT))
    another_day: Mapped[bool] = mapped_column(Boolean, default=False)
    held_on: Mapped[date | None] = mapped_column(Date)
    hosts: Mapped[list[str]] = mapped_column(JSON, default=list)
    visitors: Mapped[list[str]] = mapped_column(JSON, default=list)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)

    def move(self, step: str, on: date) -> str:
        """Apply a step and return the previous state; Conflict where the state does not allow it."""
        before, self.status = self.status, lifecycle.VISIT.after(step, self.status)
        self.last_step_on = max(on, self.last_step_on)
        return before

    def state(self) -> VisitState:
        same = {
            name: getattr(self, name) for name in VisitState.__struct_fields__ if name not in {"visit_id", "revision"}
        }
        return VisitState(visit_id=self.id, revision=self.version, **same)


class HostingLoad(Base):
    """How many visits an organization receives in a quarter, recounted at every event about one of them."""

    __tablename__ = "visit_burden"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(6), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    received: Mapped[int] = mapped_column(Integer, default=0)
    cap: Mapped[int] = mapped_column(Integer, default=0)

    def state(self) -> BurdenState:
        """Serialise the count for events."""
        return BurdenState(
            organization_id=self.organization_id,
            revision=self.revision,
            period=self.period,
            year=int(self.period[:4]),
            received=self.received,
            cap=self.cap,
        )
