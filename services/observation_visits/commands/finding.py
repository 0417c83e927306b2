"""What every command does before its own rule: settle successions, find and lock the record, check its right."""

from services.observation_visits.commands.successions import settle_successions
from services.observation_visits.model import records
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.reviews import Commitment
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.visits import Visit
from shared import places
from shared.errors import Forbidden
from shared.lifecycles import must_be
from shared.places import Place
from shared.work import Work

PLAN, HOST, SCORE = "observation_visits.plan", "observation_visits.host", "observation_visits.score"


def place_of(work: Work, organization_id: str) -> Place:
    """Load an organization in today's tree, or refuse as NotFound."""
    return places.place(work.session, organization_id, work.today)


def planned_by(work: Work, round_id: str, expected_version: int | None = None) -> tuple[Round, Place]:
    """Load and lock a round for a caller who may plan for its owner."""
    settle_successions(work)
    one = records.found(work.session, Round, round_id, lock=True)
    place = place_of(work, one.organization_id)
    work.acting.require(PLAN, place.path)
    must_be(one.version, expected_version)
    return one, place


def visit_of_host(work: Work, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit, Place]:
    """Load a visit for a caller who acts for its host, and lock it with its round."""
    one, visit = _visit(work, visit_id)
    place = place_of(work, visit.organization_id)
    work.acting.require(HOST, place.path)
    must_be(visit.version, expected_version)
    return one, visit, place


def visit_of_planner(work: Work, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit]:
    """Load a visit for a caller who may plan for its round's owner, and lock it with its round."""
    one, visit = _visit(work, visit_id)
    work.acting.require(PLAN, place_of(work, one.organization_id).path)
    must_be(visit.version, expected_version)
    return one, visit


def visit_of_either(work: Work, visit_id: str, expected_version: int | None = None) -> tuple[Round, Visit]:
    """Load a visit for its round's planner or anyone who acts for its host or its visitors."""
    one, visit = _visit(work, visit_id)
    require_part(work, one, visit)
    must_be(visit.version, expected_version)
    return one, visit


def require_part(work: Work, one: Round, visit: Visit) -> None:
    """Refuse as Forbidden a caller who neither plans the round nor acts for host or visitors."""
    planner = place_of(work, one.organization_id).path
    sides = [place_of(work, who).path for who in (visit.organization_id, visit.visiting_organization_id)]
    if not work.acting.reaches(PLAN, planner) and not any(work.acting.reaches(HOST, side) for side in sides):
        raise Forbidden("grant_does_not_reach", right=HOST)


def stop_kept_by(work: Work, stop_id: str, expected_version: int | None) -> Stop:
    """Load and lock a stop for a caller who acts for its organization."""
    settle_successions(work)
    stop = records.found(work.session, Stop, stop_id, lock=True)
    work.acting.require(HOST, place_of(work, stop.organization_id).path)
    must_be(stop.version, expected_version)
    return stop


def delegation_kept_by(work: Work, delegation_id: str, expected_version: int | None) -> tuple[Round, Delegation]:
    """Load and lock a delegation for its own organization or its round's planner."""
    settle_successions(work)
    named = records.found(work.session, Delegation, delegation_id)
    one = records.found(work.session, Round, named.round_id, lock=True)
    delegation = records.found(work.session, Delegation, delegation_id, lock=True)
    require_sending(work, one, delegation.organization_id)
    must_be(delegation.version, expected_version)
    return one, delegation


def planned_by_or_sent(work: Work, round_id: str) -> Round:
    """Load and lock a round to which a participant adds something; the caller checks the right."""
    settle_successions(work)
    return records.found(work.session, Round, round_id, lock=True, field="round_id")


def require_sending(work: Work, one: Round, organization_id: str) -> Place:
    """Refuse as Forbidden a caller who neither plans the round nor acts for the delegation's organization."""
    place = place_of(work, organization_id)
    if not work.acting.reaches(PLAN, place_of(work, one.organization_id).path):
        work.acting.require(HOST, place.path)
    return place


def sheet_of(work: Work, sheet_id: str) -> tuple[Round, ScoreSheet]:
    """Load and lock a score sheet; right and version are for the caller to check."""
    settle_successions(work)
    sheet = records.found(work.session, ScoreSheet, sheet_id, lock=True)
    return records.found(work.session, Round, sheet.round_id), sheet


def sheet_of_planner(work: Work, sheet_id: str, expected_version: int | None = None) -> tuple[Round, ScoreSheet]:
    """Load and lock a score sheet for a caller who may plan for its round's owner."""
    one, sheet = sheet_of(work, sheet_id)
    work.acting.require(PLAN, place_of(work, one.organization_id).path)
    must_be(sheet.version, expected_version)
    return one, sheet


def commitment_of_host(work: Work, commitment_id: str, expected_version: int | None) -> Commitment:
    """Load and lock a commitment for a caller who acts for the organization that made it."""
    settle_successions(work)
    one = records.found(work.session, Commitment, commitment_id, lock=True)
    work.acting.require(HOST, place_of(work, one.organization_id).path)
    must_be(one.version, expected_version)
    return one


def _visit(work: Work, visit_id: str) -> tuple[Round, Visit]:
    settle_successions(work)
    named = records.found(work.session, Visit, visit_id)
    one = records.found(work.session, Round, named.round_id, lock=True)
    return one, records.found(work.session, Visit, visit_id, lock=True)
