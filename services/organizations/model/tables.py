"""The base of this service's tables, those of the tree beside its timelines, and those of an import of its rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, MetaData, String, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shared.databases import UtcDateTime
from shared.jobs import FileJob, FileRow


class Base(DeclarativeBase):
    """The tables of the organizations service; every key is led by the district."""

    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: String(64),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class District(Base):
    """One row per tree; a transaction that changes the tree locks it until the commit.

    The code of its root stands here once more because two districts must not share it, and only one table for all
    districts can see to that.
    """

    __tablename__ = "district"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    changes: Mapped[int] = mapped_column(default=0)
    division_code: Mapped[str | None] = mapped_column(String(12), unique=True)


class Organization(Base):
    """What stays the same while names, codes and places change; `version` is what an editor must have read."""

    __tablename__ = "organization"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    version: Mapped[int] = mapped_column(default=1)


class Change(Base):
    """One line of an organization's history: what changed from which day on, and who recorded it when."""

    __tablename__ = "organization_change"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    account_id: Mapped[str]
    account_name: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]


class ImportJob(FileJob, Base):
    """One import of a district's file, with its progress and its end."""

    __tablename__ = "import_job"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    effective_on: Mapped[date]
    skip_faulty: Mapped[bool]
    notes: Mapped[list[dict[str, Any]]]
    organization_id: Mapped[str | None]


class ImportRow(FileRow, Base):
    """One row of the file: what was in it, what becomes of it, and why."""

    __tablename__ = "import_row"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str | None]


def lock_district(session: Session, district_id: str) -> None:
    """Lock a district's tree for one change at a time.

    Two moves that are each right could together make a cycle; the row lock makes the second see the first.
    """
    session.execute(update(District).where(District.district_id == district_id).values(changes=District.changes + 1))
