"""The base of this service's tables, and the table that keeps the steps of its records."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.lifecycles import RecordedStep
from shared.records import ID


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class AppraisalStep(RecordedStep, Base):
    """One step of an appraisal: who took it, on whose behalf, on which day, with which opinion."""

    __tablename__ = "appraisal_step"
    owner = "appraisal_id"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    appraisal_id: Mapped[str] = mapped_column(ID, primary_key=True)
