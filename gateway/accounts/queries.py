"""Queries on accounts."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from gateway.accounts import grant_policy
from gateway.accounts.grant_policy import below_of, within_scope
from gateway.accounts.model import Account, SignInPolicy
from gateway.accounts.sessions import open_sessions
from shared.errors import Forbidden, Invalid, NotFound
from shared.page_totals import note_query
from shared.pages import Page, paginate_list
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of

GRANT = ("id", "role", "organization_id", "below")


def load_account(work: UnitOfWork, account_id: str, *, lock: bool = False) -> Account:
    """Load an account with its grants, locked where it is to be changed; NotFound for an unknown one."""
    query = (
        select(Account)
        .where(Account.id == account_id)
        .options(selectinload(Account.granted), joinedload(Account.second_factor))
    )
    row = work.session.scalar(query.with_for_update(of=Account) if lock else query)
    if row is None:
        raise NotFound("account_unknown", account_id=account_id)
    return row


def account(work: UnitOfWork, *, account_id: str) -> dict[str, Any]:
    """Return an account with its grants, to itself or to who manages its organization's accounts."""
    loaded = load_account(work, account_id)
    if loaded.id != work.actor.account_id:
        work.actor.require("accounts.read", grant_policy.path_of(work, loaded.organization_id))
    return account_view(loaded)


def accounts(
    work: UnitOfWork,
    *,
    organization_id: str | None = None,
    below: bool = True,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the accounts that the caller may manage, by username: of all its organizations, or of one."""
    if not work.actor.holds("accounts.read"):
        raise Forbidden("grant_does_not_reach", right="accounts.read")
    query = (
        select(Account)
        .options(selectinload(Account.granted), joinedload(Account.second_factor))
        .order_by(Account.username)
        .limit(limit + 1)
    )
    reached = within_scope(Account.organization_id, work.actor, "accounts.read", work.today)
    if reached is not None:
        query = query.where(reached)
    if organization_id is not None:
        path = grant_policy.path_of(work, organization_id)
        work.actor.require("accounts.read", path)
        ids = below_of([organization_id], work.today) if below else [organization_id]
        query = query.where(Account.organization_id.in_(ids))
    note_query(query.limit(None))
    if after is not None:
        query = query.where(Account.username > after)
    rows = work.session.scalars(query).all()
    following = rows[limit - 1].username if len(rows) > limit else None
    return {"items": [account_view(row) for row in rows[:limit]], "next_after": following}


def own_sessions(work: UnitOfWork, *, session_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the caller's open sessions, the newest first."""
    found = open_sessions(work.session, load_account(work, work.actor.account_id), work.now)
    names = ("id", "address", "device", "opened_at", "renewed_at", "expires_at")
    views = [fields_of(each, names) | {"current": each.id == session_id} for each in found]
    return paginate_list(views, lambda view: str(view["id"]), after, limit)


def sign_in_policy(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return what the district of an organization demands at signing in, to who reads the accounts there."""
    path = grant_policy.path_of(work, organization_id)
    work.actor.require("accounts.read", path)
    district_id = path[-1]
    return policy_view(work.session.get(SignInPolicy, district_id), district_id)


def require_policy_maker(work: UnitOfWork, organization_id: str) -> str:
    """Return a district's id for its security administrator; Invalid where it is no district."""
    path = grant_policy.path_of(work, organization_id)
    work.actor.require("policies.set", path)
    if len(path) > 1:
        raise Invalid("policy_is_the_districts", field="organization_id")
    return organization_id


def policy_view(policy: SignInPolicy | None, district_id: str) -> dict[str, Any]:
    """Serialise a policy; without one nothing is demanded, as version 0."""
    is_required = policy is not None and policy.second_factor_required
    version = 0 if policy is None else policy.version
    return {"organization_id": district_id, "second_factor_required": is_required, "version": version}


def account_view(account: Account) -> dict[str, Any]:
    """Serialise an account as the API answers it."""
    names = ("id", "username", "name", "organization_id", "person_id", "must_change_password", "disabled", "version")
    grants = {"grants": account.held, "pending_grants": account.pending}
    shown = {kind: [fields_of(item, GRANT) for item in items] for kind, items in grants.items()}
    return fields_of(account, names) | shown | {"second_factor": account.has_second_factor}
