"""A lecture hall as a school: its lecturers in no order of merit, its menu of classes, and what units ask it for."""

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model import validation
from services.activities.model.tables import ID, Base
from shared.enumerations import CLASS_REQUEST_STATUSES, CLASS_STATUSES, LECTURER_STATUSES
from shared.events.activities_classes import ClassRequestState, HallClassState, LecturerState
from shared.records import Record

ACTIVE, RETIRED = LECTURER_STATUSES
OFFERED, WITHDRAWN = CLASS_STATUSES
REQUESTED, HELD, DECLINED, GIVEN_UP = CLASS_REQUEST_STATUSES


class Lecturer(Record, Base):
    """Who lectures in a hall, and of which organization."""

    event_name, state_type, unknown = "lecturer", LecturerState, "lecturer_unknown"

    __tablename__ = "lecturer"
    __table_args__ = (Index("lecturer_by_id", "id"), Index("lecturer_of_organization", "organization_id"))

    hall_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(validation.NAME))
    unit: Mapped[str] = mapped_column(String(validation.TITLE))
    subject: Mapped[str | None] = mapped_column(String(validation.TITLE))
    status: Mapped[str] = mapped_column(String(10))
    listed_on: Mapped[date] = mapped_column(Date)
    retired_on: Mapped[date | None] = mapped_column(Date)


class HallClass(Record, Base):
    """A class on a hall's menu, with its material."""

    event_name, state_type, unknown = "hall_class", HallClassState, "hall_class_unknown"

    __tablename__ = "hall_class"
    __table_args__ = (Index("hall_class_by_id", "id"), Index("hall_class_of_organization", "organization_id"))

    hall_id: Mapped[str] = mapped_column(ID)
    lecturer_id: Mapped[str | None] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    content: Mapped[str | None] = mapped_column(Text)
    material: Mapped[str | None] = mapped_column(String(validation.EVIDENCE))
    status: Mapped[str] = mapped_column(String(10))
    offered_on: Mapped[date] = mapped_column(Date)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)


class ClassRequest(Record, Base):
    """A unit's request of a class, answered by whoever has the hall."""

    event_name, state_type, unknown = "class_request", ClassRequestState, "class_request_unknown"

    __tablename__ = "class_request"
    __table_args__ = (
        Index("class_request_by_id", "id"),
        Index("class_request_of_organization", "organization_id"),
        Index("class_request_of_hall", "hall_organization_id"),
        Index("class_request_of_class", "hall_class_id"),
    )

    hall_organization_id: Mapped[str] = mapped_column(ID)
    hall_class_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    note: Mapped[str | None] = mapped_column(String(validation.REASON))
    status: Mapped[str] = mapped_column(String(10))
    requested_on: Mapped[date] = mapped_column(Date)
    wanted_on: Mapped[date | None] = mapped_column(Date)
    held_on: Mapped[date | None] = mapped_column(Date)
    activity_id: Mapped[str | None] = mapped_column(ID)
    reason: Mapped[str | None] = mapped_column(String(validation.REASON))
