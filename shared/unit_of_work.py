"""Unit of work: the transaction of a command, query or reaction with its actor, clock and emitted events."""

import hmac
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog
from sqlalchemy import Engine, bindparam, insert, select, tuple_
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from shared import databases
from shared.database_errors import is_unavailable
from shared.errors import Conflict, Invalid, Refusal, Unavailable
from shared.messaging import outbox
from shared.messaging.events import PUBLIC_URL, Envelope, Event
from shared.messaging.json_codec import dumps, loads
from shared.messaging.outbox import Position
from shared.messaging.tables import answered, inbox, inbox_cursor
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
    positions: list[Position] = field(default_factory=list)
    """What a query's answer goes back to, where someone may want to read on from there elsewhere."""

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(BEIJING).date()

    def emit(self, *events: Event) -> None:
        """Emit events, once and only if this transaction commits (transactional outbox)."""
        self.events.extend(events)


class RequestContext(msgspec.Struct, frozen=True, kw_only=True):
    """Context of a request: the signed caller, its idempotency key, the position to wait for and the trace."""

    acting: str
    idempotency_key: str = ""
    after: tuple[str, ...] = ()
    correlation_id: str = ""
    traceparent: str = ""


ATTEMPTS = 3
log = structlog.get_logger()


class CommandExecutor:
    """Executes requests: one transaction each, authenticated, idempotent by key, events through the outbox."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        key: str,
        *,
        receives: frozenset[str] = frozenset(),
        clock: Callable[[], datetime] = clock,
        public_url: str = PUBLIC_URL,
        logs_requests: bool = True,
    ) -> None:
        self.name = name
        self.public_url = public_url
        self.logs_requests = logs_requests
        self.engine = engine
        self.key = key
        self.receives = receives
        self.clock = clock

    def react(self, session: Session) -> UnitOfWork:
        """Build a reaction's unit of work inside a transaction that the caller commits."""
        return UnitOfWork(session, system(self.name), self.clock())

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
            with self._logged(command, context), _database_needed():
                return self._command(command, context, params)
        except Refusal as refusal:
            return {"refusal": refusal.as_dict()}

    @contextmanager
    def _logged(self, method: Callable[..., Any], context: RequestContext) -> Iterator[None]:
        # The correlation is not taken back at the end: a host logs what a command raises after it is over.
        structlog.contextvars.bind_contextvars(correlation_id=context.correlation_id)
        begun, outcome = time.perf_counter(), "failed"
        try:
            yield
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
        actor = Actor.verify(context.acting, self.key, self.name, method)
        structlog.contextvars.bind_contextvars(account_id=actor.account_id)
        return actor

    def _command(self, command: Callable[..., Any], context: RequestContext, params: dict[str, Any]) -> dict[str, Any]:
        actor = self._verified(context, command.__name__)
        require_whole(params)
        self._wait_until_applied(context.after)
        fingerprint = _fingerprint(command, params, self.key) if context.idempotency_key else ""
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._execute(command, context, actor, params, fingerprint)
            except (Refusal, DBAPIError) as error:
                # The key is looked up only now: hardly any command is a repeated one, and one that is meets what it did
                # the first time, either in a rule or in the key's own row.
                if (before := self._answered(context, actor, fingerprint)) is not None:
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
        cause = {"correlationid": context.correlation_id, "traceparent": context.traceparent}
        cause["public_url"] = self.public_url
        with databases.transaction(self.engine) as session:
            work = UnitOfWork(session, actor, self.clock())
            result = command(work, **params)
            session.flush()
            result = to_view(result, work)
            positions = outbox.append(session, work.events, now=work.now, new_id=work.new_id, context=cause)
            answer = {"answer": result, "positions": [str(position) for position in positions]}
            if context.idempotency_key:
                kept: dict[str, Any] = {"account_id": actor.account_id, "idempotency_key": context.idempotency_key}
                kept |= {"fingerprint": fingerprint, "answer": dumps(answer), "answered_at": work.now}
                session.execute(_REMEMBER, kept)
        return answer

    def _answered(self, context: RequestContext, actor: Actor, fingerprint: str) -> dict[str, Any] | None:
        if not context.idempotency_key:
            return None
        with databases.reading(self.engine) as session:
            row = session.execute(
                _REMEMBERED, {"account": actor.account_id, "key": context.idempotency_key}
            ).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise Invalid("idempotency_key_reused")
        return dict(loads(row.answer))

    def query(self, query: Callable[..., Any], call: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        """Run a query in one snapshot; return its answer, or a `refusal`.

        Raises Unavailable while the database is away.
        """
        context = msgspec.convert(call, prepared(RequestContext))
        try:
            with self._logged(query, context), _database_needed():
                return self._query(query, context, params)
        except Refusal as refusal:
            return {"refusal": refusal.as_dict()}

    def _query(self, query: Callable[..., Any], context: RequestContext, params: dict[str, Any]) -> dict[str, Any]:
        actor = self._verified(context, query.__name__)
        require_whole(params)
        self._wait_until_applied(context.after)
        with databases.reading(self.engine) as session:
            work = UnitOfWork(session, actor, self.clock())
            answer = to_view(query(work, **params), work)
            return {"answer": answer, "positions": [str(position) for position in work.positions]}

    def _wait_until_applied(self, after: tuple[str, ...], *, seconds: float = 5.0) -> None:
        heard = [position for position in map(Position.parse, after) if position.source in self.receives]
        if not wait_until_applied(self.engine, heard, seconds=seconds, own=self.name):
            raise Conflict("not_caught_up")


_REMEMBER = insert(answered)
_REMEMBERED = select(answered.c.fingerprint, answered.c.answer).where(
    answered.c.account_id == bindparam("account"), answered.c.idempotency_key == bindparam("key")
)


def _fingerprint(command: Callable[..., Any], params: dict[str, Any], key: str) -> str:
    # Under a key that is not in the database: an identity number beside a known name and birthday has a thousand
    # possibilities, and a bare hash of what was params would tell which one it is.
    # The version that was expected is no part of it: whoever repeats a request may have read the record anew meanwhile.
    repeated = {name: value for name, value in params.items() if name != "expected_version"}
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


@contextmanager
def _database_needed() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        if is_unavailable(error):
            raise Unavailable("the database is away, full or out of connections") from error
        raise


def wait_until_applied(engine: Engine, wanted: list[Position], *, seconds: float, own: str = "") -> bool:
    """Wait, at most so many seconds, until this process has applied the given positions.

    A parked event of the service named as `own` counts as applied: the job that it drives has ended and says why.
    """
    until = time.monotonic() + seconds
    while wanted := _missing(engine, wanted, own):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _missing(engine: Engine, wanted: list[Position], own: str) -> list[Position]:
    if not wanted:
        return []
    keys = [(position.source, position.partition_key) for position in wanted]
    with databases.reading(engine) as session:
        found = session.execute(
            select(inbox_cursor.c.source, inbox_cursor.c.partition_key, inbox_cursor.c.applied).where(
                tuple_(inbox_cursor.c.source, inbox_cursor.c.partition_key).in_(keys)
            )
        )
        applied = {(row.source, row.partition_key): row.applied for row in found}
        mine = [position.partition_key for position in wanted if position.source == own]
        applied |= _parked(session, own, mine) if mine else {}
    return [item for item in wanted if applied.get((item.source, item.partition_key), 0) < item.number]


def _parked(session: Session, source: str, keys: list[str]) -> dict[tuple[str, str], int]:
    of_these = inbox.c.source == source, inbox.c.partition_key.in_(keys), inbox.c.parked_at.is_not(None)
    rows = session.execute(select(inbox.c.partition_key, inbox.c.sequence).where(*of_these))
    return {(source, row.partition_key): row.sequence for row in rows}
