"""Replicas of what other services own: stops at demonstration points and at sites of projects, and tiers."""

from sqlalchemy import select

from services.observation_visits.commands.calendar_sequences import follow_stop
from services.observation_visits.model import Stop, validation
from services.observation_visits.model.organizations import TierReplica
from services.observation_visits.model.stops import ACTIVE, INACTIVE
from shared.events.demonstration_points import PointEvent, PointState
from shared.events.organizations import TierAssigned, TierWithdrawn
from shared.events.projects import ProjectEvent
from shared.unit_of_work import UnitOfWork

WITH_SITE = frozenset({"in_progress", "accepted", "rated"})
POINT_ACTIVE = "active"


def replicate_tier(work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
    """Replicate the tier of a period after a decision was made or withdrawn, or none."""
    tier = event.stands if isinstance(event, TierWithdrawn) else event.tier
    replica = work.session.get(TierReplica, (event.district_id, event.organization_id, event.period))
    if replica is None and tier is not None:
        key = {"district_id": event.district_id, "organization_id": event.organization_id, "period": event.period}
        work.session.add(TierReplica(**key, tier=tier))
    elif replica is not None and tier is None:
        work.session.delete(replica)
    elif replica is not None and tier is not None:
        replica.tier = tier
    work.session.flush()


def follow_point(work: UnitOfWork, event: PointEvent) -> None:
    """Store a demonstration point as a stop while it is active; an older state changes nothing."""
    point = event.point
    stop = _of_source(work, event.district_id, validation.POINT, point.point_id)
    if stop is None:
        if point.status != POINT_ACTIVE:
            return
        stop = _new_stop(work, event.district_id, validation.POINT, point.point_id)
    elif point.revision <= stop.source_revision:
        return
    _update(stop, point)
    stop.version += 1
    follow_stop(work, stop)


def follow_project(work: UnitOfWork, event: ProjectEvent) -> None:
    """Upsert the site of a project in progress or accepted as a stop, located at its unit."""
    project = event.project
    has_site = project.status in WITH_SITE
    stop = _of_source(work, event.district_id, validation.PROJECT, project.project_id)
    if stop is None:
        if not has_site:
            return
        stop = _new_stop(work, event.district_id, validation.PROJECT, project.project_id)
    elif project.revision <= stop.source_revision:
        return
    stop.organization_id, stop.name = project.organization_id, project.title
    stop.status, stop.source_revision = ACTIVE if has_site else INACTIVE, project.revision
    stop.version += 1
    follow_stop(work, stop)


def _update(stop: Stop, point: PointState) -> None:
    days = [{"first": off.first.isoformat(), "last": off.last.isoformat(), "reason": None} for off in point.blackouts]
    stop.organization_id, stop.name = point.organization_id, point.name
    stop.longitude, stop.latitude = point.longitude, point.latitude
    stop.group_capacity, stop.visit_minutes = point.group_capacity, point.visit_minutes
    stop.bookable = [half for half in validation.HALF_DAYS if half in point.bookable] or None
    stop.blackouts = days
    stop.active_from, stop.active_until = point.active_from, point.active_until
    stop.status = ACTIVE if point.status == POINT_ACTIVE else INACTIVE
    stop.source_revision = point.revision


def _of_source(work: UnitOfWork, district_id: str, source: str, source_id: str) -> Stop | None:
    query = select(Stop).where(Stop.district_id == district_id, Stop.source == source, Stop.source_id == source_id)
    return work.session.scalars(query.with_for_update()).one_or_none()


def _new_stop(work: UnitOfWork, district_id: str, source: str, source_id: str) -> Stop:
    stop = Stop(district_id=district_id, id=work.new_id(), version=0, source=source, source_id=source_id, blackouts=[])
    work.session.add(stop)
    return stop
