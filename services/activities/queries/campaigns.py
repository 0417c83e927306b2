"""Campaigns, the units that take part, and the exemplars that people chose; in no order of merit."""

from typing import Any

from sqlalchemy import func, or_, select

from services.activities.model import Activity, Campaign, Exemplar, Part, records
from services.activities.model.activities import HELD
from services.activities.model.campaigns import CHOSEN, TAKING_PART
from services.activities.queries.reading import READ, reach, readable
from shared.pages import answer, page
from shared.rights import RIGHTS
from shared.work import Work


def campaigns(
    work: Work,
    *,
    organization_id: str,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """This function will list the campaigns that an organization runs or may take part in, and those below it."""
    place, units = reach(work, organization_id)
    wanted = {"kind": kind, "status": status}
    query = select(Campaign).where(
        Campaign.district_id == place.district_id,
        or_(Campaign.organization_id.in_(units), Campaign.organization_id.in_(place.path)),
        *(getattr(Campaign, name) == value for name, value in wanted.items() if value is not None),
    )
    rows = work.session.scalars(page(query.order_by(Campaign.id), Campaign.id, after, limit)).all()
    return answer([records.shown_campaign(row) for row in rows], limit)


def campaign(work: Work, *, campaign_id: str) -> dict[str, Any]:
    """This function will tell a campaign with how many units take part, what was held for it and who was chosen."""
    found = _readable(work, campaign_id)
    counts = {
        "units": [Part.campaign_id == found.id, Part.status == TAKING_PART],
        "activities": [Activity.campaign_id == found.id, Activity.status == HELD],
        "exemplars": [Exemplar.campaign_id == found.id, Exemplar.status == CHOSEN],
    }
    numbers = {name: work.session.scalar(select(func.count()).where(*terms)) for name, terms in counts.items()}
    return records.shown_campaign(found) | numbers


def parts(work: Work, *, campaign_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will list the units of a campaign, those that left among them."""
    found = _readable(work, campaign_id)
    query = select(Part).where(Part.district_id == found.district_id, Part.campaign_id == found.id)
    rows = work.session.scalars(page(query.order_by(Part.organization_id), Part.organization_id, after, limit)).all()
    return answer([records.shown_part(row) for row in rows], limit, key="organization_id")


def exemplars(work: Work, *, campaign_id: str, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """This function will list the exemplars of a campaign, in the order of their ids."""
    found = _readable(work, campaign_id)
    query = select(Exemplar).where(Exemplar.district_id == found.district_id, Exemplar.campaign_id == found.id)
    rows = work.session.scalars(page(query.order_by(Exemplar.id), Exemplar.id, after, limit)).all()
    return answer([records.shown_exemplar(row) for row in rows], limit)


def _readable(work: Work, campaign_id: str) -> Campaign:
    """Whoever may read the campaign's organization or anything below it: those who take part have to know what in."""
    found = records.campaign_of(work.session, campaign_id)
    below = set(records.ids_below(work.session, found.organization_id, work.today))
    inside = any(grant.organization_id in below and grant.role in RIGHTS[READ] for grant in work.acting.grants)
    return found if inside else readable(work, found)
