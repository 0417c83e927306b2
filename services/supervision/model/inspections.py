"""Inspections: a year's plan with its quota, what was announced and held, and what was found there."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, object_session

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, Step, SupervisionRecord
from shared.enumerations import FINDING_SEVERITIES, INSPECTION_KINDS
from shared.errors import Conflict, Invalid
from shared.events.supervision import FindingState, InspectionState, PlaceTaken, PlanState
from shared.records import ID

REGULAR, SPOT_CHECK = KINDS = INSPECTION_KINDS
GENERAL, SERIOUS = SEVERITIES = FINDING_SEVERITIES
MOST_INSPECTIONS, MOST_UNITS = 99, 500
"""More in one year's plan, or in one inspection, is a slip of the keyboard."""


class InspectionPlan(SupervisionRecord, Base):
    """How many inspections an organization holds in a year, on which basis, and how many of them are taken."""

    __tablename__ = "inspection_plan"
    __table_args__ = (Index("plan_of_organization", "organization_id", "year"),)
    event_name, unknown, lifecycle, state_type = "plan", "inspection_plan_unknown", lifecycle.PLAN, PlanState

    year: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(validation.BASIS))
    quota: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def taken(self) -> tuple[PlaceTaken, ...]:
        """The places that its inspections took and gave back, in no order."""
        session = object_session(self)
        if session is None:
            return ()
        rows = session.execute(
            select(Step.taken_on, Inspection.kind, Inspection.status, Inspection.last_step_on)
            .join(Inspection, Inspection.id == Step.record_id)
            .where(Inspection.plan_id == self.id, Step.step == "announce")
        )
        places = []
        for on, kind, status, last_step_on in rows:
            places.append(PlaceTaken(on=on, places=1))
            if kind == REGULAR and status == lifecycle.CANCELLED:
                places.append(PlaceTaken(on=last_step_on, places=-1))
        return tuple(places)

    def set_quota(self, quota: int) -> None:
        """Set how many there may be; refuses as Invalid fewer than are taken already."""
        self.quota = validation.figure(quota, "quota", max(1, self.used), MOST_INSPECTIONS)

    def take_one(self) -> None:
        """Use one of the plan's quota, or refuse as Conflict one more than it has."""
        if self.used >= self.quota:
            raise Conflict("inspections_exhausted", year=self.year, quota=self.quota)
        self.used += 1


class Inspection(SupervisionRecord, Base):
    """An inspection; the draw of a spot check stays with it, population and all, and never changes."""

    __tablename__ = "inspection"
    __table_args__ = (Index("inspection_of_organization", "organization_id", "year"),)
    event_name, unknown, lifecycle, state_type = (
        "inspection",
        "inspection_unknown",
        lifecycle.INSPECTION,
        InspectionState,
    )

    plan_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    inspect_on: Mapped[date] = mapped_column(Date)
    held_on: Mapped[date | None] = mapped_column(Date)
    units: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str | None] = mapped_column(String(validation.TITLE))
    seed_source: Mapped[str | None] = mapped_column(String(validation.BASIS))
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    population: Mapped[list[str] | None] = mapped_column(JSON)
    population_digest: Mapped[str | None] = mapped_column(String(64))


class InspectedUnit(Base):
    """A unit that an inspection looks at, in the order in which it was named or drawn."""

    __tablename__ = "inspected_unit"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    inspection_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


class Finding(SupervisionRecord, Base):
    """A problem found at a unit (问题): general or serious, with the clause that it goes against."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("finding_of_inspection", "inspection_id"),
        Index("finding_of_organization", "organization_id"),
    )
    event_name, unknown, lifecycle, state_type = "finding", "finding_unknown", lifecycle.FINDING, FindingState

    inspection_id: Mapped[str] = mapped_column(ID)
    issuer_id: Mapped[str] = mapped_column(ID)
    year: Mapped[int] = mapped_column(Integer)
    severity: Mapped[str] = mapped_column(String(10))
    clause: Mapped[str] = mapped_column(String(validation.CLAUSE))
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    found_on: Mapped[date] = mapped_column(Date)
    notice_id: Mapped[str | None] = mapped_column(ID)


def require_severity(text: str) -> str:
    """Return a severity back that there is, or refuse it as Invalid."""
    if text not in SEVERITIES:
        raise Invalid("severity_unknown", field="severity", severity=text, known=SEVERITIES)
    return text
