"""The level above excuses an organization from an obligation, with a reason, and may take that back."""

from typing import TypedDict

from services.activities.commands import loading
from services.activities.commands.successions import settle_successions
from services.activities.commands.years import open_obligation_year
from services.activities.model import Obligation, validation
from services.activities.model.obligations import LIFTED, MET, life_rules
from shared.errors import Conflict
from shared.events.activities import ObligationExcused, ObligationReopened
from shared.records import authorize, emit, load_for_update
from shared.service import command
from shared.unit_of_work import UnitOfWork


class ObligationYear(TypedDict):
    """A year that is open for a district, and the version of the rules that its obligations are set by."""

    organization_id: str
    year: int
    rule_version: str


@command
def excuse_obligation(
    work: UnitOfWork, *, obligation_id: str, reason: str, expected_version: int | None = None
) -> Obligation:
    """Excuse an organization from an obligation that is not met, on behalf of the level above."""
    obligation = _load_from_above(work, obligation_id, expected_version)
    if obligation.status in {MET, LIFTED}:
        raise Conflict("obligation_not_open", status=obligation.status)
    obligation.excuse = validation.reason(reason)
    obligation.excused_by, obligation.excused_on = work.actor.name, work.today
    obligation.settle(None)
    emit(work, obligation, ObligationExcused)
    return obligation


@command
def withdraw_excuse(work: UnitOfWork, *, obligation_id: str, expected_version: int | None = None) -> Obligation:
    """Withdraw an exemption; the obligation is open again, late or missed by its days."""
    obligation = _load_from_above(work, obligation_id, expected_version)
    if obligation.excuse is None:
        raise Conflict("obligation_not_excused")
    obligation.excuse = obligation.excused_by = obligation.excused_on = None
    if obligation.status not in {MET, LIFTED}:
        obligation.settle(None)
        emit(work, obligation, ObligationReopened)
    return obligation


@command
def set_obligations_of_year(work: UnitOfWork, *, organization_id: str, year: int) -> ObligationYear:
    """Set a district's obligations of this year or the next; idempotent.

    They are set one part of the district after another, right after this was answered.
    """
    district_id = loading.load_district(work, organization_id)
    open_obligation_year(work, district_id, year)
    return {"organization_id": district_id, "year": year, "rule_version": life_rules(work.today).version}


def _load_from_above(work: UnitOfWork, obligation_id: str, expected_version: int | None) -> Obligation:
    obligation, place = load_for_update(work, Obligation, obligation_id, settle_successions)
    above = place.path[1:] or place.path
    authorize(work, (obligation, place), loading.CONFIRM, expected_version, path=above)
    return obligation
