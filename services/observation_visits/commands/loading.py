"""What every command does before its own rule: settle successions, find and lock the record, check its right."""

from services.observation_visits.commands.successions import settle_successions
from services.observation_visits.model import repository
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared import org_paths
from shared.errors import Forbidden
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

PLAN, HOST, SCORE = "observation_visits.plan", "observation_visits.host", "observation_visits.score"


def place_of(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization in today's tree, or refuse as NotFound."""
    return org_paths.load_org_path(work.session, organization_id, work.today)


def load_round_as_planner(
    work: UnitOfWork, round_id: str, expected_version: int | None = None
) -> tuple[Round, OrgPath]:
    """Load and lock a round for a caller who may plan for its owner."""
    settle_successions(work)
    one = repository.found(work.session, Round, round_id, lock=True)
    place = place_of(work, one.organization_id)
    work.actor.require(PLAN, place.path)
    require_version(one.version, expected_version)
    return one, place


def visit_of_host(work: UnitOfWork, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit, OrgPath]:
    """Load a visit for a caller who acts for its host, and lock it with its round."""
    one, visit = _visit(work, visit_id)
    place = place_of(work, visit.organization_id)
    work.actor.require(HOST, place.path)
    require_version(visit.version, expected_version)
    return one, visit, place


def visit_of_planner(work: UnitOfWork, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit]:
    """Load a visit for a caller who may plan for its round's owner, and lock it with its round."""
    one, visit = _visit(work, visit_id)
    work.actor.require(PLAN, place_of(work, one.organization_id).path)
    require_version(visit.version, expected_version)
    return one, visit


def visit_of_either(work: UnitOfWork, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit]:
    """Load a visit for its round's planner or anyone who acts for its host or its visitors."""
    one, visit = _visit(work, visit_id)
    require_part(work, one, visit)
    require_version(visit.version, expected_version)
    return one, visit


def require_part(work: UnitOfWork, one: Round, visit: Visit) -> None:
    """Refuse as Forbidden a caller who neither plans the round nor acts for host or visitors."""
    planner = place_of(work, one.organization_id).path
    sides = [place_of(work, who).path for who in (visit.organization_id, visit.visiting_organization_id)]
    if not work.actor.reaches(PLAN, planner) and not any(work.actor.reaches(HOST, side) for side in sides):
        raise Forbidden("grant_does_not_reach", right=HOST)


def load_stop_as_manager(work: UnitOfWork, stop_id: str, expected_version: int | None) -> Stop:
    """Load and lock a stop for a caller who acts for its organization."""
    settle_successions(work)
    stop = repository.found(work.session, Stop, stop_id, lock=True)
    work.actor.require(HOST, place_of(work, stop.organization_id).path)
    require_version(stop.version, expected_version)
    return stop


def load_delegation_as_manager(
    work: UnitOfWork, delegation_id: str, expected_version: int | None
) -> tuple[Round, Delegation]:
    """Load and lock a delegation for its own organization or its round's planner."""
    settle_successions(work)
    named = repository.found(work.session, Delegation, delegation_id)
    one = repository.found(work.session, Round, named.round_id, lock=True)
    delegation = repository.found(work.session, Delegation, delegation_id, lock=True)
    require_sending(work, one, delegation.organization_id)
    require_version(delegation.version, expected_version)
    return one, delegation


def load_delegation_as_sender(work: UnitOfWork, round_id: str) -> Round:
    """Load and lock a round to which a participant adds something; the caller checks the right."""
    settle_successions(work)
    return repository.found(work.session, Round, round_id, lock=True, field="round_id")


def require_sending(work: UnitOfWork, one: Round, organization_id: str) -> OrgPath:
    """Refuse as Forbidden a caller who neither plans the round nor acts for the delegation's organization."""
    place = place_of(work, organization_id)
    if not work.actor.reaches(PLAN, place_of(work, one.organization_id).path):
        work.actor.require(HOST, place.path)
    return place


def sheet_of(work: UnitOfWork, sheet_id: str) -> tuple[Round, ScoreSheet]:
    """Load and lock a score sheet; right and version are for the caller to check."""
    settle_successions(work)
    sheet = repository.found(work.session, ScoreSheet, sheet_id, lock=True)
    return repository.found(work.session, Round, sheet.round_id), sheet


def sheet_of_planner(work: UnitOfWork, sheet_id: str, expected_version: int | None = None) -> tuple[Round, ScoreSheet]:
    """Load and lock a score sheet for a caller who may plan for its round's owner."""
    one, sheet = sheet_of(work, sheet_id)
    work.actor.require(PLAN, place_of(work, one.organization_id).path)
    require_version(sheet.version, expected_version)
    return one, sheet


def commitment_of_host(work: UnitOfWork, commitment_id: str, expected_version: int | None) -> Commitment:
    """Load and lock a commitment for a caller who acts for the organization that made it."""
    settle_successions(work)
    one = repository.found(work.session, Commitment, commitment_id, lock=True)
    work.actor.require(HOST, place_of(work, one.organization_id).path)
    require_version(one.version, expected_version)
    return one


def _visit(work: UnitOfWork, visit_id: str) -> tuple[Round, Visit]:
    settle_successions(work)
    named = repository.found(work.session, Visit, visit_id)
    one = repository.found(work.session, Round, named.round_id, lock=True)
    return one, repository.found(work.session, Visit, visit_id, lock=True)
