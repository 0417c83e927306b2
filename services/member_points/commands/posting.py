"""Posting to the ledger: entries with their evidence, events in batches.

A mistake is reversed by an entry that names it; nothing is edited, nothing is removed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.member_points.commands import loading
from services.member_points.commands.successions import settle_successions
from services.member_points.model import ledger, validation
from services.member_points.model.ledger import BATCH, PointEntry
from services.member_points.model.scheme_rules import Item, Plan
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import frozen_years, open_year
from shared.errors import Conflict
from shared.events.member_points import LedgerEvent, PointsAwarded, PointsReversed
from shared.lifecycles import audit_columns, step_day
from shared.records import load
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def reverse_entry(work: UnitOfWork, *, entry_id: str, reason: str, on: date | None = None) -> PointEntry:
    """Reverse an entry, with a reason, on behalf of the committee above the member's branch.

    In a year that is frozen for the member the reversal is booked in the next open one. Refuses as Conflict a reversal,
    what is reversed already, and what derives from a record: that is corrected in the record.
    """
    settle_successions(work)
    wrong = load(work.session, PointEntry, entry_id)
    membership = loading.member_of(work, wrong.district_id, wrong.member_id)
    loading.require_superior(work, membership.organization_id)
    if wrong.source == validation.REVERSAL:
        raise Conflict("entry_is_reversal")
    if wrong.source == validation.DERIVED:
        raise Conflict("entry_is_derived", evidence_type=wrong.evidence_type, evidence_id=wrong.evidence_id)
    ledger.lock_ledger(work.session, wrong.district_id, [wrong.year])
    if ledger.reversal_of(work.session, wrong) is not None:
        raise Conflict("entry_is_reversed")
    closed = frozen_years(work.session, wrong.district_id, [wrong.member_id])
    year = open_year(closed, wrong.member_id, wrong.year)
    entry = reversal(work, wrong, reason=validation.reason(reason), year=year, on=step_day(work, on))
    post(work, wrong.organization_id, [entry])
    return entry


def entry(
    work: UnitOfWork, rules: tuple[Scheme, Plan], item: Item, *, once: str, hundredths: int, year: int, **columns: Any
) -> PointEntry:
    """Build an entry under the rules of a scheme; `columns` are its other ones."""
    scheme, plan = rules
    return PointEntry(
        district_id=scheme.district_id,
        id=work.new_id(),
        once=once,
        item=item.code,
        group_kind=plan.kind_of(item),
        hundredths=hundredths,
        year=year,
        scheme_id=scheme.id,
        rule_version=scheme.rule_version,
        **columns,
        **audit_columns(work),
    )


def reversal(work: UnitOfWork, wrong: PointEntry, *, reason: str, year: int, on: date) -> PointEntry:
    """Build the entry that reverses another one, in an open year."""
    names = (
        "district_id", "member_id", "organization_id", "item", "group_kind", "evidence_type", "evidence_id", "evidence",
        "scheme_id", "rule_version",
    )  # fmt: skip
    return PointEntry(
        **{name: getattr(wrong, name) for name in names},
        id=work.new_id(),
        once=f"{validation.REVERSAL}:{wrong.id}",
        hundredths=-wrong.hundredths,
        year=year,
        reason=reason,
        occurred_on=on,
        source=validation.REVERSAL,
        reverses=wrong.id,
        **audit_columns(work),
    )


def post(work: UnitOfWork, organization_id: str, entries: Sequence[PointEntry]) -> None:
    """Append entries to the ledger and emit them: reversals apart, and a few hundred in one event."""
    work.session.add_all(entries)
    work.session.flush()
    reversals = [entry for entry in entries if entry.source == validation.REVERSAL]
    _emit(work, organization_id, PointsReversed, reversals)
    _emit(work, organization_id, PointsAwarded, [entry for entry in entries if entry.source != validation.REVERSAL])


def _emit(work: UnitOfWork, organization_id: str, event: type[LedgerEvent], entries: Sequence[PointEntry]) -> None:
    for begin in range(0, len(entries), BATCH):
        batch = entries[begin : begin + BATCH]
        states = tuple(entry.state() for entry in batch)
        work.emit(event(district_id=batch[0].district_id, organization_id=organization_id, entries=states))
