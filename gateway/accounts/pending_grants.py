"""Grants that wait for a second person's approval, as open tasks of whoever may give it."""

from sqlalchemy import select

from gateway.accounts import grant_policy
from gateway.accounts.model import Account, AccountGrant
from gateway.projections.records import Record
from gateway.projections.task_rules import Candidate
from shared import trees
from shared.rights import EVERYTHING
from shared.unit_of_work import UnitOfWork

EVERYWHERE = "全部区 · every district"


def pending_grants(work: UnitOfWork, district_id: str | None) -> list[Candidate]:
    """List the grants that wait for the caller's approval, of a district or of all of them, by their ids."""
    waiting = AccountGrant.needs_approval, AccountGrant.approved_at.is_(None), AccountGrant.withdrawn_at.is_(None)
    if not work.actor.holds("grants.approve"):
        return []
    query = select(AccountGrant, Account).join(AccountGrant.account).where(*waiting).order_by(AccountGrant.id)
    reached = grant_policy.within_scope(AccountGrant.organization_id, work.actor, "grants.approve", work.today)
    found = []
    for grant, account in work.session.execute(query if reached is None else query.where(reached)):
        path = grant_policy.path_of(work, grant.organization_id)
        is_own = work.actor.is_person_of([grant.granted_by, account.id])
        if district_id in {None, path[-1]} and not is_own:
            found.append(_candidate(work, grant, account, path[-1]))
    return found


def _candidate(work: UnitOfWork, grant: AccountGrant, account: Account, district_id: str) -> Candidate:
    state = {"account_id": account.id, "account": account.name, "role": grant.role}
    record = Record(
        district_id=district_id, record_type="account_grant", record_id=grant.id,
        organization_id=grant.organization_id, revision=account.version, state=state,
    )  # fmt: skip
    return Candidate(record, _name(work, grant.organization_id))


def _name(work: UnitOfWork, organization_id: str) -> str:
    if organization_id == EVERYTHING:
        return EVERYWHERE
    return trees.timeline(work.session, organization_id).versions[-1].name
