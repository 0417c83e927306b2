"""One record, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.observation_visits.model import lifecycle, public, repository
from services.observation_visits.model.calendars import Calendar
from services.observation_visits.model.conflicts import conflicts_of, over_cap
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.locations import location
from services.observation_visits.model.occupation_calendar import Streets, calendar_of, occupation_of
from services.observation_visits.model.reviews import Commitment, Finding, Review
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.views import (
    adjustment_view,
    assessment_view,
    burden_view,
    calendar_view,
    commitment_view,
    delegation_view,
    review_view,
    sheet_view,
    stop_view,
    visit_view,
)
from services.observation_visits.model.visits import HostingLoad, Visit
from services.observation_visits.queries.access import (
    READ,
    delegation_read,
    place_read,
    round_read,
    sheet_read,
    visit_read,
    way,
)
from shared import org_paths
from shared.errors import NotFound
from shared.pages import Page, paginate_list
from shared.reading import view_of
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def stop(work: UnitOfWork, *, stop_id: str) -> dict[str, Any]:
    """Return a stop with its location and whose coordinates these are."""
    found = repository.found(work.session, Stop, stop_id)
    place_read(work, found.organization_id)
    where = location(work.session, found.organization_id, work.today, found.longitude, found.latitude)
    return stop_view(found, where)


@query
def calendar(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return an organization's opening hours: its own, and those in force over all levels."""
    place = place_read(work, organization_id)
    own = work.session.get(Calendar, (place.district_id, organization_id))
    hours = repository.hours_of(work.session, place.path, round_rules(work.today))
    return calendar_view(organization_id, own, hours)


@query
def burden(work: UnitOfWork, *, organization_id: str, period: str) -> dict[str, Any]:
    """Return how many visits an organization receives in a quarter, and whether that is as many as it may."""
    view = view_of(work, READ, [organization_id])
    found = select(HostingLoad).where(HostingLoad.organization_id == organization_id, HostingLoad.period == period)
    one = work.session.scalars(found).one_or_none()
    if one is None:
        raise NotFound("visit_burden_unknown", organization_id=organization_id, period=period)
    return view.of(burden_view(one), public.BURDEN)


@query
def delegation(work: UnitOfWork, *, delegation_id: str) -> dict[str, Any]:
    found, view = delegation_read(work, delegation_id)
    return view.of(delegation_view(found), public.DELEGATION)


@query
def visit(work: UnitOfWork, *, visit_id: str) -> dict[str, Any]:
    """Return a visit with its conflicts of the four kinds and its history."""
    found, view = visit_read(work, visit_id)
    one = repository.found(work.session, Round, found.round_id)
    hanging = {"conflicts": conflicts(work, one, found), "way": way(work, found.id, view)}
    return view.of(visit_view(found) | hanging, public.VISIT)


def conflicts(work: UnitOfWork, one: Round, found: Visit) -> list[dict[str, Any]]:
    """Return the conflicts of a visit at its time, with any round."""
    rules = round_rules(found.day)
    path = org_paths.load_org_path(work.session, found.organization_id, found.day).path
    at = work.session.get_one(Stop, (found.district_id, found.stop_id))
    hours = repository.hours_of(work.session, path, rules, at)
    holds = settings_of(one.settings, round_rules(one.dates[0]))
    sent = work.session.get_one(Delegation, (found.district_id, found.delegation_id))
    own = occupation_of(found, one, sent, Streets(work.session, found.day))
    beside = calendar_of(work.session, found.district_id, [found.day]).beside(own)
    listed = conflicts_of(own, hours, beside, (holds.begin, holds.end), reciprocal_apart=holds.reciprocal_apart)
    burden = work.session.get(HostingLoad, (found.district_id, found.organization_id, found.period))
    if burden is not None and found.status in lifecycle.RECEIVED and burden.received > holds.host_cap:
        listed.append(over_cap(own, received=burden.received, cap=holds.host_cap, period=found.period))
    return listed


@query
def steps(work: UnitOfWork, *, record: str, record_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of a `round`, a `visit` or a `sheet`, the first one first."""
    reads: dict[str, Any] = {"round": round_read, "visit": visit_read, "sheet": sheet_read}
    found, view = reads[record](work, record_id)
    return paginate_list(way(work, found.id, view), lambda step: str(step["number"]), after, limit)


@query
def score_sheet(work: UnitOfWork, *, sheet_id: str) -> dict[str, Any]:
    """Return a score sheet with its additions and deductions and its history so far."""
    sheet, view = sheet_read(work, sheet_id)
    adjustments = [adjustment_view(each) for each in repository.adjustments_of(work.session, sheet)]
    hanging = {"adjustments": adjustments, "way": way(work, sheet.id, view)}
    return view.of(sheet_view(sheet) | hanging, public.SHEET)


@query
def assessments(work: UnitOfWork, *, sheet_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the assessments of a sheet in the order of submission."""
    sheet, view = sheet_read(work, sheet_id)
    view.require_whole(READ)
    found = [assessment_view(each) for each in repository.assessments_of(work.session, sheet)]
    return paginate_list(found, lambda each: str(each["account_id"]), after, limit)


@query
def score_template(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return the areas and items in force in an organization's district."""
    place = place_read(work, organization_id)
    areas, version = repository.template_in_force(work.session, place.district_id, work.today)
    return {"version": version, "areas": areas}


@query
def review(work: UnitOfWork, *, visit_id: str) -> dict[str, Any]:
    """Return the review of a visit; NotFound where it has none yet."""
    found, view = visit_read(work, visit_id)
    written = work.session.get(Review, (found.district_id, found.id))
    if written is None:
        raise NotFound("review_unknown", visit_id=found.id)
    same = {"district_id": found.district_id, "visit_id": found.id}
    findings = work.session.scalars(select(Finding).filter_by(**same).order_by(Finding.id)).all()
    promised = work.session.scalars(select(Commitment).filter_by(**same).order_by(Commitment.id)).all()
    shown = review_view(written, findings, promised, work.today)
    hanging = {
        "findings": view.each(shown["findings"], public.FINDING),
        "commitments": view.each(shown["commitments"], public.COMMITMENT),
    }
    return view.of(shown | hanging, public.REVIEW)


@query
def commitment(work: UnitOfWork, *, commitment_id: str) -> dict[str, Any]:
    found = repository.found(work.session, Commitment, commitment_id)
    _, view = visit_read(work, found.visit_id)
    return view.of(commitment_view(found, work.today), public.COMMITMENT)
