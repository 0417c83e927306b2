"""Signing in with a username and a password, and changing the password."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.accounts import commands, passwords, second_factor
from gateway.accounts.login_throttle import LoginThrottle, normalized
from gateway.accounts.model import Account
from gateway.accounts.queries import load_account
from gateway.accounts.second_factor import Enrolment, SecondFactors
from gateway.accounts.sessions import OpenSession, Origin, Sessions
from gateway.app_context import AppContext
from gateway.audit.requests import note_account
from gateway.problems import Problem
from shared import databases
from shared.errors import Invalid
from shared.rights import is_service_account, system
from shared.unit_of_work import UnitOfWork, new_id


def sessions(here: AppContext) -> Sessions:
    return Sessions(here.engine, here.settings, new_id)


def sign_in(here: AppContext, username: str, password: str, code: str | None, origin: Origin) -> OpenSession:
    """Open a session; every reason to refuse gets the same 401, too many failures a 429.

    An account with a second factor is asked for its `code` once the password is right.
    """
    name, now = normalized(username), here.clock()
    with databases.reading(here.engine) as session:
        account = session.scalar(select(Account).where(Account.username == name))
    note_account(account)
    throttle = LoginThrottle(here.engine, here.settings.secret_key, name, origin.address)
    throttle.begin(now)
    is_right = passwords.matches(password, account.password_hash if account else None)
    if account is None or not is_right or account.disabled or is_service_account(account.id):
        raise Problem(401, "sign_in_refused", {"WWW-Authenticate": "Bearer"})
    require_second_factor(here, account, code)
    throttle.succeeded(now)
    return sessions(here).open(account, origin, now)


def require_second_factor(here: AppContext, account: Account, code: str | None) -> None:
    """Use a code of an account's second factor up, or refuse with 401; without one in force nothing is asked."""
    with databases.transaction(here.engine) as session:
        factors = SecondFactors(session, here.settings)
        if not factors.is_in_force(account):
            return
        if code is None:
            raise Problem(401, "second_factor_needed", {"WWW-Authenticate": "Bearer"})
        if not factors.accepts(account, code, here.clock()):
            raise Problem(401, "second_factor_wrong", {"WWW-Authenticate": "Bearer"})


def require_password(here: AppContext, account_id: str, password: str, origin: Origin) -> Account:
    """Return the account of who is signed in and knows its password; a wrong one is a failed try."""
    with databases.reading(here.engine) as session:
        account = load_account(UnitOfWork(session, system("gateway"), here.clock()), account_id)
    throttle = LoginThrottle(here.engine, here.settings.secret_key, account.username, origin.address)
    throttle.begin(here.clock())
    if not passwords.matches(password, account.password_hash):
        raise Invalid("password_wrong", field="current_password")
    throttle.succeeded(here.clock())
    return account


def change_password(here: AppContext, account_id: str, current: str, new: str, origin: Origin) -> None:
    """Change one's own password and sign out everywhere; a wrong current one is a failed try."""
    account = require_password(here, account_id, current, origin)
    password_hash = passwords.hashed(passwords.require_acceptable(new, account))
    with databases.transaction(here.engine) as session:
        work = UnitOfWork(session, system("gateway"), here.clock())
        commands.set_password(work, load_account(work, account_id), password_hash)


def begin_second_factor(here: AppContext, account_id: str, password: str, origin: Origin) -> Enrolment:
    """Begin to enrol one's own second factor, for who knows the password."""
    account = require_password(here, account_id, password, origin)
    with databases.transaction(here.engine) as session:
        return SecondFactors(session, here.settings).begin(account)


def confirm_second_factor(here: AppContext, account_id: str, code: str) -> list[str]:
    """Put one's own second factor into force, and return its recovery codes."""
    with databases.transaction(here.engine) as session:
        account = load_account(UnitOfWork(session, system("gateway"), here.clock()), account_id)
        return SecondFactors(session, here.settings).confirm(account, code, here.clock())


def renew_recovery_codes(here: AppContext, account_id: str, password: str, code: str, origin: Origin) -> list[str]:
    """Replace one's own recovery codes, for who knows the password and has a code left."""
    account = require_password(here, account_id, password, origin)
    with databases.transaction(here.engine) as session:
        return _accepted(here, session, account, code).issue_recovery_codes(account)


def remove_second_factor(here: AppContext, account_id: str, password: str, code: str, origin: Origin) -> None:
    """Remove one's own second factor, for who knows the password and has a code left."""
    account = require_password(here, account_id, password, origin)
    with databases.transaction(here.engine) as session:
        _accepted(here, session, account, code)
        second_factor.remove(session, account)


def _accepted(here: AppContext, session: Session, account: Account, code: str) -> SecondFactors:
    factors = SecondFactors(session, here.settings)
    if not factors.accepts(account, code, here.clock()):
        raise Invalid("second_factor_wrong", field="code")
    return factors
