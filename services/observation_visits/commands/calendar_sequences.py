"""Whatever changes what a calendar shows raises the SEQUENCE of its event, by whichever fact (RFC 5545, 3.8.7.4)."""

from typing import Any

from sqlalchemy import or_, select

from services.observation_visits.model.calendar_entries import days_of, follow_day, follow_visit
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.itineraries import ItineraryDay
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared import org_paths
from shared.events.organizations import OrganizationAmended, OrganizationMoved, TreeChanged
from shared.unit_of_work import UnitOfWork


def follow_stop(work: UnitOfWork, stop: Stop) -> None:
    """Raise the sequences of what is to be seen of a stop that has changed."""
    work.session.flush()
    _follow(work, Visit.district_id == stop.district_id, Visit.stop_id == stop.id)


def follow_delegation(work: UnitOfWork, delegation: Delegation) -> None:
    """Raise the sequences of the days of a delegation that has changed."""
    work.session.flush()
    query = select(ItineraryDay).where(
        ItineraryDay.district_id == delegation.district_id, ItineraryDay.delegation_id == delegation.id
    )
    for row in work.session.scalars(query.order_by(ItineraryDay.id).with_for_update()):
        follow_day(work.session, row)


def follow_organizations(work: UnitOfWork, event: TreeChanged) -> None:
    """Raise the sequences of visits whose host or visitor was renamed, or whose host has moved."""
    changed = [timeline.organization_id for timeline in event.changed]
    concerned: list[Any] = [Visit.organization_id.in_(changed), Visit.visiting_organization_id.in_(changed)]
    if isinstance(event, OrganizationAmended | OrganizationMoved):
        # Without coordinates of its own, a host stands where the next one above it does.
        concerned += [Visit.organization_id.in_(org_paths.subtree(unit, event.effective_on)) for unit in changed]
    _follow(work, Visit.district_id == event.district_id, or_(*concerned))


def follow_days(work: UnitOfWork, visit: Visit) -> None:
    """Raise the sequences of the days that a visit is on the way of."""
    work.session.flush()
    for row in days_of(work.session, visit):
        follow_day(work.session, row)


def _follow(work: UnitOfWork, *terms: Any) -> None:
    for visit in work.session.scalars(select(Visit).where(*terms).order_by(Visit.id).with_for_update()).all():
        if follow_visit(work.session, visit):
            # What is shown of it has changed, though nothing happened to it.
            visit.version += 1
            follow_days(work, visit)
