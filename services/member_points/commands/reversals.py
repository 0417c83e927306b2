"""A mistake in the ledger is reversed by an entry that names it; nothing is edited, nothing is removed."""

from datetime import date
from typing import Any

from services.member_points.commands import loading, posting
from services.member_points.commands.successions import settle_successions
from services.member_points.model import ledger, validation
from services.member_points.model.ledger import entry_of
from services.member_points.model.years import frozen_years, open_year
from shared import org_paths
from shared.errors import Conflict
from shared.lifecycles import step_day
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def reverse_entry(work: UnitOfWork, *, entry_id: str, reason: str, on: date | None = None) -> dict[str, Any]:
    """Reverse an entry, with a reason, on behalf of the  above the member's branch.

    In a year that is frozen for the member the reversal is booked in the next open one. Refuses as Conflict a reversal,
    what is reversed already, and what derives from a record: that is corrected in the record.
    """
    settle_successions(work)
    wrong = entry_of(work.session, entry_id)
    place = loading.member_of(work, wrong.district_id, wrong.member_id)
    loading.for_above(work, org_paths.load_org_path(work.session, place.organization_id, work.today))
    if wrong.source == validation.REVERSAL:
        raise Conflict("entry_is_reversal")
    if wrong.source == validation.DERIVED:
        raise Conflict("entry_is_derived", evidence_type=wrong.evidence_type, evidence_id=wrong.evidence_id)
    ledger.hold_books(work.session, wrong.district_id, [wrong.year])
    if ledger.reversal_of(work.session, wrong) is not None:
        raise Conflict("entry_is_reversed")
    closed = frozen_years(work.session, wrong.district_id, [wrong.member_id])
    year = open_year(closed, wrong.member_id, wrong.year)
    entry = posting.reversal(work, wrong, reason=validation.reason(reason), year=year, on=step_day(work, on))
    posting.book(work, wrong.organization_id, [entry])
    return entry.shown()
