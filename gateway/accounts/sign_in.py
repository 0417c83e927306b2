"""Signing in with a username and a password, and changing the password."""

from datetime import timedelta

from sqlalchemy import select

from gateway.accounts import commands, passwords
from gateway.accounts.login_throttle import LoginThrottle, normalized
from gateway.accounts.model import Account
from gateway.accounts.queries import load_account
from gateway.accounts.sessions import OpenSession, Sessions
from gateway.app_context import AppContext
from gateway.problems import Problem
from shared import databases
from shared.errors import Invalid
from shared.rights import system
from shared.unit_of_work import UnitOfWork, new_id


def sessions(here: AppContext) -> Sessions:
    return Sessions(here.engine, timedelta(seconds=here.settings.refresh_seconds), new_id)


def sign_in(here: AppContext, username: str, password: str) -> OpenSession:
    """Open a session; every reason to refuse gets the same 401, five failures a 429."""
    name, now = normalized(username), here.clock()
    attempts = LoginThrottle(here.engine, here.settings.secret_key)
    attempts.begin(name, now)
    with databases.reading(here.engine) as session:
        account = session.scalar(select(Account).where(Account.username == name))
    right = passwords.matches(password, account.password_hash if account else None)
    if account is None or not right or account.disabled:
        raise Problem(401, "sign_in_refused", {"WWW-Authenticate": "Bearer"})
    attempts.succeeded(name)
    return sessions(here).open(account, now)


def change_password(here: AppContext, account_id: str, current: str, new: str) -> None:
    """Change one's own password and sign out everywhere; a wrong current one is a failed try."""
    with databases.reading(here.engine) as session:
        account = load_account(UnitOfWork(session, system("gateway"), here.clock()), account_id)
    attempts = LoginThrottle(here.engine, here.settings.secret_key)
    attempts.begin(account.username, here.clock())
    if not passwords.matches(current, account.password_hash):
        raise Invalid("password_wrong", field="current_password")
    attempts.succeeded(account.username)
    passwords.acceptable(new, account.username)
    password_hash = passwords.hashed(new)
    with databases.transaction(here.engine) as session:
        work = UnitOfWork(session, system("gateway"), here.clock())
        commands.set_password(work, load_account(work, account_id), password_hash)
