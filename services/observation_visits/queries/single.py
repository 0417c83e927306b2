"""One record, and what hangs on it."""

from typing import Any

from sqlalchemy import select

from services.observation_visits.model import (
    Calendar,
    Commitment,
    Delegation,
    Finding,
    HostingLoad,
    Review,
    Round,
    Stop,
    Visit,
    lifecycle,
    repository,
    views,
)
from services.observation_visits.model.conflicts import VisitConflict, conflicts_of, over_cap
from services.observation_visits.model.occupation_calendar import Streets, calendar_of, occupation_of
from services.observation_visits.model.settings import round_rules
from services.observation_visits.queries.access import (
    READ,
    history,
    read_delegation,
    read_place,
    read_round,
    read_sheet,
    read_visit,
)
from shared import org_paths
from shared.errors import NotFound
from shared.pages import Page, paginate_list
from shared.reading import view_of
from shared.records import load
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def stop(work: UnitOfWork, *, stop_id: str) -> dict[str, Any]:
    """Return a stop with its location and whose coordinates these are."""
    stop = load(work.session, Stop, stop_id)
    read_place(work, stop.organization_id)
    return views.stop_view(stop, work)


@query
def calendar(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return an organization's opening hours: its own, and those in force over all levels."""
    place = read_place(work, organization_id)
    key = {"district_id": place.district_id, "organization_id": organization_id}
    own = work.session.get(Calendar, tuple(key.values()))
    return views.calendar_view(own or Calendar(**key, version=0, opens=[], closes=[], blackouts=[]), work)


@query
def burden(work: UnitOfWork, *, organization_id: str, period: str) -> dict[str, Any]:
    """Return how many visits an organization receives in a quarter, and whether that is as many as it may."""
    view = view_of(work, READ, [organization_id])
    query = select(HostingLoad).where(HostingLoad.organization_id == organization_id, HostingLoad.period == period)
    burden = work.session.scalars(query).one_or_none()
    if burden is None:
        raise NotFound("visit_burden_unknown", organization_id=organization_id, period=period)
    return view.of(to_view(burden, work), views.PUBLIC_BURDEN)


@query
def delegation(work: UnitOfWork, *, delegation_id: str) -> dict[str, Any]:
    delegation, view = read_delegation(work, delegation_id)
    return view.of(to_view(delegation, work), views.PUBLIC_DELEGATION)


@query
def visit(work: UnitOfWork, *, visit_id: str) -> dict[str, Any]:
    """Return a visit with its conflicts of the four kinds and its history."""
    visit, view = read_visit(work, visit_id)
    parts = {"conflicts": _conflicts(work, visit), "way": history(work, visit, view)}
    return view.of(to_view(visit, work) | parts, views.PUBLIC_VISIT)


def _conflicts(work: UnitOfWork, visit: Visit) -> list[VisitConflict]:
    """Return the conflicts of a visit at its time, with any round."""
    round_ = load(work.session, Round, visit.round_id)
    path = org_paths.load_org_path(work.session, visit.organization_id, visit.day).path
    stop = work.session.get_one(Stop, (visit.district_id, visit.stop_id))
    hours = repository.hours_of(work.session, path, round_rules(visit.day), stop)
    settings = round_.settings_in_force
    delegation = work.session.get_one(Delegation, (visit.district_id, visit.delegation_id))
    own = occupation_of(visit, round_, delegation, Streets(work.session, visit.day))
    beside = calendar_of(work.session, visit.district_id, [visit.day]).beside(own)
    span = settings.begin, settings.end
    conflicts = conflicts_of(own, hours, beside, span, reciprocal_apart=settings.reciprocal_apart)
    burden = work.session.get(HostingLoad, (visit.district_id, visit.organization_id, visit.period))
    if burden is not None and visit.status in lifecycle.RECEIVED and burden.received > settings.host_cap:
        conflicts.append(over_cap(own, received=burden.received, cap=settings.host_cap, period=visit.period))
    return conflicts


@query
def steps(work: UnitOfWork, *, record: str, record_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of a `round`, a `visit` or a `sheet`, the first one first."""
    reads: dict[str, Any] = {"round": read_round, "visit": read_visit, "sheet": read_sheet}
    loaded, view = reads[record](work, record_id)
    return paginate_list(history(work, loaded, view), lambda step: str(step["number"]), after, limit)


@query
def score_sheet(work: UnitOfWork, *, sheet_id: str) -> dict[str, Any]:
    """Return a score sheet with its additions and deductions and its history so far."""
    sheet, view = read_sheet(work, sheet_id)
    adjustments = [to_view(adjustment, work) for adjustment in repository.adjustments_of(work.session, sheet)]
    parts = {"adjustments": adjustments, "way": history(work, sheet, view)}
    return view.of(to_view(sheet, work) | parts, views.PUBLIC_SHEET)


@query
def assessments(work: UnitOfWork, *, sheet_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the assessments of a sheet in the order of submission."""
    sheet, view = read_sheet(work, sheet_id)
    view.require_whole(READ)
    items = [to_view(assessment, work) for assessment in repository.assessments_of(work.session, sheet)]
    return paginate_list(items, lambda item: str(item["account_id"]), after, limit)


@query
def score_template(work: UnitOfWork, *, organization_id: str) -> repository.TemplateInForce:
    """Return the areas and items in force in an organization's district."""
    place = read_place(work, organization_id)
    return repository.template_in_force(work.session, place.district_id, work.today)


@query
def review(work: UnitOfWork, *, visit_id: str) -> dict[str, Any]:
    """Return the review of a visit; NotFound where it has none yet."""
    visit, view = read_visit(work, visit_id)
    review = work.session.get(Review, (visit.district_id, visit.id))
    if review is None:
        raise NotFound("review_unknown", visit_id=visit.id)
    of_visit = {"district_id": visit.district_id, "visit_id": visit.id}
    findings = work.session.scalars(select(Finding).filter_by(**of_visit).order_by(Finding.id))
    commitments = work.session.scalars(select(Commitment).filter_by(**of_visit).order_by(Commitment.id))
    parts = {
        "findings": view.each((to_view(finding, work) for finding in findings), views.PUBLIC_FINDING),
        "commitments": view.each((to_view(commitment, work) for commitment in commitments), views.PUBLIC_COMMITMENT),
    }
    return view.of(to_view(review, work) | parts, views.PUBLIC_REVIEW)


@query
def commitment(work: UnitOfWork, *, commitment_id: str) -> dict[str, Any]:
    commitment = load(work.session, Commitment, commitment_id)
    _, view = read_visit(work, commitment.visit_id)
    return view.of(to_view(commitment, work), views.PUBLIC_COMMITMENT)
