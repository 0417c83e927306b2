"""What every command does before its own rule: find and lock the record, with its round first, and check its right."""

from typing import TypeVar

from sqlalchemy import select

from services.observation_visits.commands.successions import settle_successions
from services.observation_visits.model import Commitment, Delegation, Round, ScoreSheet, Stop, Visit
from shared import org_paths, records
from shared.errors import Forbidden
from shared.lifecycles import require_version
from shared.org_paths import OrgPath
from shared.unit_of_work import UnitOfWork

PLAN, HOST, SCORE = "observation_visits.plan", "observation_visits.host", "observation_visits.score"

OfRound = TypeVar("OfRound", Visit, Delegation)


def load_place(work: UnitOfWork, organization_id: str) -> OrgPath:
    """Load an organization in today's tree, or refuse as NotFound."""
    return org_paths.load_org_path(work.session, organization_id, work.today)


def load_round_as_planner(
    work: UnitOfWork, round_id: str, expected_version: int | None = None
) -> tuple[Round, OrgPath]:
    """Load and lock a round for a caller who may plan for its owner."""
    round_, place = records.load_for_update(work, Round, round_id, settle_successions)
    work.actor.require_below(PLAN, place.path)
    require_version(round_.version, expected_version)
    return round_, place


def load_round_as_sender(work: UnitOfWork, round_id: str) -> Round:
    """Load and lock a round to which a participant adds something; the caller checks the right."""
    settle_successions(work)
    return records.load(work.session, Round, round_id, lock=True, field="round_id")


def load_visit_as_host(work: UnitOfWork, visit_id: str, expected_version: int | None) -> tuple[Round, Visit]:
    """Load a visit for a caller who acts for its host, and lock it with its round."""
    round_, _, visit = _load_with_round(work, Visit, visit_id)
    records.authorize(work, (visit, load_place(work, visit.organization_id)), HOST, expected_version)
    return round_, visit


def load_visit_as_planner(work: UnitOfWork, visit_id: str, expected_version: int | None) -> tuple[Round, Visit]:
    """Load a visit for a caller who may plan for its round's owner, and lock it with its round."""
    round_, place, visit = _load_with_round(work, Visit, visit_id)
    records.authorize(work, (visit, place), PLAN, expected_version)
    return round_, visit


def load_visit_as_participant(work: UnitOfWork, visit_id: str, expected_version: int | None) -> tuple[Round, Visit]:
    """Load a visit for its round's planner or anyone who acts for its host or its visitors."""
    round_, place, visit = _load_with_round(work, Visit, visit_id)
    if not work.actor.reaches_below(PLAN, place.path) and not any(
        work.actor.reaches(HOST, load_place(work, organization_id).path)
        for organization_id in (visit.organization_id, visit.visiting_organization_id)
    ):
        raise Forbidden("grant_does_not_reach", right=HOST)
    require_version(visit.version, expected_version)
    return round_, visit


def load_stop_as_host(work: UnitOfWork, stop_id: str, expected_version: int | None) -> Stop:
    """Load and lock a stop for a caller who acts for its organization."""
    loaded = records.load_for_update(work, Stop, stop_id, settle_successions)
    return records.authorize(work, loaded, HOST, expected_version)[0]


def load_delegation_as_sender(
    work: UnitOfWork, delegation_id: str, expected_version: int | None
) -> tuple[Round, Delegation]:
    """Load and lock a delegation for its own organization or its round's planner."""
    round_, _, delegation = _load_with_round(work, Delegation, delegation_id)
    require_sender(work, round_, delegation.organization_id)
    require_version(delegation.version, expected_version)
    return round_, delegation


def require_sender(work: UnitOfWork, round_: Round, organization_id: str) -> OrgPath:
    """Refuse as Forbidden a caller who neither plans the round nor acts for the delegation's organization."""
    place = load_place(work, organization_id)
    if not work.actor.reaches_below(PLAN, load_place(work, round_.organization_id).path):
        work.actor.require(HOST, place.path)
    return place


def load_sheet(work: UnitOfWork, sheet_id: str) -> tuple[Round, ScoreSheet, OrgPath]:
    """Load and lock a score sheet, with its round and its host; right and version are for the caller to check."""
    sheet, host = records.load_for_update(work, ScoreSheet, sheet_id, settle_successions)
    return records.load(work.session, Round, sheet.round_id), sheet, host


def load_sheet_as_planner(work: UnitOfWork, sheet_id: str, expected_version: int | None) -> tuple[Round, ScoreSheet]:
    """Load and lock a score sheet for a caller who may plan for its round's owner."""
    round_, sheet, host = load_sheet(work, sheet_id)
    owner = load_place(work, round_.organization_id)
    records.authorize(work, (sheet, host), PLAN, expected_version, path=owner.path)
    return round_, sheet


def load_commitment_as_host(work: UnitOfWork, commitment_id: str, expected_version: int | None) -> Commitment:
    """Load and lock a commitment for a caller who acts for the organization that made it."""
    loaded = records.load_for_update(work, Commitment, commitment_id, settle_successions)
    return records.authorize(work, loaded, HOST, expected_version)[0]


def _load_with_round(work: UnitOfWork, kind: type[OfRound], record_id: str) -> tuple[Round, OrgPath, OfRound]:
    """Load and lock a part of a round, the round before it, as every command does."""
    query = select(kind.round_id).where(kind.id == record_id)
    round_id = work.session.scalar(query) if org_paths.is_id(record_id) else None
    if round_id is None:
        records.refuse_unknown(kind, record_id)
    round_, place = records.load_for_update(work, Round, round_id, settle_successions)
    return round_, place, records.load(work.session, kind, record_id, lock=True)
