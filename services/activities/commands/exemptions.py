"""The level above excuses an organization from an obligation, with a reason, and may take that back."""

from typing import Any

from services.activities.commands import loading
from services.activities.commands.recording import emit_obligation
from services.activities.commands.successions import settle_successions
from services.activities.commands.years import open_obligation_year
from services.activities.model import Obligation, repository, validation
from services.activities.model.obligations import LIFTED, MET, life_rules
from shared import org_paths
from shared.errors import Conflict
from shared.events.activities import ObligationExcused, ObligationReopened
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork


@command
def excuse_obligation(
    work: UnitOfWork, *, obligation_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Excuse an organization from an obligation that is not met, on behalf of the  above."""
    obligation = _decided_above(work, obligation_id, expected_version)
    if obligation.status in {MET, LIFTED}:
        raise Conflict("obligation_not_open", status=obligation.status)
    obligation.excuse = validation.reason(reason)
    obligation.excused_by, obligation.excused_on = work.actor.name, work.today
    obligation.settle(None)
    emit_obligation(work, obligation, ObligationExcused)
    return repository.obligation_view(obligation, work.today)


@command
def withdraw_excuse(work: UnitOfWork, *, obligation_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Withdraw an exemption; the obligation is open again, late or missed by its days."""
    obligation = _decided_above(work, obligation_id, expected_version)
    if obligation.excuse is None:
        raise Conflict("obligation_not_excused")
    obligation.excuse = obligation.excused_by = obligation.excused_on = None
    if obligation.status not in {MET, LIFTED}:
        obligation.settle(None)
        emit_obligation(work, obligation, ObligationReopened)
    return repository.obligation_view(obligation, work.today)


@command
def set_obligations_of_year(work: UnitOfWork, *, organization_id: str, year: int) -> dict[str, Any]:
    """Set a district's obligations of this year or the next; idempotent.

    They are set one part of the district after another, right after this was answered.
    """
    district_id = loading.district_for(work, organization_id)
    open_obligation_year(work, district_id, year)
    return {"organization_id": district_id, "year": year, "rule_version": life_rules(work.today).version}


def _decided_above(work: UnitOfWork, obligation_id: str, expected_version: int | None) -> Obligation:
    settle_successions(work)
    obligation = repository.obligation_of(work.session, obligation_id, lock=True)
    path = org_paths.load_org_path(work.session, obligation.organization_id, work.today).path
    work.actor.require(loading.CONFIRM, path[1:] or path)
    require_version(obligation.version, expected_version)
    return obligation
