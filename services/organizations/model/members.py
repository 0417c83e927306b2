"""Members, their places in organizations, and the transfers between them.

Identity numbers, phones and illness are encrypted before they come here; the blind index of a number finds the same
person twice without decrypting anything.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, synonym

from services.organizations.model.tables import Base
from shared.encrypted_columns import blind_index, encrypted
from shared.enumerations import MEMBER_CLASSES, MEMBER_STATUSES, TRANSFER_STATES
from shared.records import Versioned

FULL, PROBATIONARY = STATUSES = MEMBER_STATUSES
CADRE, CORE, ORDINARY, MOBILE, EXEMPT = CLASSES = MEMBER_CLASSES
REQUESTED, CONFIRMED, REFUSED, WITHDRAWN = TRANSFER_STATES


PLACE = "member/{district_id}/{member_id}/"
IDENTITY = "identity {district_id}"


class MemberDetails:
    """The columns of what is recorded of a person."""

    name: Mapped[str] = mapped_column(String(50))
    born_on: Mapped[date | None]
    joined_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12))
    member_class: Mapped[str] = mapped_column(String(12))
    long_ill_before: Mapped[bool | None] = mapped_column("long_ill")
    """In clear from before it was encrypted, until the service starts next; then None."""
    long_ill: Mapped[bytes | None] = mapped_column(
        "long_ill_encrypted", LargeBinary, info=encrypted(PLACE + "long_ill", before="long_ill")
    )
    identity_number: Mapped[bytes | None] = mapped_column(LargeBinary, info=encrypted(PLACE + "identity_number"))
    phone: Mapped[bytes | None] = mapped_column(LargeBinary, info=encrypted(PLACE + "phone"))


DETAILS = tuple(MemberDetails.__annotations__)
PURGED: dict[str, Any] = {
    "name": "", "born_on": None, "joined_on": None, "long_ill": None, "long_ill_before": None,
    "identity_number": None, "phone": None,
}  # fmt: skip
"""What is left of a person's details once they are purged, beside the status and the class that were counted."""


class PastDetails(MemberDetails, Base):
    """A member's details as they stood until a change; `valid_until` is the first day without them."""

    __tablename__ = "member_past_details"

    id = synonym("member_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    valid_until: Mapped[date]
    changed_at: Mapped[datetime]


class Member(MemberDetails, Versioned, Base):
    """One person in the district's roll."""

    event_name = "member"
    unknown = "member_unknown"

    __tablename__ = "member"

    id = synonym("member_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    identity_index: Mapped[str | None] = mapped_column(info=blind_index("identity_number", scope=IDENTITY))
    shared_index: Mapped[str | None] = mapped_column(info=blind_index("identity_number", scope=IDENTITY))
    """The blind index where the number stands on another roll too, which whoever entered it does not see."""
    twice_told_to: Mapped[str | None]
    """The organization that was told of the double entry last; None where there is none."""
    recorded_at: Mapped[datetime]
    departure_recorded_on: Mapped[date | None] = mapped_column(index=True)
    """The day from which the period of a departed member's personal data counts; None while there is a place."""
    purged_on: Mapped[date | None]
    past: Mapped[list[PastDetails]] = relationship(
        primaryjoin=lambda: (
            (Member.district_id == foreign(PastDetails.district_id))
            & (Member.member_id == foreign(PastDetails.member_id))
        ),
        order_by=PastDetails.version,
        viewonly=True,
    )

    __table_args__ = (
        Index("member_identity", "district_id", "identity_index", unique=True),
        Index("member_shared_identity", "district_id", "shared_index"),
    )

    def details_on(self, day: date) -> "Member | PastDetails":
        """Return the details as they stood at the end of a day."""
        return next((past for past in self.past if day < past.valid_until), self)

    def details_at(self, moment: datetime) -> "Member | PastDetails":
        """Return the details as they stood at a moment."""
        return next((past for past in self.past if moment <= past.changed_at), self)


class Affiliation(Base):
    """Where a member's place is from a day up to and not including another."""

    __tablename__ = "affiliation"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    organization_id: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str | None] = mapped_column(String(30))


class Transfer(Versioned, Base):
    """组织关系转接: one side lets a member go, and keeps the record; the other confirms."""

    event_name = "transfer"
    unknown = "transfer_unknown"

    __tablename__ = "transfer"

    id = synonym("transfer_id")
    organization_id = synonym("from_organization_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    transfer_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    member_id: Mapped[str] = mapped_column(index=True)
    from_organization_id: Mapped[str] = mapped_column(index=True)
    to_organization_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column("state", String(12), default=REQUESTED)
    requested_at: Mapped[datetime]
    requested_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    effective_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(500))
