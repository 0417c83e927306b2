"""Members, their places in organizations, and the transfers between them.

Identity numbers and phones are sealed before they come here; the blind index of a number finds the same person twice
without opening anything.
"""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, synonym

from services.organizations.model.tables import Base
from shared.enumerations import MEMBER_CLASSES, MEMBER_STATUSES, TRANSFER_STATES
from shared.records import Versioned

FULL, PROBATIONARY = STATUSES = MEMBER_STATUSES
CADRE, CORE, ORDINARY, MOBILE, EXEMPT = CLASSES = MEMBER_CLASSES
REQUESTED, CONFIRMED, REFUSED, WITHDRAWN = TRANSFER_STATES


class Member(Versioned, Base):
    """One person in the district's roll."""

    event_name = "member"
    unknown = "member_unknown"

    __tablename__ = "member"

    id = synonym("member_id")
    district_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(50))
    born_on: Mapped[date | None]
    joined_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12))
    member_class: Mapped[str] = mapped_column(String(12))
    long_ill: Mapped[bool] = mapped_column(default=False)
    identity_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_index: Mapped[str | None]
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("member_identity", "district_id", "identity_index", unique=True),)


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
