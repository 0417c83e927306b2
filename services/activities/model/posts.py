"""Replica of who was secretary of which organization from when to when; by member id alone."""

from datetime import date

from sqlalchemy import Date, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model.tables import ID, Base

TITLE = "secretary"


class Secretary(Base):
    """One person's time as secretary; `until_on` is the last day."""

    __tablename__ = "secretary"
    __table_args__ = (Index("secretary_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    post_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
