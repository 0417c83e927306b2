"""A demonstration point from its declaration to the end of its term: the record that the others hang on."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import JSON, Date, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.demonstration_points.model import lifecycle, validation
from services.demonstration_points.model.hosting import HostFacts
from services.demonstration_points.model.nodes import Node
from services.demonstration_points.model.tables import ID, Base
from services.demonstration_points.model.terms import TitlePeriod
from shared.events.demonstration_points import RUNNING, Blackout, PointState
from shared.lifecycles import RecordedStep
from shared.plans import REACHED, open_items
from shared.records import RecordWithSteps
from shared.struct_types import prepared


class PointStep(RecordedStep, Base):
    """One step of a point: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "point_step"
    owner = "point_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    point_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Point(RecordWithSteps, Base):
    """A demonstration point."""

    event_name = "point"
    state_type = PointState
    unknown = "demonstration_point_unknown"
    lifecycle = lifecycle.POINT
    step_table = PointStep

    __tablename__ = "point"
    __table_args__ = (
        Index("point_by_id", "id"),
        Index("point_of_organization", "organization_id", "year"),
        Index("point_of_scheme", "scheme_id"),
    )

    year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(validation.NAME))
    hardware: Mapped[str | None] = mapped_column(Text)
    foundation: Mapped[str | None] = mapped_column(Text)
    features: Mapped[str | None] = mapped_column(Text)
    vetting_level: Mapped[str] = mapped_column(String(12))
    scheme_id: Mapped[str | None] = mapped_column(ID)
    scope: Mapped[str | None] = mapped_column(String(12))
    vetted_by: Mapped[str | None] = mapped_column(ID)
    declared_on: Mapped[date | None] = mapped_column(Date)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    started_on: Mapped[date | None] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    checklist_met: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    checklist_version: Mapped[str | None] = mapped_column(String(20))
    active_from: Mapped[date | None] = mapped_column(Date)
    active_until: Mapped[date | None] = mapped_column(Date)
    renewal_due_from: Mapped[date | None] = mapped_column(Date)
    nodes: Mapped[int] = mapped_column(Integer, default=0)
    nodes_reached: Mapped[int] = mapped_column(Integer, default=0)
    at_risk_from: Mapped[date | None] = mapped_column(Date)
    overdue_from: Mapped[date | None] = mapped_column(Date)
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    group_capacity: Mapped[int | None] = mapped_column(Integer)
    visit_minutes: Mapped[int | None] = mapped_column(Integer)
    bookable: Mapped[list[str]] = mapped_column(JSON, default=list)
    blackouts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)

    def derive(self, plan: Sequence[Node]) -> None:
        """Count the nodes and derive the days from which the point is at risk or overdue."""
        waiting = open_items(plan)
        self.nodes_reached = sum(node.status == REACHED for node in plan)
        self.nodes = len(waiting) + self.nodes_reached
        counted = waiting if self.status in RUNNING else []
        self.at_risk_from = min((node.at_risk_from for node in counted), default=None)
        self.overdue_from = min((node.overdue_from for node in counted), default=None)

    def host_facts(self) -> HostFacts:
        return HostFacts(
            lon_gcj02=self.longitude,
            lat_gcj02=self.latitude,
            group_capacity=self.group_capacity,
            visit_minutes=self.visit_minutes,
            bookable=tuple(self.bookable),
            blackouts=msgspec.convert(self.blackouts, prepared(tuple[Blackout, ...])),
        )

    def host(self, facts: HostFacts) -> None:
        """Set the point's host facts."""
        self.longitude, self.latitude = facts.lon_gcj02, facts.lat_gcj02
        self.group_capacity, self.visit_minutes = facts.group_capacity, facts.visit_minutes
        self.bookable = list(facts.bookable)
        self.blackouts = msgspec.to_builtins(facts.blackouts)

    def last(self, term: TitlePeriod) -> None:
        self.active_from, self.active_until, self.renewal_due_from = term.first, term.last, term.renewal_due_from

    def state(self) -> PointState:
        facts = self.host_facts()
        state: PointState = self.state_with(bookable=facts.bookable, blackouts=facts.blackouts)
        return state

    @property
    def is_confirmed(self) -> bool:
        """Whether it takes a place of its scheme's quota."""
        return self.status in lifecycle.STANDING
