"""Read access: a round's records are readable by who reads its owner, a host, or a visitor.

Whoever only sees such a record counted reads it reduced.
"""

from typing import Any

from sqlalchemy import select

from services.observation_visits.model import repository
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.rounds import Round, Step
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.visits import Visit
from shared import org_paths
from shared.lifecycles import step_view
from shared.org_paths import OrgPath
from shared.reading import STEP, View, view_of
from shared.unit_of_work import UnitOfWork

READ = "observation_visits.read"


def place_read(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization that the caller may read, or refuse as NotFound or Forbidden."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    return place


def round_read(work: UnitOfWork, round_id: str) -> tuple[Round, View]:
    """Load a round for who reads its owner or any participant."""
    one = repository.found(work.session, Round, round_id)
    taking_part = [part.organization_id for part in repository.participants_of(work.session, one)]
    taking_part += [each.organization_id for each in repository.delegations_of(work.session, one)]
    return one, view_of(work, READ, [one.organization_id, *taking_part])


def visit_read(work: UnitOfWork, visit_id: str) -> tuple[Visit, View]:
    """Load a visit for who reads its host, its visitors or the owner of its round."""
    visit = repository.found(work.session, Visit, visit_id)
    one = repository.found(work.session, Round, visit.round_id)
    return visit, view_of(work, READ, [visit.organization_id, visit.visiting_organization_id, one.organization_id])


def delegation_read(work: UnitOfWork, delegation_id: str) -> tuple[Delegation, View]:
    """Load a delegation for who reads its organization or the owner of its round."""
    delegation = repository.found(work.session, Delegation, delegation_id)
    one = repository.found(work.session, Round, delegation.round_id)
    return delegation, view_of(work, READ, [delegation.organization_id, one.organization_id])


def sheet_read(work: UnitOfWork, sheet_id: str) -> tuple[ScoreSheet, View]:
    """Load a score sheet for who reads the host or the owner of its round, or assessed it."""
    sheet = repository.found(work.session, ScoreSheet, sheet_id)
    one = repository.found(work.session, Round, sheet.round_id)
    assessing = [each.organization_id for each in repository.assessments_of(work.session, sheet)]
    return sheet, view_of(work, READ, [sheet.organization_id, one.organization_id, *assessing])


def reads(work: UnitOfWork, organization_id: str) -> bool:
    """Return whether the acting person may read what is an organization's."""
    return work.actor.reaches(READ, org_paths.load_org_path(work.session, organization_id, work.today).path)


def round_whole(work: UnitOfWork, round_id: str) -> Round:
    """Load a round for who may read all of it: a plan is nothing that is counted."""
    one, view = round_read(work, round_id)
    view.require_whole(READ)
    return one


def way(work: UnitOfWork, record_id: str, view: View) -> list[dict[str, Any]]:
    """Return a record's steps as they are read."""
    steps = work.session.scalars(select(Step).where(Step.record_id == record_id).order_by(Step.number))
    return view.each(map(step_view, steps), STEP)
