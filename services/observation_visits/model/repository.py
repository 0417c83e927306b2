"""Queries for the records of a round, an itinerary or a score sheet, for commands and queries alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.observation_visits.model import validation
from services.observation_visits.model.calendars import Calendar, Hours
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.itineraries import ItineraryDay
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.rounds import Participant, Pin, Round
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import Adjustment, Assessment, ScoreSheet, ScoreTemplate
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared.rights import Actor
from shared.rule_packs import RulePack

OfRound = TypeVar("OfRound", Participant, Delegation, Visit, ItineraryDay, Pin, HostRefusal)


class TemplateInForce(TypedDict):
    """The areas and items of a day, and their version."""

    version: str
    areas: list[dict[str, Any]]


def participants_of(session: Session, round_: Round) -> Sequence[Participant]:
    """Return the stops of a round, in the order of their ids."""
    return session.scalars(_of_round(Participant, round_).order_by(Participant.stop_id)).all()


def delegations_of(session: Session, round_: Round) -> Sequence[Delegation]:
    """Return the delegations of a round, in the order of their ids."""
    return session.scalars(_of_round(Delegation, round_).order_by(Delegation.id)).all()


def going_of(session: Session, round_: Round) -> list[Delegation]:
    """Return the delegations of a round that go."""
    return [delegation for delegation in delegations_of(session, round_) if delegation.status == GOING]


def visits_of(session: Session, round_: Round) -> Sequence[Visit]:
    """Return the visits of a round in the order of their time."""
    return session.scalars(_of_round(Visit, round_).order_by(Visit.day, Visit.begins, Visit.id)).all()


def itinerary_of(session: Session, round_: Round) -> Sequence[ItineraryDay]:
    """Return the days of a round's itinerary, the first to leave first."""
    query = select(ItineraryDay).where(
        ItineraryDay.district_id == round_.district_id, ItineraryDay.round_id == round_.id
    )
    return session.scalars(query.order_by(ItineraryDay.day, ItineraryDay.leaves, ItineraryDay.id)).all()


def visits_of_day(session: Session, row: ItineraryDay) -> Sequence[Visit]:
    """Return the visits of a delegation on a day of its itinerary, whatever became of them."""
    query = select(Visit).where(
        Visit.district_id == row.district_id,
        Visit.round_id == row.round_id,
        Visit.delegation_id == row.delegation_id,
        Visit.day == row.day,
    )
    return session.scalars(query.order_by(Visit.begins, Visit.id)).all()


def pins_of(session: Session, round_: Round) -> Sequence[Pin]:
    return session.scalars(_of_round(Pin, round_).order_by(Pin.stop_id, Pin.delegation_id)).all()


def refusals_of(session: Session, round_: Round) -> Sequence[HostRefusal]:
    """Return the refusals of hosts in a round, oldest first."""
    return session.scalars(_of_round(HostRefusal, round_).order_by(HostRefusal.refused_on, HostRefusal.id)).all()


def _of_round(kind: type[OfRound], round_: Round) -> Select[OfRound]:
    return select(kind).where(kind.district_id == round_.district_id, kind.round_id == round_.id)


def assessments_of(session: Session, sheet: ScoreSheet) -> Sequence[Assessment]:
    query = select(Assessment).where(Assessment.district_id == sheet.district_id, Assessment.sheet_id == sheet.id)
    return session.scalars(query.order_by(Assessment.recorded_at, Assessment.account_id)).all()


def assessment_by(session: Session, sheet: ScoreSheet, actor: Actor) -> Assessment | None:
    """Return what a person gave on a sheet, by whichever of their accounts."""
    return next((each for each in assessments_of(session, sheet) if actor.is_person_of([each.account_id])), None)


def adjustments_of(session: Session, sheet: ScoreSheet) -> Sequence[Adjustment]:
    """Return a sheet's additions and deductions."""
    query = select(Adjustment).where(Adjustment.district_id == sheet.district_id, Adjustment.sheet_id == sheet.id)
    return session.scalars(query.order_by(Adjustment.recorded_at, Adjustment.id)).all()


def hours_of(session: Session, path: Sequence[str], rules: RulePack, stop: Stop | None = None) -> Hours:
    """Return the calendar that an organization inherits down its path (leaf first)."""
    rows = session.scalars(select(Calendar).where(Calendar.organization_id.in_(path)))
    calendars = {row.organization_id: row for row in rows}
    levels = [calendars[step] for step in reversed(path) if step in calendars]
    return Hours(rules["half_days"]["usual"], levels, stop)


def template_in_force(session: Session, district_id: str, day: date) -> TemplateInForce:
    """Return the areas and items of a day, and their version: the district's own, else the pack's."""
    own = select(ScoreTemplate).where(ScoreTemplate.district_id == district_id, ScoreTemplate.valid_from <= day)
    newest = session.scalars(own.order_by(ScoreTemplate.valid_from.desc(), ScoreTemplate.number.desc())).first()
    if newest is not None:
        return {"version": f"{district_id[:30]}-{newest.number}", "areas": newest.areas}
    rules = score_rules(day)
    return {"version": rules.version, "areas": rules["areas"]["areas"]}


def title_of(delegation: Delegation, stop: Stop) -> str:
    return f"{delegation.name}观摩{stop.name}"[: 2 * validation.TITLE + 50]
