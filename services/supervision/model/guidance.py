"""Contact points (联系点): a post of a level above assigned to a unit, and the guidance visits (督导) paid to it."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, SupervisionRecord
from shared.events.supervision import ContactPointState, GuidanceVisitState
from shared.records import ID


class ContactPoint(SupervisionRecord, Base):
    """A unit as the contact point of who holds a post of the issuer; `until_on` is the last day."""

    __tablename__ = "contact_point"
    __table_args__ = (
        Index("contact_point_of_organization", "organization_id", "status"),
        Index("contact_point_of_issuer", "issuer_id", "status"),
    )
    event_name, unknown, lifecycle, state_type = (
        "contact_point",
        "contact_point_unknown",
        lifecycle.CONTACT_POINT,
        ContactPointState,
    )

    issuer_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(validation.POST))
    person_name: Mapped[str | None] = mapped_column(String(validation.POST))
    basis: Mapped[str] = mapped_column(String(validation.BASIS))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class GuidanceVisit(SupervisionRecord, Base):
    """One visit to a contact point: what was seen and advised, and how much of it is to be put right."""

    __tablename__ = "guidance_visit"
    __table_args__ = (
        Index("guidance_visit_of_organization", "organization_id", "status"),
        Index("guidance_visit_of_contact_point", "contact_point_id"),
    )
    event_name, unknown, lifecycle, state_type = (
        "guidance_visit",
        "guidance_visit_unknown",
        lifecycle.GUIDANCE_VISIT,
        GuidanceVisitState,
    )

    issuer_id: Mapped[str] = mapped_column(ID)
    contact_point_id: Mapped[str] = mapped_column(ID)
    post: Mapped[str] = mapped_column(String(validation.POST))
    visited_on: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    findings: Mapped[int] = mapped_column(Integer)
