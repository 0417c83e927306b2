"""Replicas of other services' records, and proposals that follow from their events."""

from sqlalchemy import select

from services.demonstration_points.model import Brand, KnownProject, lifecycle, validation
from services.demonstration_points.model.brands import reach_of_level
from shared import org_paths
from shared.errors import NotFound
from shared.events.demonstration_points_brands import BrandProposed
from shared.events.observation_visits import StrengthRecorded
from shared.events.projects import ProjectEvent
from shared.records import add_record, emit
from shared.unit_of_work import UnitOfWork


def replicate_project(work: UnitOfWork, event: ProjectEvent) -> None:
    """Replicate a project; the highest revision counts, in whichever order events arrive."""
    state = event.project
    replica = work.session.get(KnownProject, (event.district_id, event.project_id), with_for_update=True)
    if replica is None:
        replica = KnownProject(district_id=event.district_id, project_id=event.project_id, revision=0)
        work.session.add(replica)
    if replica.revision < state.revision:
        replica.revision, replica.organization_id = state.revision, state.organization_id
        replica.title, replica.status = state.title, state.status
        work.session.flush()


def propose_brand(work: UnitOfWork, event: StrengthRecorded) -> None:
    """Propose a strength found on a visit to its host as a brand, once for each strength.

    The strength's first line, as far as a name goes, is its working name and the whole of it the description; whoever
    takes the brand up gives it its own name.
    """
    same = select(Brand.id).where(Brand.district_id == event.district_id, Brand.strength_id == event.strength_id)
    if work.session.scalar(same) is not None:
        return
    text = event.text.strip()
    brand = Brand(
        district_id=event.district_id,
        id=work.new_id(),
        version=0,
        steps=0,
        organization_id=event.organization_id,
        name=text.partition("\n")[0][: validation.NAME],
        description=text,
        status=lifecycle.PROPOSED,
        reach=_reach(work, event),
        visit_id=event.visit_id,
        strength_id=event.strength_id,
        proposed_on=event.recorded_on,
        last_step_on=event.recorded_on,
    )
    add_record(work, brand, "propose")
    emit(work, brand, BrandProposed)


def _reach(work: UnitOfWork, event: StrengthRecorded) -> str:
    # A visit may be told before the tree that its host stands in; nothing is lost by beginning near.
    try:
        return reach_of_level(org_paths.load_org_path(work.session, event.organization_id, work.today).level)
    except NotFound:
        return reach_of_level("")
