"""The base of this service's tables, and what all of its records have in common: one table keeps their steps."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.lifecycles import RecordedStep
from shared.records import ID, RecordWithSteps


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class Step(RecordedStep, Base):
    """One step of any record: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "step"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)


class MeetingsRecord(RecordWithSteps):
    """A record of this service: a table inherits from this and from the base."""

    unknown_field = "record_id"
    step_table = Step
