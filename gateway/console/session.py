"""The console's sessions: a cookie names a row in which the person's tokens are kept encrypted.

It is the only module of the console that opens a database, and this is its only table. What the cookie says is not
stored, only its hash; the row ends with the session that the tokens are of, at an absolute time.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, Text, delete, select, update

from shared import databases
from shared.databases import UtcDateTime
from shared.field_encryption import FieldCipher
from shared.settings import Settings
from shared.struct_types import prepared

INTERRUPTED = timedelta(days=14)
"""How long a form is kept that was sent after the session had ended."""
AWAITED = timedelta(minutes=10)
"""How long somebody may be at a provider before coming back."""
KNOWN = timedelta(days=1)
"""How long after its end a session is still known by name, so that a form sent then is kept for whose it is."""
log = structlog.get_logger()

metadata = MetaData()
console_sessions = Table(
    "console_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)


class Capacity(msgspec.Struct, frozen=True, omit_defaults=True):
    """In which capacity a person acts: a grant, with the name and level of the organization it is on."""

    grant_id: str
    role: str
    organization_id: str
    organization: str
    level: str
    district_id: str = ""
    below: bool = True


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of who is signed in; `interrupted` is a form that was sent when the session had ended.

    `attempt` is what has to come back from an OpenID Connect provider to whom the person was sent.
    """

    account_id: str = ""
    username: str = ""
    name: str = ""
    access_token: str = ""
    access_until: float = 0.0
    refresh_token: str = ""
    must_change_password: bool = False
    must_set_up_second_factor: bool = False
    ends_at: float = 0.0
    capacities: tuple[Capacity, ...] = ()
    interrupted: dict[str, Any] = {}
    attempt: dict[str, str] = {}


@dataclass(frozen=True)
class ConsoleSession:
    """A row as it was read: `cookie` is what the browser holds."""

    cookie: str
    kept: Kept = field(default_factory=Kept)
    version: int = 0

    @property
    def is_signed_in(self) -> bool:
        """Whether the person can be asked for in the API."""
        return bool(self.kept.access_token)


class ConsoleSessions:
    """Store of the console's sessions."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.cipher = FieldCipher(settings.field_key)
        self.lifetime = timedelta(seconds=settings.session_seconds)
        self.clock = clock

    def find(self, cookie: str) -> ConsoleSession | None:
        """Return the session that a cookie names, or None: unknown, ended, or encrypted by a key that is gone."""
        found = select(console_sessions).filter_by(id_hash=_hash(cookie))
        with databases.reading(self.engine) as session:
            row = session.execute(found).first()
        if row is None or row.expires_at <= self.clock():
            return None
        try:
            text = self.cipher.decrypt_text(row.sealed, place=_place(row.id_hash))
        except InvalidTag:
            log.warning("console session cannot be read, its key is gone")
            return None
        kept = msgspec.json.decode(text, type=prepared(Kept))
        if kept.ends_at <= self.clock().timestamp():
            kept = Kept(account_id=kept.account_id, interrupted=kept.interrupted, attempt=kept.attempt)
        return ConsoleSession(cookie, kept, row.version)

    def open(self, kept: Kept) -> ConsoleSession:
        """Start a session under a new cookie, and delete those whose time is over."""
        ends_at = self.clock() + self.lifetime
        return self._store(msgspec.structs.replace(kept, ends_at=ends_at.timestamp()), ends_at + KNOWN)

    def keep(self, session: ConsoleSession, kept: Kept) -> ConsoleSession:
        """Replace what a session holds; where another request did so meanwhile, return what that one stored."""
        changed = update(console_sessions).where(
            console_sessions.c.id_hash == _hash(session.cookie), console_sessions.c.version == session.version
        )
        sealed = self._sealed(_hash(session.cookie), kept)
        with databases.transaction(self.engine) as stored:
            done = stored.execute(changed.values(sealed=sealed, version=session.version + 1))
        if done.rowcount == 1:  # type: ignore[attr-defined]
            return replace(session, kept=kept, version=session.version + 1)
        return self.find(session.cookie) or ConsoleSession(session.cookie)

    def interrupt(self, session: ConsoleSession, form: dict[str, Any]) -> ConsoleSession:
        """Keep a form, and of the session only whose it was, until that person signs in again."""
        waiting = Kept(account_id=session.kept.account_id, interrupted=form)
        self.end(session)
        return self._store(waiting, self.clock() + INTERRUPTED)

    def await_provider(self, session: ConsoleSession, attempt: dict[str, str]) -> ConsoleSession:
        """Keep what has to come back from a provider: in the session, or for ten minutes where nobody is signed in."""
        kept = msgspec.structs.replace(session.kept, attempt=attempt)
        if session.is_signed_in:
            return self.keep(session, kept)
        self.end(session)
        return self._store(kept, self.clock() + AWAITED)

    def forget_interrupted(self, session: ConsoleSession) -> None:
        """Forget the form that was kept, once it has been sent."""
        self.keep(session, msgspec.structs.replace(session.kept, interrupted={}))

    def end(self, session: ConsoleSession) -> None:
        """Delete a session's row."""
        with databases.transaction(self.engine) as stored:
            stored.execute(delete(console_sessions).filter_by(id_hash=_hash(session.cookie)))

    def _store(self, kept: Kept, until: datetime) -> ConsoleSession:
        opened = ConsoleSession(secrets.token_urlsafe(32), kept, 1)
        id_hash = _hash(opened.cookie)
        row = {"id_hash": id_hash, "sealed": self._sealed(id_hash, kept), "version": 1, "expires_at": until}
        with databases.transaction(self.engine) as session:
            session.execute(delete(console_sessions).where(console_sessions.c.expires_at <= self.clock()))
            session.execute(console_sessions.insert().values(**row))
        return opened

    def _sealed(self, id_hash: str, kept: Kept) -> str:
        return self.cipher.encrypt_text(msgspec.json.encode(kept).decode(), place=_place(id_hash))


def _place(id_hash: str) -> str:
    return f"console_sessions {id_hash} sealed"


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
