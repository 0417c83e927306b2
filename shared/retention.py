"""Retention of personal data: purged in batches once a rule's period is over, and told to the audit trail.

`@purge` marks a function `(work)` of a service's commands that purges one batch; the hosts run every one hourly, until
nothing is due. Every service purges the answers that it keeps for repeated requests besides.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import structlog
from sqlalchemy import CursorResult, delete, select, tuple_

from shared import databases
from shared.messaging import call_audits, metrics, outbox
from shared.messaging.tables import answered
from shared.rule_packs import RulePack, load_rule_pack
from shared.unit_of_work import CommandExecutor, UnitOfWork

RULES = Path(__file__).parent / "retention.yaml"
MARK = "sanji_purge"
INTERVAL = 3600.0
"""Seconds between two looks at what is due."""
BATCH = 1000
"""Kept answers that one transaction deletes."""

log = structlog.get_logger()


class Purged(msgspec.Struct, frozen=True):
    """How many records one batch purged, by which rule in which version."""

    rule: str
    rules_version: str
    records: int


Purge = Callable[[UnitOfWork], Purged]
Marked = TypeVar("Marked", bound=Purge)


def purge(function: Marked) -> Marked:
    """Mark a function `(work)` that purges a batch of records whose period is over."""
    setattr(function, MARK, True)
    return function


def purge_kept_answers(work: UnitOfWork) -> Purged:
    """Delete a batch of the answers that are older than a repeated request may be."""
    rules = load_rule_pack(RULES, work.today)
    key = (answered.c.account_id, answered.c.idempotency_key)
    due = answered.c.answered_at < work.now - timedelta(days=rules["kept_answers"]["days"])
    batch = select(*key).where(due).order_by(answered.c.answered_at).limit(BATCH)
    deleted: CursorResult[Any] = work.session.execute(delete(answered).where(tuple_(*key).in_(batch)))  # type: ignore[assignment]
    if deleted.rowcount:
        tell(work, purge_kept_answers, rules, "kept_answers", {"records": str(deleted.rowcount)})
    return Purged("kept_answers", rules.version, deleted.rowcount)


def tell(work: UnitOfWork, by: Purge, rules: RulePack, rule: str, detail: Mapping[str, str], **params: str) -> None:
    """Emit the audit event of what was purged and by which version of which rule; `params` are the ids concerned."""
    said = {"rule": rule, "rules_version": rules.version, **detail}
    service = work.actor.name
    work.emit(call_audits.audited(service, by, work.actor, params, None, call_id=work.new_id(), detail=said))


def purge_batch(executor: CommandExecutor, function: Purge) -> int:
    """Purge one batch in a transaction of its own, with its audit events; return how many records it purged."""
    with databases.transaction(executor.engine) as session:
        work = executor.react(session)
        purged = function(work)
        session.flush()
        context = {"correlationid": work.new_id(), "public_url": executor.public_url}
        outbox.append(session, work.events, now=work.now, new_id=work.new_id, context=context)
    report(executor.name, purged)
    return purged.records


def purge_all(executor: CommandExecutor, functions: list[Purge]) -> int:
    """Purge a batch by each of some functions; return how many records that were, 0 once nothing is due."""
    return sum(map(partial(purge_batch, executor), functions))


def report(service: str, purged: Purged) -> None:
    """Count what was purged, and log it where it is anything."""
    metrics.PURGED.labels(service, purged.rule).inc(purged.records)
    if purged.records:
        log.info("personal data purged", service=service, **msgspec.structs.asdict(purged))
