"""The base of this service's tables, and the small one that carries no rules of its own."""

from datetime import date
from pathlib import Path

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID = String(64)
RULES = Path(__file__).parents[1] / "rules"


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class Secretary(Base):
    """Replica of one person's time as secretary, by member id alone; `until_on` is the last day."""

    __tablename__ = "secretary"
    __table_args__ = (Index("secretary_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    post_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)

    def is_in_office(self, day: date) -> bool:
        """Return whether the person was secretary on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
