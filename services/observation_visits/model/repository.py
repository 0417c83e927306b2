"""How commands and queries find this service's records: one place, so that both refuse alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.observation_visits.model import validation
from services.observation_visits.model.calendars import Calendar, Hours
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.itineraries import ItineraryDay
from services.observation_visits.model.refusals import HostRefusal
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import Participant, Pin, Round
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import Adjustment, Assessment, ScoreSheet, ScoreTemplate
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared.errors import NotFound
from shared.org_paths import is_id
from shared.rule_packs import RulePack
from shared.text_validation import printable

Row = TypeVar("Row", Round, Stop, Delegation, Visit, ScoreSheet, Commitment)
UNKNOWN: dict[type[Any], str] = {
    Round: "round_unknown",
    Stop: "stop_unknown",
    Delegation: "delegation_unknown",
    Visit: "visit_unknown",
    ScoreSheet: "sheet_unknown",
    Commitment: "commitment_unknown",
}


def found(session: Session, kind: type[Row], record_id: str, *, lock: bool = False, field: str | None = None) -> Row:
    """Load a record by its id, locked where it is to be changed, or refuse as NotFound."""
    query = select(kind).where(kind.id == record_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(query).one_or_none() if is_id(record_id) else None
    if one is None:
        raise NotFound(UNKNOWN[kind], field=field, record_id=printable(record_id, limit=64))
    return one


def participants_of(session: Session, one: Round) -> Sequence[Participant]:
    """Return the stops of a round, in the order of their ids."""
    query = select(Participant).where(Participant.district_id == one.district_id, Participant.round_id == one.id)
    return session.scalars(query.order_by(Participant.stop_id)).all()


def delegations_of(session: Session, one: Round) -> Sequence[Delegation]:
    """Return the delegations of a round, in the order of their ids."""
    query = select(Delegation).where(Delegation.district_id == one.district_id, Delegation.round_id == one.id)
    return session.scalars(query.order_by(Delegation.id)).all()


def visits_of(session: Session, one: Round) -> Sequence[Visit]:
    """Return the visits of a round in the order of their time."""
    query = select(Visit).where(Visit.district_id == one.district_id, Visit.round_id == one.id)
    return session.scalars(query.order_by(Visit.day, Visit.begins, Visit.id)).all()


def itinerary_of(session: Session, one: Round) -> Sequence[ItineraryDay]:
    """Return the days of a round's itinerary, the first to leave first."""
    query = select(ItineraryDay).where(ItineraryDay.district_id == one.district_id, ItineraryDay.round_id == one.id)
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


def pins_of(session: Session, one: Round) -> Sequence[Pin]:
    query = select(Pin).where(Pin.district_id == one.district_id, Pin.round_id == one.id)
    return session.scalars(query.order_by(Pin.stop_id, Pin.delegation_id)).all()


def refusals_of(session: Session, one: Round) -> Sequence[HostRefusal]:
    """Return the refusals of hosts in a round, oldest first."""
    query = select(HostRefusal).where(HostRefusal.district_id == one.district_id, HostRefusal.round_id == one.id)
    return session.scalars(query.order_by(HostRefusal.refused_on, HostRefusal.id)).all()


def assessments_of(session: Session, sheet: ScoreSheet) -> Sequence[Assessment]:
    query = select(Assessment).where(Assessment.district_id == sheet.district_id, Assessment.sheet_id == sheet.id)
    return session.scalars(query.order_by(Assessment.recorded_at, Assessment.account_id)).all()


def adjustments_of(session: Session, sheet: ScoreSheet) -> Sequence[Adjustment]:
    """Return a sheet's additions and deductions."""
    query = select(Adjustment).where(Adjustment.district_id == sheet.district_id, Adjustment.sheet_id == sheet.id)
    return session.scalars(query.order_by(Adjustment.recorded_at, Adjustment.id)).all()


def hours_of(session: Session, path: Sequence[str], rules: RulePack, stop: Stop | None = None) -> Hours:
    """Return the calendar that an organization inherits down its path (leaf first)."""
    rows = session.scalars(select(Calendar).where(Calendar.organization_id.in_(path)))
    known = {row.organization_id: row for row in rows}
    levels = [known[step] for step in reversed(path) if step in known]
    return Hours(rules["half_days"]["usual"], levels, stop)


def template_in_force(session: Session, district_id: str, day: date) -> tuple[list[dict[str, Any]], str]:
    """Return the areas and items of a day, and their version: the district's own, else the pack's."""
    own = select(ScoreTemplate).where(ScoreTemplate.district_id == district_id, ScoreTemplate.valid_from <= day)
    newest = session.scalars(own.order_by(ScoreTemplate.valid_from.desc(), ScoreTemplate.number.desc())).first()
    if newest is not None:
        return newest.areas, f"{district_id[:30]}-{newest.number}"
    rules = score_rules(day)
    return rules["areas"]["areas"], rules.version


def title_of(delegation: Delegation, stop: Stop) -> str:
    return f"{delegation.name}观摩{stop.name}"[: 2 * validation.TITLE + 50]
