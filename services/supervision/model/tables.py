"""Base of every record of this service: an owner, a version that increases, and a history of steps."""

from datetime import date
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.errors import Invalid
from shared.lifecycles import Lifecycle, RecordedStep

ID = String(64)


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class Step(RecordedStep, Base):
    """One step of any record: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "step"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Record:
    """The columns that every record has; `version` increases with every event about it."""

    record_kind: ClassVar[str]
    unknown: ClassVar[str]
    lifecycle: ClassVar[Lifecycle]
    told_as: ClassVar[type[msgspec.Struct]]
    step_table: ClassVar[type[Step]] = Step

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    organization_id: Mapped[str] = mapped_column(ID)
    status: Mapped[str] = mapped_column(String(30))
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)

    def state(self) -> Any:
        own = {f"{self.record_kind}_id": self.id, "revision": self.version}
        same = {name: getattr(self, name) for name in self.told_as.__struct_fields__ if name not in own}
        return self.told_as(**own, **same)

    def move(self, step: str, on: date, today: date) -> None:
        """Apply a step, or refuse it by state as Conflict, or as Invalid after today or before the last step."""
        status = self.lifecycle.after(step, self.status)
        if on > today:
            raise Invalid("day_in_the_future", field="on", on=on, today=today)
        if on < self.last_step_on:
            raise Invalid("day_before_last_step", field="on", on=on, last=self.last_step_on)
        self.status, self.last_step_on = status, on
