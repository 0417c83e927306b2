"""A round of visits: who owns it, when it is, which organizations are to be visited, and what is wished for."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.tables import ID, Base
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import ParticipantState, RoundState
from shared.lifecycles import RecordedStep

EXPECTED, OPTIONAL, VISITED, LEFT_OUT = "expected", "optional", "visited", "left_out"
MOST_DAYS = 92


class Step(RecordedStep, Base):
    """One step of a round, a visit or a score sheet; `record_id` names it."""

    __tablename__ = "visit_step"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Round(Base):
    """A round (内部观摩、交叉观摩、全区示范观摩); `version` increases with every event about it.

    `settings` are the constraint inputs that differ from the rule pack, `matrix` the travel times that were uploaded.
    `proposal` is the schedule that a planning left, as `schedules.Schedule`; `left_out` who was left out when one was
    published, and who acknowledged it.
    """

    __tablename__ = "visit_round"
    step_table: ClassVar[type[Step]] = Step
    __table_args__ = (
        Index("visit_round_by_id", "id"),
        Index("visit_round_of_organization", "organization_id", "year"),
    )

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    organization_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(validation.TITLE))
    period: Mapped[str] = mapped_column(String(6))
    year: Mapped[int] = mapped_column(Integer)
    days: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(validation.CLAUSE))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(20))
    matrix: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    closed_roads: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    proposed_places: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    left_out: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    job_id: Mapped[str | None] = mapped_column(ID)
    status: Mapped[str] = mapped_column(String(20))
    organizations: Mapped[int] = mapped_column(Integer, default=0)
    delegations: Mapped[int] = mapped_column(Integer, default=0)
    visits: Mapped[int] = mapped_column(Integer, default=0)
    schedule_revision: Mapped[int] = mapped_column(Integer, default=0)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    last_step_on: Mapped[date] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def dates(self) -> list[date]:
        """The days of the round, in their order."""
        return [date.fromisoformat(day) for day in self.days]

    @property
    def is_planning(self) -> bool:
        """Whether a job of the planner is pending or running."""
        return self.job_id is not None

    def move(self, step: str, on: date) -> str:
        """Apply a step and return the previous state; Conflict where the state does not allow it."""
        before, self.status = self.status, lifecycle.ROUND.after(step, self.status)
        self.last_step_on = max(on, self.last_step_on)
        return before

    def must_not_be_planning(self) -> None:
        """Refuse as Conflict what would change a problem that is being solved."""
        if self.is_planning:
            raise Conflict("planning_is_running", job_id=self.job_id)

    def must_have_proposal(self) -> dict[str, Any]:
        """Return the proposed schedule, or refuse as Conflict where there is none."""
        if self.proposal is None:
            raise Conflict("schedule_missing", title=self.title)
        return self.proposal

    def state(self) -> RoundState:
        names = (
            "organization_id", "kind", "title", "period", "year", "status", "organizations", "delegations", "visits",
            "published_on", "closed_on",
        )  # fmt: skip
        same = {name: getattr(self, name) for name in names}
        days = self.dates
        return RoundState(round_id=self.id, revision=self.version, first_day=days[0], last_day=days[-1], **same)


class Participant(Base):
    """A stop of a round that is to be visited, or may stay unvisited at the price of its `worth`."""

    __tablename__ = "visit_participant"
    __table_args__ = (Index("visit_participant_of_organization", "organization_id"),)

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID, primary_key=True)
    stop_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID)
    required: Mapped[bool] = mapped_column(Boolean)
    worth: Mapped[int] = mapped_column(Integer)
    visited: Mapped[bool] = mapped_column(Boolean, default=False)


class Pin(Base):
    """A visit that stays where people put it, whatever is planned around it; `begin` is minutes after midnight."""

    __tablename__ = "visit_pin"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    round_id: Mapped[str] = mapped_column(ID, primary_key=True)
    stop_id: Mapped[str] = mapped_column(ID, primary_key=True)
    delegation_id: Mapped[str] = mapped_column(ID, primary_key=True)
    day: Mapped[date | None] = mapped_column(Date)
    begin: Mapped[int | None] = mapped_column(Integer)


def participant_state(one: Round, organization_id: str, status: str) -> ParticipantState:
    """Serialise an organization's part in a round for events."""
    return ParticipantState(
        round_id=one.id,
        revision=one.version,
        organization_id=organization_id,
        kind=one.kind,
        period=one.period,
        year=one.year,
        status=status,
    )


def status_of(parts: list[Participant]) -> str:
    """Return an organization's status in a round, by all of its stops in it."""
    if any(part.visited for part in parts):
        return VISITED
    return EXPECTED if any(part.required for part in parts) else OPTIONAL


def days_of(given: list[date], period: str) -> list[str]:
    """Return a round's days in their order, or refuse none, too many, and days outside its quarter."""
    first, last = validation.quarter(period)
    validation.figure(len(set(given)), "days", 1, MOST_DAYS)
    for day in given:
        if not first <= day <= last:
            raise Invalid("day_outside_quarter", field="days", day=day, first=first, last=last)
    return [day.isoformat() for day in sorted(set(given))]
