"""Resets of forgotten passwords: the person holds a code, and whoever manages the account approves it by its number.

Nobody else ever sees the code, so that a reset gives nobody a way into the account; a second factor stays in force.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from gateway.accounts import commands, grant_policy, passwords
from gateway.accounts.login_throttle import lift, normalized
from gateway.accounts.model import Account, PasswordReset
from gateway.accounts.queries import account_view, load_account
from gateway.app_context import AppContext
from gateway.audit.requests import note_account
from shared import databases
from shared.errors import Forbidden, Invalid
from shared.lifecycles import require_version
from shared.rights import is_service_account, system
from shared.unit_of_work import UnitOfWork

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class ResetRequest:
    """What a person who forgot a password is shown, once: the number to tell, and the code to keep."""

    number: str
    code: str


def request_reset(here: AppContext, username: str) -> ResetRequest:
    """Store a request for ten minutes; a name that nobody has is answered alike."""
    now = here.clock()
    made = ResetRequest(f"{secrets.randbelow(1_000_000):06}", secrets.token_urlsafe(24))
    with databases.transaction(here.engine) as session:
        session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= now))
        account = session.scalar(select(Account).where(Account.username == normalized(username)))
        note_account(account)
        if account is not None and not account.disabled and not is_service_account(account.id):
            row = PasswordReset(district_id=account.district_id, account_id=account.id, code_hash=_hash(made.code))
            row.number, row.expires_at = made.number, now + LIFETIME
            session.add(row)
    return made


def approve_reset(
    work: UnitOfWork, *, account_id: str, number: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Approve the reset that a person asked for, by the number they tell; Forbidden for one's own account.

    Refuses as Invalid a number that the person was not shown within the last ten minutes.
    """
    account = load_account(work, account_id, lock=True)
    grant_policy.require_can_manage(work, account)
    require_version(account.version, expected_version)
    if account.id == work.actor.account_id:
        raise Forbidden("reset_is_own")
    asked = (PasswordReset.district_id == account.district_id, PasswordReset.account_id == account.id)
    waiting = (PasswordReset.number == number, PasswordReset.approved_at.is_(None), PasswordReset.expires_at > work.now)
    requests = work.session.scalars(select(PasswordReset).where(*asked, *waiting).with_for_update()).all()
    if len(requests) != 1:
        raise Invalid("reset_number_unknown", field="number", number=number)
    requests[0].approved_by, requests[0].approved_at = work.actor.account_id, work.now
    account.version += 1
    return account_view(account)


def complete_reset(here: AppContext, code: str, new_password: str) -> None:
    """Set the new password of an approved reset, sign out everywhere, and forget the failed sign-ins.

    Refuses as Invalid a code that is unknown, used, older than ten minutes or not approved yet.
    """
    now = here.clock()
    with databases.transaction(here.engine) as session:
        work = UnitOfWork(session, system("gateway"), now)
        row = session.scalar(select(PasswordReset).where(PasswordReset.code_hash == _hash(code)).with_for_update())
        if row is None or row.expires_at <= now or row.approved_at is None:
            raise Invalid("reset_code_not_good", field="code")
        account = load_account(work, row.account_id, lock=True)
        note_account(account)
        passwords.require_acceptable(new_password, account)
        commands.set_password(work, account, passwords.hashed(new_password))
        lift(session, here.settings.secret_key, account.username)
        session.delete(row)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
