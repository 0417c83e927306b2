"""A round of visits: who owns it, when it is, which organizations are to be visited, and what is wished for."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import JSON, Boolean, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.settings import Settings, round_rules, settings_of
from services.observation_visits.model.tables import ID, Base
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import ParticipantState, RoundState
from shared.lifecycles import RecordedStep
from shared.records import RecordWithSteps
from shared.struct_types import prepared
from visit_solver.schedule import Schedule

EXPECTED, OPTIONAL, VISITED, LEFT_OUT = "expected", "optional", "visited", "left_out"
MOST_DAYS = 92


class Step(RecordedStep, Base):
    """One step of a round, a visit or a score sheet; `record_id` names it."""

    __tablename__ = "visit_step"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)


class Round(RecordWithSteps, Base):
    """A round (内部观摩、交叉观摩、全区示范观摩); `version` increases with every event about it.

    `settings` are the constraint inputs that differ from the rule pack, `matrix` the travel times that were uploaded.
    `proposal` is the schedule that a planning left, as `schedules.Schedule`; `left_out` who was left out when one was
    published, and who acknowledged it.
    """

    event_name = "round"
    state_type = RoundState
    unknown, unknown_field = "round_unknown", "record_id"
    lifecycle = lifecycle.ROUND
    step_table = Step

    __tablename__ = "visit_round"
    __table_args__ = (
        Index("visit_round_by_id", "id"),
        Index("visit_round_of_organization", "organization_id", "year"),
    )

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
    published_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def dates(self) -> list[date]:
        """The days of the round, in their order."""
        return [date.fromisoformat(day) for day in self.days]

    @property
    def settings_in_force(self) -> Settings:
        """The constraint inputs: what its owner set, else the rule pack's."""
        return settings_of(self.settings, round_rules(self.dates[0]))

    def must_not_be_planning(self) -> None:
        """Refuse as Conflict what would change a problem that is being solved."""
        if self.job_id is not None:
            raise Conflict("planning_is_running", job_id=self.job_id)

    def must_have_proposal(self) -> Schedule:
        """Return the proposed schedule, or refuse as Conflict where there is none."""
        if self.proposal is None:
            raise Conflict("schedule_missing", title=self.title)
        return msgspec.convert(self.proposal, prepared(Schedule))

    def state(self) -> Any:
        days = self.dates
        return self.state_with(first_day=days[0], last_day=days[-1])


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


def participant_state(round_: Round, organization_id: str, status: str) -> ParticipantState:
    """Serialise an organization's part in a round for events."""
    return ParticipantState(
        round_id=round_.id,
        revision=round_.version,
        organization_id=organization_id,
        kind=round_.kind,
        period=round_.period,
        year=round_.year,
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
