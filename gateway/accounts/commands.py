"""Commands on accounts, each run by the gateway's command executor, once per idempotency key."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from gateway.accounts import grant_policy, passwords, persons, second_factor, sessions
from gateway.accounts.login_throttle import normalized
from gateway.accounts.model import Account, AccountGrant, SignInPolicy
from gateway.accounts.queries import account_view, load_account, policy_view, require_policy_maker
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.lifecycles import require_version
from shared.rights import EVERYTHING, Grant, is_service_account
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of


def create(password: str) -> Callable[..., dict[str, Any]]:
    """Return the command that creates an account with a first password, which its owner must change.

    The password stays out of the command's arguments: those are kept, as a fingerprint, beside the idempotency key.
    """

    def create_account(
        work: UnitOfWork,
        *,
        username: str,
        name: str,
        organization_id: str,
        grants: list[dict[str, Any]],
        person_id: str | None = None,
        member_id: str | None = None,
    ) -> dict[str, Any]:
        """Create an account of a known person or of a new one; Forbidden a grant beyond one's own.

        Conflict where the username is taken. Names the persons of the district who have the same name.
        """
        path = grant_policy.path_of(work, organization_id)
        work.actor.require("accounts.keep", path)
        if work.session.scalar(select(Account.id).where(Account.username == normalized(username))):
            raise Conflict("username_taken", field="username")
        account = Account(id=work.new_id(), username=normalized(username), name=name, must_change_password=True)
        account.district_id, account.organization_id = path[-1], organization_id
        person = persons.chosen(work, path[-1], person_id, name, member_id)
        account.person_id = person.id
        account.password_hash, account.created_at = passwords.hashed(password), work.now
        account.disabled, account.epoch, account.version = False, 1, 1
        work.session.add(account)
        for grant in grants:
            _give(work, account, Grant(**grant))
        return account_view(account) | {"same_name": persons.same_name(work, person)}

    return create_account


def set_password(work: UnitOfWork, account: Account, password_hash: str) -> None:
    """Change a password and end the sessions opened with the old one."""
    account.password_hash = password_hash
    account.must_change_password = False
    _end_sessions(work, account)


def amend_account(
    work: UnitOfWork,
    *,
    account_id: str,
    name: str | None = None,
    disabled: bool | None = None,
    person_id: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Rename, disable or enable an account, or say whose it is; a disabled one is signed out at once."""
    account = _load_manageable(work, account_id)
    require_version(account.version, expected_version)
    if disabled and account.id == work.actor.account_id:
        raise Conflict("account_is_own", field="disabled")
    if person_id is not None and person_id != account.person_id:
        if work.actor.is_person_of([account.id]):
            raise Conflict("account_is_own", field="person_id")
        if is_service_account(account.id):
            raise Conflict("service_account_person", field="person_id")
        account.person_id = persons.load(work, person_id).id
        grant_policy.require_separate(work, account)
    account.name = account.name if name is None else name
    if disabled is not None and disabled != account.disabled:
        account.disabled = disabled
        _end_sessions(work, account)
    account.version += 1
    return account_view(account)


def give_grant(
    work: UnitOfWork,
    *,
    account_id: str,
    role: str,
    organization_id: str,
    below: bool,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Grant an account a role that the grantor's own grants cover; Forbidden otherwise.

    Personal data, and anything on every district, waits for a second person's approval.
    """
    account = load_account(work, account_id, lock=True)
    work.actor.require("grants.give", grant_policy.path_of(work, account.organization_id))
    require_version(account.version, expected_version)
    _give(work, account, Grant(role, organization_id, below))
    account.version += 1
    return account_view(account)


def withdraw_grant(work: UnitOfWork, *, account_id: str, grant_id: str) -> dict[str, Any]:
    """Withdraw a grant, idempotently, and return what it was; Forbidden for who could neither give nor approve it."""
    account = load_account(work, account_id, lock=True)
    row = _grant_of(account, grant_id)
    if not (row.is_pending and work.actor.reaches("grants.approve", grant_policy.path_of(work, row.organization_id))):
        grant_policy.require_can_grant(work, row.grant)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = work.now, work.actor.account_id
        account.version += 1
    return fields_of(row, ("role", "organization_id", "below"))


def approve_grant(
    work: UnitOfWork, *, account_id: str, grant_id: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Approve a grant that waits for a second person: neither who asked for it nor whose account it is.

    Approved again it stays as it is; Conflict where it was withdrawn.
    """
    account = load_account(work, account_id, lock=True)
    row = _grant_of(account, grant_id)
    work.actor.require("grants.approve", grant_policy.path_of(work, row.organization_id))
    require_version(account.version, expected_version)
    if work.actor.is_person_of([row.granted_by]):
        raise Forbidden("grant_asked_by_oneself")
    if work.actor.is_person_of([account.id]):
        raise Forbidden("grant_to_oneself", field="role")
    if row.withdrawn_at is not None:
        raise Conflict("grant_withdrawn")
    if row.is_pending:
        row.approved_by, row.approved_at = work.actor.account_id, work.now
        account.version += 1
    return account_view(account)


def remove_second_factor(work: UnitOfWork, *, account_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Remove the second factor of an account; Forbidden for one's own, which needs a code."""
    account = _load_manageable(work, account_id)
    require_version(account.version, expected_version)
    if account.id == work.actor.account_id:
        raise Forbidden("second_factor_is_own")
    second_factor.remove(work.session, account)
    _end_sessions(work, account)
    account.version += 1
    return account_view(account)


def set_sign_in_policy(
    work: UnitOfWork, *, organization_id: str, second_factor_required: bool, expected_version: int | None = None
) -> dict[str, Any]:
    """Set what a district demands of its accounts at signing in."""
    district_id = require_policy_maker(work, organization_id)
    policy = work.session.get(SignInPolicy, district_id, with_for_update=True)
    require_version(0 if policy is None else policy.version, expected_version)
    if policy is None:
        policy = SignInPolicy(district_id=district_id, version=0)
        work.session.add(policy)
    policy.second_factor_required, policy.version = second_factor_required, policy.version + 1
    policy.set_by, policy.set_at = work.actor.account_id, work.now
    return policy_view(policy, district_id)


def end_session(work: UnitOfWork, *, session_id: str) -> None:
    """End one of the caller's own sessions; NotFound for any other."""
    account = load_account(work, work.actor.account_id)
    found = next(
        (each for each in sessions.open_sessions(work.session, account, work.now) if each.id == session_id), None
    )
    if found is None:
        raise NotFound("session_unknown", session_id=session_id)
    found.ended_at = work.now


def _give(work: UnitOfWork, account: Account, grant: Grant) -> None:
    path = grant_policy.require_can_grant(work, grant)
    if work.actor.is_person_of([account.id]) or (account.person_id and account.person_id == work.actor.person_id):
        raise Forbidden("grant_to_oneself", field="role")
    grant_policy.require_separate(work, account, grant.role)
    if path[-1] != account.district_id and account.district_id != EVERYTHING:
        raise Invalid("grant_in_another_district", field="organization_id")
    if any(item.grant == grant for item in (*account.held, *account.pending)):
        raise Conflict("grant_held", field="role")
    row = AccountGrant(id=work.new_id(), role=grant.role, organization_id=grant.organization_id, below=grant.below)
    row.granted_by, row.granted_at = work.actor.account_id, work.now
    row.needs_approval = grant_policy.needs_approval(grant)
    account.granted.append(row)


def _grant_of(account: Account, grant_id: str) -> AccountGrant:
    row = next((item for item in account.granted if item.id == grant_id), None)
    if row is None:
        raise NotFound("grant_unknown", grant_id=grant_id)
    return row


def _load_manageable(work: UnitOfWork, account_id: str) -> Account:
    account = load_account(work, account_id, lock=True)
    grant_policy.require_can_manage(work, account)
    return account


def _end_sessions(work: UnitOfWork, account: Account) -> None:
    account.epoch += 1
    sessions.end_all(work.session, account, work.now)
