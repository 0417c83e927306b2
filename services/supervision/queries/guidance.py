"""Contact points and the guidance visits paid to them."""

from typing import Any

from services.supervision.model import ContactPoint, GuidanceVisit, views
from services.supervision.queries.access import BOTH_SIDES, list_records, read, with_history
from shared.pages import Page
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def contact_points(
    work: UnitOfWork,
    *,
    organization_id: str,
    issuer_id: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the contact points among an organization and everyone below it."""
    equal = {"issuer_id": issuer_id, "status": status}
    return list_records(work, ContactPoint, organization_id, equal, (after, limit))


@query
def contact_point(work: UnitOfWork, *, contact_point_id: str) -> dict[str, Any]:
    """Return a contact point with its way."""
    record, view = read(work, ContactPoint, contact_point_id, *BOTH_SIDES)
    return with_history(work, record, view, views.PUBLIC_CONTACT_POINT)


@query
def guidance_visits(
    work: UnitOfWork,
    *,
    organization_id: str,
    contact_point_id: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the guidance visits to an organization and everyone below it."""
    equal = {"contact_point_id": contact_point_id, "status": status}
    return list_records(work, GuidanceVisit, organization_id, equal, (after, limit))


@query
def guidance_visit(work: UnitOfWork, *, guidance_visit_id: str) -> dict[str, Any]:
    """Return a guidance visit with its way."""
    record, view = read(work, GuidanceVisit, guidance_visit_id, *BOTH_SIDES)
    return with_history(work, record, view, views.PUBLIC_GUIDANCE_VISIT)
