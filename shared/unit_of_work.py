"""Unit of work: the transaction of a command, query or reaction with its actor, clock and emitted events."""

import hmac
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog
from msgspec.structs import replace
from sqlalchemy import Engine, bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from shared import databases, tracing
from shared.database_errors import database_needed
from shared.errors import Conflict, Invalid, Refusal
from shared.field_encryption import FieldCipher
from shared.messaging import call_audits, outbox
from shared.messaging.applied_positions import wait_until_applied
from shared.messaging.call_audits import CallAudited
from shared.messaging.events import PUBLIC_URL, Envelope, Event
from shared.messaging.json_codec import dumps, loads
from shared.messaging.outbox import Position
from shared.messaging.tables import ANSWER, answered
from shared.page_totals import total_of
from shared.rights import Actor, system
from shared.struct_types import prepared
from shared.views import to_view
from shared.whole_numbers import require_whole

BEIJING = ZoneInfo("Asia/Shanghai")
"""Deadlines and effective dates are days of China Standard Time."""


def clock() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass
class UnitOfWork:
    """Unit of work of a command, a query or a reaction: session, actor, clock, ids and emitted events."""

    session: Session
    actor: Actor
    now: datetime
    new_id: Callable[[], str] = new_id
    events: list[Event] = field(default_factory=list)
    key: str = field(default="", repr=False)
    former_keys: tuple[str, ...] = field(default=(), repr=False)
    step_days: dict[str, date] = field(default_factory=dict)
    """On which day the last step was taken that was recorded here, by the id of its record."""
    positions: list[Position] = field(default_factory=list)
    """What a query's answer goes back to, where someone may want to read on from there elsewhere."""
    is_anonymous: bool = False
    """Whether no audit event names who called: a sender was promised not to be named."""
    traceparent: str = ""
    """The trace context of the request or the event that it belongs to."""

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(BEIJING).date()

    def forget_caller(self) -> None:
        """Leave the caller out of what is kept of this command: the log's lines, and the answer for a repetition."""
        self.is_anonymous = True
        structlog.contextvars.unbind_contextvars("account_id")

    def own_ids(self) -> set[str]:
        """Return the ids under which records of the caller's person are kept: accounts, and their pseudonyms."""
        accounts = {self.actor.account_id, *self.actor.accounts}
        keys = (self.key, *self.former_keys)
        return accounts | {pseudonym(key, account_id) for key in keys for account_id in accounts}

    def emit(self, *events: Event) -> None:
        """Emit events, once and only if this transaction commits (transactional outbox)."""
        self.events.extend(events)


def pseudonym(key: str, account_id: str) -> str:
    """Return under which id the anonymous records of an account are kept; without the key it leads to nobody."""
    return f"anonymous {hmac.new(key.encode(), f'anonymous {account_id}'.encode(), 'sha256').hexdigest()[:48]}"


class RequestContext(msgspec.Struct, frozen=True, kw_only=True):
    """Context of a request: the signed caller, its idempotency key, the position to wait for, the trace.

    `counted` asks a list how many items it has in all.
    """

    acting: str
    idempotency_key: str = ""
    after: tuple[str, ...] = ()
    counted: bool = False
    correlation_id: str = ""
    traceparent: str = ""


ATTEMPTS = 3
COMPOSED = "sanji_composed"
"""Marks the parameters of a command that no person gave."""
log = structlog.get_logger()


class CommandExecutor:
    """Executes requests: one transaction each, authenticated, idempotent by key, events through the outbox."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        key: str,
        *,
        former_keys: tuple[str, ...] = (),
        receives: frozenset[str] = frozenset(),
        clock: Callable[[], datetime] = clock,
        public_url: str = PUBLIC_URL,
        logs_requests: bool = True,
        audits: bool = True,
        cipher: FieldCipher | None = None,
    ) -> None:
        self.name = name
        self.audits = audits
        self.cipher = cipher
        self.public_url = public_url
        self.logs_requests = logs_requests
        self.engine = engine
        self.key = key
        self.former_keys = former_keys
        self.receives = receives
        self.clock = clock

    def react(self, session: Session, traceparent: str = "") -> UnitOfWork:
        """Build a reaction's unit of work inside a transaction that the caller commits."""
        return UnitOfWork(session, system(self.name), self.clock(), traceparent=traceparent)

    def append_events(self, work: UnitOfWork, cause: Envelope) -> None:
        """Record in the outbox what a reaction emitted, with the event that caused it."""
        context = {"correlationid": cause.correlationid, "causationid": cause.id, "traceparent": cause.traceparent}
        context["public_url"] = self.public_url
        work.session.flush()
        outbox.append(work.session, work.events, now=work.now, new_id=work.new_id, context=context)

    def command(self, command: Callable[..., Any], call: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        """Run a command in one transaction; return `answer` and `positions`, or a `refusal`.

        Repeated under the same idempotency key it answers what it answered. Raises Unavailable while the database is
        away.
        """
        context = msgspec.convert(call, prepared(RequestContext))
        try:
            with self._logged(command, context) as context, database_needed():
                return self._command(command, context, params)
        except Refusal as refusal:
            return {"refusal": refusal.as_dict()}

    @contextmanager
    def _logged(self, method: Callable[..., Any], context: RequestContext) -> Iterator[RequestContext]:
        """Log a request and trace it; what is done for it stands below its span."""
        # The correlation is not taken back at the end: a host logs what a command raises after it is over.
        structlog.contextvars.bind_contextvars(correlation_id=context.correlation_id)
        begun, outcome = time.perf_counter(), "failed"
        try:
            with tracing.span(f"{self.name}.{method.__name__}", context.traceparent, tracing.SERVER) as traceparent:
                yield replace(context, traceparent=traceparent)
            outcome = "answered"
        except Refusal:
            outcome = "refused"
            raise
        finally:
            if self.logs_requests:
                seconds = round(time.perf_counter() - begun, 4)
                log.info("request handled", service=self.name, method=method.__name__, outcome=outcome, seconds=seconds)
            structlog.contextvars.unbind_contextvars("account_id")

    def _verified(self, context: RequestContext, method: str) -> Actor:
        actor = Actor.verify(context.acting, (self.key, *self.former_keys), self.name, method)
        structlog.contextvars.bind_contextvars(account_id=actor.account_id)
        return actor

    def _fingerprints(self, command: Callable[..., Any], params: dict[str, Any]) -> list[str]:
        return [_fingerprint(command, params, key) for key in (self.key, *self.former_keys)]

    def _command(self, command: Callable[..., Any], context: RequestContext, params: dict[str, Any]) -> dict[str, Any]:
        actor = self._verified(context, command.__name__)
        require_whole(params)
        self._wait_until_applied(context.after)
        fingerprints = self._fingerprints(command, params) if context.idempotency_key else [""]
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._execute(command, context, actor, params, fingerprints[0])
            except (Refusal, DBAPIError) as error:
                # The key is looked up only now: hardly any command is a repeated one, and one that is meets what it did
                # the first time, either in a rule or in the key's own row.
                if (before := self._answered(context, actor, fingerprints)) is not None:
                    return before
                if isinstance(error, Refusal) or attempt == ATTEMPTS or not _is_retryable(error, context):
                    raise

    def _execute(
        self,
        command: Callable[..., Any],
        context: RequestContext,
        actor: Actor,
        params: dict[str, Any],
        fingerprint: str,
    ) -> dict[str, Any]:
        with databases.transaction(self.engine) as session:
            work = UnitOfWork(session, actor, self.clock(), key=self.key, former_keys=self.former_keys)
            work.traceparent = context.traceparent
            result = command(work, **params)
            session.flush()
            result = to_view(result, work)
            audited = self._audited(command, work, params, result)
            answer = {"answer": result, "positions": self._append(work, [*work.events, *audited], context)}
            answer |= _told(audited)
            if context.idempotency_key:
                account_id = pseudonym(self.key, actor.account_id) if work.is_anonymous else actor.account_id
                kept: dict[str, Any] = {"account_id": account_id, "idempotency_key": context.idempotency_key}
                kept |= {"fingerprint": fingerprint, "answered_at": work.now}
                session.execute(_REMEMBER, kept | {"answer": self._stored(dumps(answer), kept)})
        return answer

    def _audited(
        self, method: Callable[..., Any], work: UnitOfWork, params: dict[str, Any], answer: Any
    ) -> list[CallAudited]:
        if not self.audits or work.is_anonymous:
            return []
        return [call_audits.audited(self.name, method, work.actor, params, answer, call_id=new_id())]

    def _append(self, work: UnitOfWork, events: Sequence[Event], context: RequestContext) -> list[str]:
        if not events:
            return []
        with tracing.span(f"{self.name} outbox", context.traceparent) as traceparent:
            cause = {"correlationid": context.correlation_id, "traceparent": traceparent}
            cause["public_url"] = self.public_url
            positions = outbox.append(work.session, events, now=work.now, new_id=work.new_id, context=cause)
        return [str(each) for each in positions if not call_audits.is_audit_stream(each.partition_key)]

    def _answered(self, context: RequestContext, actor: Actor, fingerprints: Sequence[str]) -> dict[str, Any] | None:
        if not context.idempotency_key:
            return None
        with databases.reading(self.engine) as session:
            pseudonyms = [pseudonym(key, actor.account_id) for key in (self.key, *self.former_keys)]
            accounts = [actor.account_id, *pseudonyms]
            row = session.execute(_REMEMBERED, {"accounts": accounts, "key": context.idempotency_key}).one_or_none()
        if row is None:
            return None
        if row.fingerprint not in fingerprints:
            raise Invalid("idempotency_key_reused")
        if self.cipher is None:
            return dict(loads(row.answer))
        return dict(loads(self.cipher.decrypt_text(row.answer, place=ANSWER.format_map(row._asdict()))))

    def _stored(self, answer: str, kept: dict[str, Any]) -> str:
        """Return an answer as it is kept: encrypted where the service's tables are, for it says what they hold."""
        return answer if self.cipher is None else self.cipher.encrypt_text(answer, place=ANSWER.format_map(kept))

    def query(self, query: Callable[..., Any], call: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        """Run a query in one snapshot; return its answer, or a `refusal`.

        Raises Unavailable while the database is away.
        """
        context = msgspec.convert(call, prepared(RequestContext))
        try:
            with self._logged(query, context) as context, database_needed():
                return self._query(query, context, params)
        except Refusal as refusal:
            return {"refusal": refusal.as_dict()}

    def _query(self, query: Callable[..., Any], context: RequestContext, params: dict[str, Any]) -> dict[str, Any]:
        actor = self._verified(context, query.__name__)
        require_whole(params)
        self._wait_until_applied(context.after)
        with databases.reading(self.engine) as session, total_of(asked=context.counted) as total:
            work = UnitOfWork(session, actor, self.clock(), key=self.key, former_keys=self.former_keys)
            answer = to_view(query(work, **params), work)
            if total is not None and isinstance(answer, dict) and "items" in answer:
                answer["total"] = total.counted(session)
        response = {"answer": answer, "positions": [str(position) for position in work.positions]}
        if hasattr(query, call_audits.PERSONAL):
            response |= self._audit_reading(query, work, params, context, answer)
        return response

    def _audit_reading(
        self, query: Callable[..., Any], read: UnitOfWork, params: dict[str, Any], context: RequestContext, answer: Any
    ) -> dict[str, str]:
        # What was read is only answered once it is on record that it was.
        audited = self._audited(query, read, params, answer)
        if audited:
            with databases.transaction(self.engine) as session:
                self._append(UnitOfWork(session, read.actor, read.now), audited, context)
        return _told(audited)

    def _wait_until_applied(self, after: tuple[str, ...], *, seconds: float = 5.0) -> None:
        heard = [position for position in map(Position.parse, after) if position.source in self.receives]
        if not wait_until_applied(self.engine, heard, seconds=seconds, own=self.name):
            raise Conflict("not_caught_up")


def _told(audited: Sequence[CallAudited]) -> dict[str, str]:
    """Return what tells the gateway which calls its own row stands for."""
    return {"call": audited[0].call_id} if audited else {}


_REMEMBER = insert(answered)
_REMEMBERED = select(answered).where(
    answered.c.account_id.in_(bindparam("accounts", expanding=True)), answered.c.idempotency_key == bindparam("key")
)


def _fingerprint(command: Callable[..., Any], params: dict[str, Any], key: str) -> str:
    # Under a key that is not in the database: an identity number beside a known name and birthday has a thousand
    # possibilities, and a bare hash of what was params would tell which one it is.
    # The version that was expected is no part of it: whoever repeats a request may have read the record anew meanwhile;
    # nor is what the gateway composed for it, which may have come to other figures meanwhile.
    others = {"expected_version", *getattr(command, COMPOSED, ())}
    repeated = {name: value for name, value in params.items() if name not in others}
    return hmac.new(key.encode(), f"{command.__name__} {dumps(repeated)}".encode(), "sha256").hexdigest()


def _is_retryable(error: DBAPIError, context: RequestContext) -> bool:
    """Return whether a conflict with another transaction is worth a retry, which will see the other's rows.

    Where the connection broke, nobody knows whether the commit arrived; only a key tells, at the next attempt.
    """
    if error.connection_invalidated:
        return bool(context.idempotency_key)
    return isinstance(error, IntegrityError) or _sqlstate(error) in {"40001", "40P01"}


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
