"""Requests for data to lower levels (最多报一次): what, of whom, for which period, and what was refused."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.supervision.model import lifecycle, validation
from services.supervision.model.tables import Base, SupervisionRecord
from shared.enumerations import DATA_FIELD_KINDS, DATA_OUTCOMES
from shared.errors import Invalid
from shared.events.supervision import AskState, RequestState
from shared.records import ID
from shared.schedule_status import reply_schedule

ASKED, HELD, REPEATED = OUTCOMES = DATA_OUTCOMES
FIELD_KINDS = DATA_FIELD_KINDS
MOST_FIELDS, MOST_UNITS = 50, 2000
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
PERIOD = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2])|Q([1-4]))?", re.ASCII)


class Period(msgspec.Struct, frozen=True):
    """The days of a named period, both ends included."""

    first: date
    last: date


class DataRequest(SupervisionRecord, Base):
    """A request for data: its owner, basis, period and deadline; refused whole where one field is not to be asked."""

    __tablename__ = "data_request"
    __table_args__ = (Index("request_of_organization", "organization_id", "year"),)
    event_name, unknown, lifecycle, state_type = "request", "data_request_unknown", lifecycle.REQUEST, RequestState

    owner_post: Mapped[str] = mapped_column(String(validation.POST))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    basis: Mapped[str] = mapped_column(String(validation.BASIS))
    period: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    asked_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    fields: Mapped[int] = mapped_column(Integer)
    held: Mapped[int] = mapped_column(Integer)
    repeated: Mapped[int] = mapped_column(Integer)
    units: Mapped[int] = mapped_column(Integer)


class RequestedField(Base):
    """One field of a request, and what became of it: asked, held by the platform already, or asked for before.

    `differs_from` are the held facts that are much like it and that whoever asks has said it is not.
    """

    __tablename__ = "requested_field"
    __table_args__ = (Index("field_by_key", "district_id", "key"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    request_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(validation.TITLE))
    unit: Mapped[str | None] = mapped_column(String(validation.POST))
    kind: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10))
    held_as: Mapped[str | None] = mapped_column(String(64))
    pointer: Mapped[str | None] = mapped_column(String(300))
    differs_from: Mapped[list[str] | None] = mapped_column(JSON)


class SparedUnit(Base):
    """A unit that a refused request would have asked, and spared."""

    __tablename__ = "spared_unit"
    __table_args__ = (Index("spared_of_organization", "organization_id", "request_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    request_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)


class DataAsk(SupervisionRecord, Base):
    """What a request asks of one unit, and the values it gave, by the number of the field."""

    __tablename__ = "data_ask"
    __table_args__ = (
        Index("ask_of_request", "request_id"),
        Index("ask_of_organization", "organization_id", "status"),
    )
    event_name, unknown, lifecycle, state_type = "ask", "data_ask_unknown", lifecycle.ASK, AskState

    request_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[str] = mapped_column(String(6))
    due_on: Mapped[date] = mapped_column(Date)
    overdue_from: Mapped[date] = mapped_column(Date)
    asked: Mapped[int] = mapped_column(Integer)
    answered: Mapped[int] = mapped_column(Integer)
    answered_on: Mapped[date | None] = mapped_column(Date)
    asked_on: Mapped[date | None] = mapped_column(Date)
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    def schedule_status(self, day: date) -> str:
        """Derive an ask's status on a day: unanswered ones are open, then overdue."""
        return str(reply_schedule(self).on(day))


def period_of(text: str) -> Period:
    """Read a period: a year (2026), a quarter (2026Q3) or a month (2026-07); Invalid otherwise."""
    match = PERIOD.fullmatch(text)
    if match is None or not validation.FIRST_YEAR <= int(match[1]) <= validation.LAST_YEAR:
        raise Invalid("data_period_malformed", field="period", period=text[:20])
    year, month, quarter = int(match[1]), match[2], match[3]
    first = int(month) if month else int(quarter) * 3 - 2 if quarter else 1
    last = int(month) if month else int(quarter) * 3 if quarter else 12
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def quarter_of(day: date) -> str:
    """Return the quarter of a day, such as 2026Q3."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def value_of(field: RequestedField, value: str) -> str:
    """Return a value back that is of its field's kind, or refuse it as Invalid."""
    text = validation.line(value, "value", f"values.{field.number}")
    if field.kind == "number" and not NUMBER.fullmatch(text):
        raise Invalid("value_not_a_number", field=f"values.{field.number}", name=field.name)
    if field.kind == "day" and not _is_day(text):
        raise Invalid("value_not_a_day", field=f"values.{field.number}", name=field.name)
    return text


def _is_day(text: str) -> bool:
    try:
        return validation.FIRST_YEAR <= date.fromisoformat(text).year <= validation.LAST_YEAR and len(text) == len(
            "2026-01-01"
        )
    except ValueError:
        return False
