"""A review (点评) right after a visit: strengths, gaps and what the host promises, each with what follows from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.tables import ID, Base
from shared.databases import UtcDateTime
from shared.enumerations import REVIEW_FINDINGS
from shared.errors import Invalid
from shared.events.observation_visits import CommitmentState
from shared.records import Record
from shared.schedule_status import commitment_schedule

STRENGTH, GAP = FINDINGS = REVIEW_FINDINGS
MOST = 50
YEARS_AHEAD = 1


class Review(Base):
    """The review of one visit; one that is right is written once."""

    __tablename__ = "visit_review"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    visit_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    reviewed_on: Mapped[date] = mapped_column(Date)
    summary: Mapped[str | None] = mapped_column(String(validation.TEXT))
    account_id: Mapped[str] = mapped_column(ID)
    account_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Finding(Base):
    """A strength or a gap that a review found at the host; a gap has a day by which it is to be put right."""

    __tablename__ = "visit_finding"
    __table_args__ = (
        Index("visit_finding_of_visit", "visit_id"),
        Index("visit_finding_of_organization", "organization_id"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    visit_id: Mapped[str] = mapped_column(ID)
    organization_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(validation.TEXT))
    clause: Mapped[str | None] = mapped_column(String(validation.CLAUSE))
    recorded_on: Mapped[date] = mapped_column(Date)
    deadline: Mapped[date | None] = mapped_column(Date)


class Commitment(Record, Base):
    """What the host promised, by which post and by which day, and what came of it."""

    event_name = "commitment"
    state_type = CommitmentState
    unknown, unknown_field = "commitment_unknown", "record_id"

    __tablename__ = "visit_commitment"
    __table_args__ = (
        Index("visit_commitment_by_id", "id"),
        Index("visit_commitment_of_visit", "visit_id"),
        Index("visit_commitment_of_organization", "organization_id", "status"),
    )

    visit_id: Mapped[str] = mapped_column(ID)
    text: Mapped[str] = mapped_column(String(validation.TEXT))
    post: Mapped[str] = mapped_column(String(validation.POST))
    made_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10), default=lifecycle.DUE)
    done_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(validation.TEXT))
    evidence: Mapped[str | None] = mapped_column(String(validation.TEXT))

    def take(self, step: str, on: date) -> None:
        """Store or drop the commitment; Conflict where that has been done."""
        self.status, self.done_on = lifecycle.COMMITMENT.after(step, self.status), on

    def schedule_status(self, day: date) -> str:
        """Derive `due`, `overdue`, `kept` or `dropped` for a day."""
        return str(commitment_schedule(self.status, self.due_on).on(day))

    def state(self) -> Any:
        return self.state_with(title=self.text, year=self.made_on.year)


def deadline(given: date, reviewed_on: date, field: str) -> date:
    """Return a day by which something is to be done: after the review, by the end of next year."""
    last = date(reviewed_on.year + YEARS_AHEAD, 12, 31)
    if not reviewed_on < given <= last:
        raise Invalid("deadline_out_of_reach", field=field, deadline=given, first=reviewed_on, last=last)
    return given
