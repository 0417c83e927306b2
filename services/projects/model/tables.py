"""The base of this service's tables, and the small one that carries no rules of its own."""

from datetime import date

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID = String(64)


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class MatterList(Base):
    """A district's list of practical matters of one year, once it is published."""

    __tablename__ = "matter_list"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    published_on: Mapped[date] = mapped_column(Date)
    published_by: Mapped[str] = mapped_column(ID)
