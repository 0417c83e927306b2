"""Sessions by refresh token rotation: a token is good for one use; reuse of a stolen one revokes the session.

RFC 9700, section 4.14: when a token that was already exchanged comes back, either the thief or the owner holds it, and
neither may go on. The same exchange repeated under its key is no theft: it gives the same token again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from gateway.accounts.model import Account, RefreshToken, SignInSession
from gateway.problems import Problem
from shared import databases
from shared.settings import Settings

REPEATED = timedelta(minutes=1)
"""How long the same request may be repeated whose answer was lost."""


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: its address, and what its program calls itself."""

    address: str
    device: str


@dataclass(frozen=True)
class OpenSession:
    """What a sign-in or a refresh issues: the account, the session, and the next refresh token."""

    account: Account
    session_id: str
    refresh_token: str


class Sessions:
    """Store of sessions and of their refresh tokens, each usable once."""

    def __init__(self, engine: Engine, settings: Settings, new_id: Callable[[], str]) -> None:
        self.engine = engine
        self.lifetime = timedelta(seconds=settings.refresh_seconds)
        self.longest = timedelta(seconds=settings.session_seconds)
        self.keys = [key.encode() for key in settings.secret_keys]
        self.new_id = new_id

    def open(self, account: Account, origin: Origin, now: datetime) -> OpenSession:
        """Start a session, and delete the account's expired ones."""
        opened = SignInSession(district_id=account.district_id, account_id=account.id, id=self.new_id())
        opened.address, opened.device = origin.address, origin.device
        opened.opened_at, opened.renewed_at, opened.expires_at = now, now, now + self.longest
        token = f"{account.district_id}.{account.id}.{secrets.token_urlsafe(32)}"
        with databases.transaction(self.engine) as session:
            for kind in (RefreshToken, SignInSession):
                session.execute(delete(kind).where(*_of(kind, account), kind.expires_at <= now))
            session.add(opened)
            session.add(self._issued(opened, token, now))
            return OpenSession(account, opened.id, token)

    def renew(self, token: str, key: str, now: datetime) -> OpenSession:
        """Exchange a refresh token for the next, or refuse with 401; a used one ends its session."""
        with databases.transaction(self.engine) as session:
            row = _found(session, token)
            renewed = None if row is None else self._exchange(session, row, token, key, now)
        if renewed is None:
            raise Problem(401, "refresh_token_invalid", {"WWW-Authenticate": "Bearer"})
        return renewed

    def end(self, token: str, now: datetime) -> None:
        """Revoke the session of a refresh token; an unknown one changes nothing."""
        with databases.transaction(self.engine) as session:
            row = _found(session, token)
            if row is not None:
                _session_of(session, row).ended_at = now

    def _exchange(self, session: Session, row: RefreshToken, token: str, key: str, now: datetime) -> OpenSession | None:
        account = session.get_one(Account, (row.district_id, row.account_id))
        opened = _session_of(session, row)
        if account.disabled or opened.ended_at or min(opened.expires_at, row.expires_at) <= now:
            return None
        following, *others = self._following(row, token, key)
        if row.rotated_at is None:
            row.rotated_at, row.rotated_under, opened.renewed_at = now, _hash(key), now
            session.add(self._issued(opened, following, now))
        elif row.rotated_under != _hash(key) or now - row.rotated_at >= REPEATED:
            opened.ended_at = now
            return None
        else:
            following = next((each for each in (following, *others) if _found(session, each)), following)
        return OpenSession(account, opened.id, following)

    def _following(self, row: RefreshToken, token: str, key: str) -> list[str]:
        # Derived, so that a repeated exchange gives the same token although only its hash is kept: under the first key,
        # or the one that was the first then.
        digests = [hmac.digest(each, f"refresh {token} {key}".encode(), hashlib.sha256) for each in self.keys]
        encoded = [base64.urlsafe_b64encode(digest).decode().rstrip("=") for digest in digests]
        return [f"{row.district_id}.{row.account_id}.{each}" for each in encoded]

    def _issued(self, opened: SignInSession, token: str, now: datetime) -> RefreshToken:
        row = RefreshToken(token_hash=_hash(token), family_id=opened.id, expires_at=now + self.lifetime)
        row.district_id, row.account_id = opened.district_id, opened.account_id
        return row


def open_sessions(session: Session, account: Account, now: datetime) -> Sequence[SignInSession]:
    """Return the sessions of an account that have not ended, the newest first."""
    still_open = select(SignInSession).where(*_of(SignInSession, account), *_open(now))
    return session.scalars(still_open.order_by(SignInSession.opened_at.desc(), SignInSession.id)).all()


def end_all(session: Session, account: Account, now: datetime) -> None:
    """Revoke every session of an account."""
    session.execute(update(SignInSession).where(*_of(SignInSession, account), *_open(now)).values(ended_at=now))


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignInSession.ended_at.is_(None), SignInSession.expires_at > now


def _found(session: Session, token: str) -> RefreshToken | None:
    district_id, _, rest = token.partition(".")
    account_id = rest.partition(".")[0]
    key = {"district_id": district_id, "account_id": account_id, "token_hash": _hash(token)}
    return session.scalar(select(RefreshToken).filter_by(**key).with_for_update())


def _session_of(session: Session, row: RefreshToken) -> SignInSession:
    return session.get_one(SignInSession, (row.district_id, row.account_id, row.family_id))


def _of(kind: type[SignInSession | RefreshToken], account: Account) -> tuple[ColumnElement[bool], ...]:
    return kind.district_id == account.district_id, kind.account_id == account.id


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
