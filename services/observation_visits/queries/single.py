"""One record, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.observation_visits.model import records, states
from services.observation_visits.model.calendars import Calendar
from services.observation_visits.model.conflicts import conflicts_of, over_cap
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.locations import location
from services.observation_visits.model.occupation_calendar import Streets, calendar_of, occupation_of
from services.observation_visits.model.reviews import Commitment, Finding, Review
from services.observation_visits.model.rounds import Round, Step
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.shown import (
    shown_adjustment,
    shown_assessment,
    shown_calendar,
    shown_commitment,
    shown_delegation,
    shown_review,
    shown_sheet,
    shown_stop,
    shown_visit,
)
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Burden, Visit
from services.observation_visits.queries.reading import (
    delegation_read,
    place_read,
    round_read,
    sheet_read,
    visit_read,
)
from shared import places
from shared.errors import NotFound
from shared.lifecycles import shown_step
from shared.pages import slice_of
from shared.work import Work


def stop(work: Work, *, stop_id: str) -> dict[str, Any]:
    """This function will tell a stop, with where it stands and by whose coordinates."""
    found = records.found(work.session, Stop, stop_id)
    place_read(work, found.organization_id)
    where = location(work.session, found.organization_id, work.today, found.longitude, found.latitude)
    return shown_stop(found, where)


def calendar(work: Work, *, organization_id: str) -> dict[str, Any]:
    """This function will tell when an organization receives visitors: what it says itself, and what holds."""
    place = place_read(work, organization_id)
    own = work.session.get(Calendar, (place.district_id, organization_id))
    hours = records.hours_of(work.session, place.path, round_rules(work.today))
    return shown_calendar(organization_id, own, hours)


def delegation(work: Work, *, delegation_id: str) -> dict[str, Any]:
    """This function will tell a delegation."""
    return shown_delegation(delegation_read(work, delegation_id))


def visit(work: Work, *, visit_id: str) -> dict[str, Any]:
    """This function will tell a visit, with the four kinds of conflict that stand against it and its way so far."""
    found = visit_read(work, visit_id)
    one = records.found(work.session, Round, found.round_id)
    return shown_visit(found) | {"conflicts": conflicts(work, one, found), "way": _way(work, found.id)}


def conflicts(work: Work, one: Round, found: Visit) -> list[dict[str, Any]]:
    """This function will tell what stands against a visit at its time, whichever round it comes from."""
    rules = round_rules(found.day)
    path = places.place(work.session, found.organization_id, found.day).path
    at = work.session.get_one(Stop, (found.district_id, found.stop_id))
    hours = records.hours_of(work.session, path, rules, at)
    holds = settings_of(one.settings, round_rules(one.dates[0]))
    sent = work.session.get_one(Delegation, (found.district_id, found.delegation_id))
    own = occupation_of(found, one, sent, Streets(work.session, found.day))
    beside = calendar_of(work.session, found.district_id, [found.day]).beside(own)
    listed = conflicts_of(own, hours, beside, (holds.begin, holds.end), reciprocal_apart=holds.reciprocal_apart)
    burden = work.session.get(Burden, (found.district_id, found.organization_id, found.period))
    if burden is not None and found.status in states.RECEIVED and burden.received > holds.host_cap:
        listed.append(over_cap(own, received=burden.received, cap=holds.host_cap, period=found.period))
    return listed


def steps(work: Work, *, record: str, record_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell the steps of a `round`, a `visit` or a `sheet`, the first one first."""
    found: Any = {"round": round_read, "visit": visit_read, "sheet": sheet_read}[record](work, record_id)
    return slice_of(_way(work, found.id), lambda step: str(step["number"]), after, limit)


def score_sheet(work: Work, *, sheet_id: str) -> dict[str, Any]:
    """This function will tell a score sheet with its additions and deductions and its way so far."""
    sheet = sheet_read(work, sheet_id)
    adjustments = [shown_adjustment(each) for each in records.adjustments_of(work.session, sheet)]
    return shown_sheet(sheet) | {"adjustments": adjustments, "way": _way(work, sheet.id)}


def assessments(work: Work, *, sheet_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will tell what assessors gave, in the order they handed it in."""
    sheet = sheet_read(work, sheet_id)
    found = [shown_assessment(each) for each in records.assessments_of(work.session, sheet)]
    return slice_of(found, lambda each: str(each["account_id"]), after, limit)


def score_template(work: Work, *, organization_id: str) -> dict[str, Any]:
    """This function will tell the areas and items in force in an organization's district."""
    place = place_read(work, organization_id)
    areas, version = records.template_in_force(work.session, place.district_id, work.today)
    return {"version": version, "areas": areas}


def review(work: Work, *, visit_id: str) -> dict[str, Any]:
    """This function will tell the review of a visit; NotFound where it has none yet."""
    found = visit_read(work, visit_id)
    written = work.session.get(Review, (found.district_id, found.id))
    if written is None:
        raise NotFound("review_unknown", visit_id=found.id)
    same = {"district_id": found.district_id, "visit_id": found.id}
    findings = work.session.scalars(select(Finding).filter_by(**same).order_by(Finding.id)).all()
    promised = work.session.scalars(select(Commitment).filter_by(**same).order_by(Commitment.id)).all()
    return shown_review(written, findings, promised, work.today)


def commitment(work: Work, *, commitment_id: str) -> dict[str, Any]:
    """This function will tell one commitment."""
    found = records.found(work.session, Commitment, commitment_id)
    visit_read(work, found.visit_id)
    return shown_commitment(found, work.today)


def _way(work: Work, record_id: str) -> list[dict[str, Any]]:
    query = select(Step).where(Step.record_id == record_id).order_by(Step.number)
    return [shown_step(step) for step in work.session.scalars(query)]
