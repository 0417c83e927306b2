"""Posting to the ledger: entries with their evidence, reversals by another entry, events in batches."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.member_points.model import validation
from services.member_points.model.ledger import BATCH, PointEntry
from services.member_points.model.scheme_rules import Item, Plan
from services.member_points.model.schemes import Scheme
from shared.events.member_points import LedgerEvent, PointsAwarded, PointsReversed
from shared.lifecycles import audit_columns
from shared.unit_of_work import UnitOfWork


def entry(
    work: UnitOfWork, rules: tuple[Scheme, Plan], item: Item, *, once: str, hundredths: int, year: int, **said: Any
) -> PointEntry:
    """Build an entry under the rules of a scheme; `said` are its other columns."""
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
        **said,
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


def book(work: UnitOfWork, organization_id: str, entries: Sequence[PointEntry]) -> None:
    """Append entries to the ledger and emit them: reversals apart, and a few hundred in one event."""
    work.session.add_all(entries)
    work.session.flush()
    reversals = [entry for entry in entries if entry.source == validation.REVERSAL]
    _tell(work, organization_id, PointsReversed, reversals)
    _tell(work, organization_id, PointsAwarded, [entry for entry in entries if entry.source != validation.REVERSAL])


def _tell(work: UnitOfWork, organization_id: str, fact: type[LedgerEvent], entries: Sequence[PointEntry]) -> None:
    for begin in range(0, len(entries), BATCH):
        batch = entries[begin : begin + BATCH]
        states = tuple(entry.state() for entry in batch)
        work.emit(fact(district_id=batch[0].district_id, organization_id=organization_id, entries=states))
