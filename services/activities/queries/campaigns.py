"""Campaigns, the units that take part, and the exemplars that people chose; in no order of merit."""

from typing import Any

from sqlalchemy import func, or_, select

from services.activities.model import Activity, Campaign, Exemplar, Part, public, repository
from services.activities.model.activities import HELD
from services.activities.model.campaigns import CHOSEN, TAKING_PART
from services.activities.queries.access import READ, reach
from shared import org_paths
from shared.errors import NotFound
from shared.pages import Page, page, page_response
from shared.reading import View, view_of
from shared.service import query
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


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
    place, units = reach(work, organization_id)
    wanted = {"kind": kind, "status": status}
    query = select(Campaign).where(
        Campaign.district_id == place.district_id,
        or_(Campaign.organization_id.in_(units), Campaign.organization_id.in_(place.path)),
        *(getattr(Campaign, name) == value for name, value in wanted.items() if value is not None),
    )
    rows = work.session.scalars(page(query.order_by(Campaign.id), Campaign.id, after, limit)).all()
    return page_response([repository.campaign_view(row) for row in rows], limit)


@query
def campaign(work: UnitOfWork, *, campaign_id: str) -> dict[str, Any]:
    """Return a campaign with how many units take part, what was held for it and who was chosen."""
    found, view = _read(work, campaign_id)
    counts = {
        "units": [Part.campaign_id == found.id, Part.status == TAKING_PART],
        "activities": [Activity.campaign_id == found.id, Activity.status == HELD],
        "exemplars": [Exemplar.campaign_id == found.id, Exemplar.status == CHOSEN],
    }
    numbers = {name: work.session.scalar(select(func.count()).where(*terms)) for name, terms in counts.items()}
    return view.of(repository.campaign_view(found) | numbers, public.CAMPAIGN)


@query
def parts(work: UnitOfWork, *, campaign_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the units of a campaign, those that left among them."""
    found, view = _read(work, campaign_id)
    query = select(Part).where(Part.district_id == found.district_id, Part.campaign_id == found.id)
    rows = work.session.scalars(page(query.order_by(Part.organization_id), Part.organization_id, after, limit)).all()
    return page_response(view.each(map(repository.part_view, rows), public.PART), limit, key="organization_id")


@query
def part(work: UnitOfWork, *, campaign_id: str, organization_id: str) -> dict[str, Any]:
    """Return one unit's part in a campaign."""
    found, view = _read(work, campaign_id)
    one = repository.part_of(work.session, found, org_paths.require_valid_id(organization_id))
    if one is None:
        raise NotFound("part_unknown", organization_id=organization_id)
    return view.of(repository.part_view(one), public.PART)


@query
def exemplars(work: UnitOfWork, *, campaign_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the exemplars of a campaign, in the order of their ids."""
    found, view = _read(work, campaign_id)
    query = select(Exemplar).where(Exemplar.district_id == found.district_id, Exemplar.campaign_id == found.id)
    rows = work.session.scalars(page(query.order_by(Exemplar.id), Exemplar.id, after, limit)).all()
    return page_response(view.each(map(repository.exemplar_view, rows), public.EXEMPLAR), limit)


@query
def exemplar(work: UnitOfWork, *, campaign_id: str, exemplar_id: str) -> dict[str, Any]:
    found, view = _read(work, campaign_id)
    one = work.session.get(Exemplar, (found.district_id, exemplar_id)) if org_paths.is_id(exemplar_id) else None
    if one is None or one.campaign_id != found.id:
        raise NotFound("exemplar_unknown", exemplar_id=printable(exemplar_id, limit=64))
    return view.of(repository.exemplar_view(one), public.EXEMPLAR)


def _read(work: UnitOfWork, campaign_id: str) -> tuple[Campaign, View]:
    found = repository.campaign_of(work.session, campaign_id)
    taking_part = select(Part.organization_id).where(
        Part.district_id == found.district_id, Part.campaign_id == found.id
    )
    whose = found.organization_id
    return found, view_of(work, READ, [whose], carried_by=taking_part, open_below=whose)
