"""Campaigns, the units that take part, and the exemplars that people chose; in no order of merit."""

from typing import Any

from sqlalchemy import func, or_, select

from services.activities.model import Activity, Campaign, Exemplar, Part, repository, views
from services.activities.model.activities import HELD
from services.activities.model.campaigns import CHOSEN, TAKING_PART
from services.activities.queries.access import READ, scope_of
from shared import org_paths
from shared.errors import NotFound
from shared.pages import Page, page, page_response, record_page
from shared.reading import View, view_of
from shared.records import load, load_part
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def campaigns(
    work: UnitOfWork,
    *,
    organization_id: str,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the campaigns that an organization runs or may take part in, and those below it."""
    place, units = scope_of(work, organization_id)
    filters = {"kind": kind, "status": status}
    query = select(Campaign).where(
        Campaign.district_id == place.district_id,
        or_(Campaign.organization_id.in_(units), Campaign.organization_id.in_(place.path)),
        *(getattr(Campaign, name) == value for name, value in filters.items() if value is not None),
    )
    return record_page(work, query, Campaign.id, after, limit)


@query
def campaign(work: UnitOfWork, *, campaign_id: str) -> dict[str, Any]:
    """Return a campaign with how many units take part, what was held for it and who was chosen."""
    record, view = _read(work, campaign_id)
    counts = {
        "units": [Part.campaign_id == record.id, Part.status == TAKING_PART],
        "activities": [Activity.campaign_id == record.id, Activity.status == HELD],
        "exemplars": [Exemplar.campaign_id == record.id, Exemplar.status == CHOSEN],
    }
    numbers = {name: work.session.scalar(select(func.count()).where(*terms)) for name, terms in counts.items()}
    return view.of(to_view(record, work) | numbers, views.PUBLIC_CAMPAIGN)


@query
def parts(work: UnitOfWork, *, campaign_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the units of a campaign, those that left among them."""
    record, view = _read(work, campaign_id)
    query = select(Part).where(Part.district_id == record.district_id, Part.campaign_id == record.id)
    rows = work.session.scalars(page(query.order_by(Part.organization_id), Part.organization_id, after, limit)).all()
    return page_response(
        view.each((to_view(row, work) for row in rows), views.PUBLIC_PART), limit, key="organization_id"
    )


@query
def part(work: UnitOfWork, *, campaign_id: str, organization_id: str) -> dict[str, Any]:
    """Return one unit's part in a campaign."""
    record, view = _read(work, campaign_id)
    own_part = repository.part_of(work.session, record, org_paths.require_valid_id(organization_id))
    if own_part is None:
        raise NotFound("part_unknown", organization_id=organization_id)
    return view.of(to_view(own_part, work), views.PUBLIC_PART)


@query
def exemplars(work: UnitOfWork, *, campaign_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the exemplars of a campaign, in the order of their ids."""
    record, view = _read(work, campaign_id)
    query = select(Exemplar).where(Exemplar.district_id == record.district_id, Exemplar.campaign_id == record.id)
    rows = work.session.scalars(page(query.order_by(Exemplar.id), Exemplar.id, after, limit)).all()
    return page_response(view.each((to_view(row, work) for row in rows), views.PUBLIC_EXEMPLAR), limit)


@query
def exemplar(work: UnitOfWork, *, campaign_id: str, exemplar_id: str) -> dict[str, Any]:
    record, view = _read(work, campaign_id)
    return view.of(to_view(load_part(work.session, Exemplar, record, exemplar_id), work), views.PUBLIC_EXEMPLAR)


def _read(work: UnitOfWork, campaign_id: str) -> tuple[Campaign, View]:
    record = load(work.session, Campaign, campaign_id)
    taking_part = select(Part.organization_id).where(
        Part.district_id == record.district_id, Part.campaign_id == record.id
    )
    organizer = record.organization_id
    return record, view_of(work, READ, [organizer], carried_by=taking_part, open_below=organizer)
