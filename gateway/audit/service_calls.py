"""Audit events of services in the trail: one row for each call that no request of the API already stands for.

A request's row names the calls that it made, by ids that only the answers of services tell. So an event whose id stands
in a row of the same correlation id adds nothing, and a correlation id used again hides nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import msgspec
from sqlalchemy import Engine, Table, delete, select
from sqlalchemy.orm import Session

from gateway.accounts.model import Account
from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.audit.model import AuditEntry, PendingCall
from shared import databases, trees
from shared.errors import NotFound
from shared.messaging.call_audits import CallAudited, is_audit
from shared.messaging.events import Envelope
from shared.rights import EVERYTHING
from shared.struct_types import prepared
from shared.unit_of_work import BEIJING

DIRECT = "RPC"
"""The method of a row for a call that came by no request."""
PATIENCE = timedelta(seconds=60)
"""How long an event waits for its request's row, which is written when the request ends."""
BATCH = 1000


def receive(session: Session, items: Iterable[Envelope], now: datetime) -> None:
    """Keep the calls among some events that no row stands for yet, in the transaction that takes the events in."""
    rows = [_row(item) for item in items if is_audit(item)]
    known = _covered(session, rows)
    waiting = [
        {"district_id": EVERYTHING, "id": row["id"], "received_at": now, "row": row}
        for row in rows
        if row["id"] not in known
    ]
    if waiting:
        table = cast("Table", PendingCall.__table__)
        session.execute(databases.insert(session, table).on_conflict_do_nothing(), waiting)


def settle(engine: Engine, signer: Signer, clock: Callable[[], datetime]) -> int:
    """Write into the trail the calls that waited long enough for a request's row; return how many were looked at."""
    due = select(PendingCall.id).where(PendingCall.received_at <= clock() - PATIENCE).limit(BATCH)
    with databases.reading(engine) as session:
        ids = session.scalars(due).all()
    if not ids:
        return 0
    with databases.transaction(engine) as session:
        # Of two that settle the same, the second finds nothing left to take.
        taken = session.scalars(delete(PendingCall).where(PendingCall.id.in_(ids)).returning(PendingCall.row)).all()
        known = _covered(session, taken)
        rows = [_placed(session, row) for row in taken if row["id"] not in known]
        if rows:
            chain.append(session, signer, rows)
    return len(ids)


def _row(item: Envelope) -> dict[str, Any]:
    event = msgspec.json.decode(item.data, type=prepared(CallAudited))
    name = f"{item.source_name}.{event.method}"
    return {
        "at": item.time.isoformat(),
        "id": event.call_id,
        "account_id": event.account_id,
        "account_name": event.account_name,
        "person_id": event.person_id,
        "method": DIRECT,
        "route": name,
        "path": name,
        "organization_id": None if event.organization_id == EVERYTHING else event.organization_id,
        "personal": event.personal,
        "status": 200,
        "correlation_id": "".join(filter(str.isprintable, item.correlationid))[:64],
        "address": "",
        "detail": event.detail or None,
        "calls": None,
    }


def _covered(session: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Return the ids of calls that rows of the trail name, and of those that are rows themselves."""
    if not rows:
        return set()
    same = select(AuditEntry.calls).where(
        AuditEntry.correlation_id.in_({row["correlation_id"] for row in rows}), AuditEntry.calls.is_not(None)
    )
    return {call_id for calls in session.scalars(same) for call_id in calls or ()}


def _placed(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(row["at"])
    return row | {"at": at, "district_id": _district(session, row, at)}


def _district(session: Session, row: dict[str, Any], at: datetime) -> str:
    try:
        if row["organization_id"] is not None:
            return trees.path(session, row["organization_id"], at.astimezone(BEIJING).date())[-1]
    except NotFound:
        pass
    return session.scalar(select(Account.district_id).where(Account.id == row["account_id"]).limit(1)) or EVERYTHING
