"""Read access: a round's records are readable by who reads its owner, a host, or a visitor.

Whoever only sees such a record counted reads it reduced.
"""

from typing import Any

from services.observation_visits.model import Delegation, Round, ScoreSheet, Visit, repository
from shared import org_paths
from shared.lifecycles import step_view
from shared.org_paths import OrgPath
from shared.reading import STEP, View, view_of
from shared.records import RecordWithSteps, load, steps_of
from shared.unit_of_work import UnitOfWork

READ = "observation_visits.read"


def read_place(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization that the caller may read, or refuse as NotFound or Forbidden."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(READ, place.path)
    return place


def read_round(work: UnitOfWork, round_id: str) -> tuple[Round, View]:
    """Load a round for who reads its owner or any participant."""
    round_ = load(work.session, Round, round_id)
    participants = [part.organization_id for part in repository.participants_of(work.session, round_)]
    participants += [delegation.organization_id for delegation in repository.delegations_of(work.session, round_)]
    return round_, view_of(work, READ, [round_.organization_id, *participants])


def read_visit(work: UnitOfWork, visit_id: str) -> tuple[Visit, View]:
    """Load a visit for who reads its host, its visitors or the owner of its round."""
    visit = load(work.session, Visit, visit_id)
    round_ = load(work.session, Round, visit.round_id)
    return visit, view_of(work, READ, [visit.organization_id, visit.visiting_organization_id, round_.organization_id])


def read_delegation(work: UnitOfWork, delegation_id: str) -> tuple[Delegation, View]:
    """Load a delegation for who reads its organization or the owner of its round."""
    delegation = load(work.session, Delegation, delegation_id)
    round_ = load(work.session, Round, delegation.round_id)
    return delegation, view_of(work, READ, [delegation.organization_id, round_.organization_id])


def read_sheet(work: UnitOfWork, sheet_id: str) -> tuple[ScoreSheet, View]:
    """Load a score sheet for who reads the host or the owner of its round, or assessed it."""
    sheet = load(work.session, ScoreSheet, sheet_id)
    round_ = load(work.session, Round, sheet.round_id)
    assessors = [assessment.organization_id for assessment in repository.assessments_of(work.session, sheet)]
    return sheet, view_of(work, READ, [sheet.organization_id, round_.organization_id, *assessors])


def can_read(work: UnitOfWork, organization_id: str) -> bool:
    """Return whether the acting person may read what is an organization's."""
    return work.actor.reaches(READ, org_paths.load_org_path(work.session, organization_id, work.today).path)


def read_whole_round(work: UnitOfWork, round_id: str) -> Round:
    """Load a round for who may read all of it: a plan is nothing that is counted."""
    round_, view = read_round(work, round_id)
    view.require_whole(READ)
    return round_


def history(work: UnitOfWork, record: RecordWithSteps, view: View) -> list[dict[str, Any]]:
    """Return a record's steps as they are read."""
    return view.each(map(step_view, steps_of(work.session, record)), STEP)
