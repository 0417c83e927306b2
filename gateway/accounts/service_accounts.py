"""Accounts of other systems, such as a district's data platform, and the commands on their keys.

Such an account has no password and no session. It asks by keys of its own, each for some areas of the API and for less
than its grants; it decides nothing, and holds roles of staff in one district alone.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from gateway.accounts import commands, grant_policy, passwords
from gateway.accounts.api_key_model import ApiKey
from gateway.accounts.api_keys import hash_of
from gateway.accounts.login_throttle import normalized
from gateway.accounts.model import Account
from gateway.accounts.queries import account as readable_account
from gateway.accounts.queries import account_view, load_account
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.lifecycles import require_version
from shared.pages import Page, paginate_list
from shared.rights import EVERYTHING, SECURITY_ADMIN, SERVICE_ACCOUNT, is_service_account
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of

PERSONAL = "members.read_personal"
"""The right that whoever makes a key for personal data gives, or holds themselves."""
SHOWN = (
    "id", "name", "areas", "read_only", "personal", "created_by", "created_at", "expires_at", "last_used_at",
    "revoked_by", "revoked_at",
)  # fmt: skip


def create_service_account(
    work: UnitOfWork, *, username: str, name: str, organization_id: str, grants: list[dict[str, Any]]
) -> dict[str, Any]:
    """Create an account without a password; username_taken is a Conflict, a grant beyond one's own Forbidden."""
    path = grant_policy.path_of(work, organization_id)
    work.actor.require("accounts.keep", path)
    if path[-1] == EVERYTHING:
        raise Invalid("service_account_district", field="organization_id")
    if work.session.scalar(select(Account.id).where(Account.username == normalized(username))):
        raise Conflict("username_taken", field="username")
    account = Account(id=f"{SERVICE_ACCOUNT}{work.new_id()}", username=normalized(username), name=name)
    account.district_id, account.organization_id = path[-1], organization_id
    # Nobody knows this password: that there is none is so not seen by how long a refusal takes.
    account.password_hash, account.must_change_password = passwords.hashed(secrets.token_urlsafe(32)), False
    account.disabled, account.epoch, account.version, account.created_at = False, 1, 1, work.now
    work.session.add(account)
    work.session.flush()
    for grant in grants:
        commands.give_grant(work, account_id=account.id, **grant)
    return account_view(account)


def create_key(secret: str) -> Callable[..., dict[str, Any]]:
    """Return the command that makes a key with this secret, which stays out of the command's arguments."""

    def create_api_key(
        work: UnitOfWork,
        *,
        account_id: str,
        name: str,
        areas: list[str],
        read_only: bool,
        personal: bool,
        valid_days: int,
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Make a key; Forbidden for who could not have granted what its account holds, and what it is to open."""
        account = _load_manageable(work, account_id, expected_version)
        if personal:
            _require_reads_personal(work, account)
        row = ApiKey(district_id=account.district_id, account_id=account.id, id=work.new_id(), name=name)
        row.areas, row.read_only, row.personal = sorted(set(areas)), read_only, personal
        row.expires_at = work.now + timedelta(days=valid_days)
        return _added(work, row, secret)

    return create_api_key


def rotate_key(secret: str) -> Callable[..., dict[str, Any]]:
    """Return the command that makes a key in the place of another, with this secret."""

    def rotate_api_key(
        work: UnitOfWork,
        *,
        account_id: str,
        key_id: str,
        overlap_hours: int,
        valid_days: int,
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Make the next key for the same; the one before ends after the overlap. Conflict where it has ended."""
        account = _load_manageable(work, account_id, expected_version)
        before = _load_key(work, account, key_id)
        if before.revoked_at is not None or before.expires_at <= work.now:
            raise Conflict("api_key_ended", key_id=key_id)
        if before.personal:
            _require_reads_personal(work, account)
        row = ApiKey(district_id=account.district_id, account_id=account.id, id=work.new_id(), name=before.name)
        row.areas, row.read_only, row.personal = before.areas, before.read_only, before.personal
        row.expires_at = work.now + timedelta(days=valid_days)
        before.expires_at = min(before.expires_at, work.now + timedelta(hours=overlap_hours))
        return _added(work, row, secret)

    return rotate_api_key


def revoke_key(work: UnitOfWork, *, account_id: str, key_id: str) -> dict[str, Any]:
    """Revoke a key at once, idempotently."""
    row = _load_key(work, _load_manageable(work, account_id), key_id)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = work.now, work.actor.account_id
    return key_view(row)


def keys(work: UnitOfWork, *, account_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the keys of a service account without their secrets, to who keeps it."""
    readable_account(work, account_id=account_id)
    of_account = select(ApiKey).where(ApiKey.account_id == account_id).order_by(ApiKey.created_at.desc(), ApiKey.id)
    views = [key_view(row) for row in work.session.scalars(of_account)]
    return paginate_list(views, lambda view: str(view["id"]), after, limit)


def key_view(row: ApiKey) -> dict[str, Any]:
    """Serialise a key as the API answers it, never with its secret."""
    return fields_of(row, SHOWN)


def _added(work: UnitOfWork, row: ApiKey, secret: str) -> dict[str, Any]:
    row.secret_hash, row.created_by, row.created_at = hash_of(secret), work.actor.account_id, work.now
    work.session.add(row)
    return key_view(row)


def _load_manageable(work: UnitOfWork, account_id: str, expected_version: int | None = None) -> Account:
    account = load_account(work, account_id, lock=True)
    grant_policy.require_can_manage(work, account, "keys.keep", SECURITY_ADMIN)
    require_version(account.version, expected_version)
    if not is_service_account(account.id):
        raise Forbidden("api_key_of_person")
    return account


def _load_key(work: UnitOfWork, account: Account, key_id: str) -> ApiKey:
    row = work.session.get(ApiKey, (account.district_id, account.id, key_id), with_for_update=True)
    if row is None:
        raise NotFound("api_key_unknown", key_id=key_id)
    return row


def _require_reads_personal(work: UnitOfWork, account: Account) -> None:
    """Refuse as Forbidden a key for personal data by who neither gives nor has that right there."""
    if not work.actor.reaches_as(SECURITY_ADMIN, grant_policy.path_of(work, account.organization_id)):
        for item in account.held:
            work.actor.require(PERSONAL, grant_policy.path_of(work, item.organization_id))
