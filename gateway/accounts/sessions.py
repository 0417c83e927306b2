"""Sessions by refresh token rotation: a token is good for one use; reuse of a stolen one revokes the family.

RFC 9700, section 4.14: when a token that was already exchanged comes back, either the thief or the owner holds it, and
neither may go on.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from gateway.accounts.model import Account, RefreshToken
from gateway.problems import Problem
from shared import databases

REPEATED = timedelta(minutes=1)
"""How long the same request may be repeated whose answer was lost."""


@dataclass(frozen=True)
class OpenSession:
    """What a sign-in or a refresh issues: the account, the family of its tokens, and the next refresh token."""

    account: Account
    family_id: str
    refresh_token: str


class Sessions:
    """Store of refresh tokens, each usable once."""

    def __init__(self, engine: Engine, lifetime: timedelta, new_id: Callable[[], str]) -> None:
        self.engine = engine
        self.lifetime = lifetime
        self.new_id = new_id

    def open(self, account: Account, now: datetime) -> OpenSession:
        """Start a family of tokens, and delete the account's expired ones."""
        with databases.transaction(self.engine) as session:
            session.execute(delete(RefreshToken).where(*_of(account), RefreshToken.expires_at <= now))
            return self._issue(session, account, self.new_id(), now)

    def renew(self, token: str, key: str, now: datetime) -> OpenSession:
        """Exchange a refresh token for the next, or refuse with 401; a used one ends its family."""
        with databases.transaction(self.engine) as session:
            row = _found(session, token)
            opened = None if row is None else self._exchange(session, row, key, now)
        if opened is None:
            raise Problem(401, "refresh_token_invalid", {"WWW-Authenticate": "Bearer"})
        return opened

    def end(self, token: str, now: datetime) -> None:
        """Revoke the family of a refresh token; an unknown one changes nothing."""
        with databases.transaction(self.engine) as session:
            row = _found(session, token)
            if row is not None:
                _end(session, row, now)

    def _exchange(self, session: Session, row: RefreshToken, key: str, now: datetime) -> OpenSession | None:
        account = session.get_one(Account, (row.district_id, row.account_id))
        if account.disabled or row.ended_at or row.expires_at <= now:
            return None
        if row.rotated_at is not None and not _is_repeated(row, key, now):
            _end(session, row, now)
            return None
        row.rotated_at, row.rotated_under = now, _hash(key)
        return self._issue(session, account, row.family_id, now)

    def _issue(self, session: Session, account: Account, family_id: str, now: datetime) -> OpenSession:
        token = f"{account.district_id}.{account.id}.{secrets.token_urlsafe(32)}"
        row = RefreshToken(token_hash=_hash(token), family_id=family_id, expires_at=now + self.lifetime)
        row.district_id, row.account_id = account.district_id, account.id
        session.add(row)
        return OpenSession(account, family_id, token)


def end_all(session: Session, account: Account, now: datetime) -> None:
    """Revoke every family of an account's tokens."""
    session.execute(update(RefreshToken).where(*_of(account), RefreshToken.ended_at.is_(None)).values(ended_at=now))


def _found(session: Session, token: str) -> RefreshToken | None:
    district_id, _, rest = token.partition(".")
    account_id = rest.partition(".")[0]
    key = {"district_id": district_id, "account_id": account_id, "token_hash": _hash(token)}
    return session.scalar(select(RefreshToken).filter_by(**key).with_for_update())


def _is_repeated(row: RefreshToken, key: str, now: datetime) -> bool:
    return row.rotated_under == _hash(key) and row.rotated_at is not None and now - row.rotated_at < REPEATED


def _end(session: Session, row: RefreshToken, now: datetime) -> None:
    family = RefreshToken.family_id == row.family_id
    own = (RefreshToken.district_id == row.district_id, RefreshToken.account_id == row.account_id)
    session.execute(update(RefreshToken).where(*own, family).values(ended_at=now))


def _of(account: Account) -> tuple[ColumnElement[bool], ...]:
    return RefreshToken.district_id == account.district_id, RefreshToken.account_id == account.id


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
