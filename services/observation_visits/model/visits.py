"""A visit as it was published: one delegation at one stop at one time; and how many a host receives in a quarter."""

from datetime import date

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.rounds import Step
from services.observation_visits.model.tables import ID, Base
from shared.events.observation_visits import BurdenState, VisitState
from shared.records import RecordWithSteps


class Visit(RecordWithSteps, Base):
    """A published visit; `organization_id` is the host, `begins` and `ends` are minutes after midnight in China.

    `sequence` grows whenever its entry in calendars changes, which `calendar_digest` tells: programs keep the highest.
    `another_day` says of a declined visit that the host would receive on another day. `leaves` and `returns` are when
    its delegation (or group) sets out on that day and when its review is over; None where that was not kept.
    """

    event_name = "visit"
    state_type = VisitState
    unknown, unknown_field = "visit_unknown", "record_id"
    lifecycle = lifecycle.VISIT
    step_table = Step

    __tablename__ = "visit"
    __table_args__ = (
        Index("visit_by_id", "id"),
        Index("visit_of_round", "round_id"),
        Index("visit_of_host", "organization_id", "day"),
        Index("visit_of_stop", "stop_id", "day"),
        Index("visit_of_delegation", "delegation_id", "day"),
        Index("visit_of_visitor", "visiting_organization_id", "day"),
    )

    round_id: Mapped[str] = mapped_column(ID)
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
