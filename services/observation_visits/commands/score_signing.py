"""Signing of a score by both sides, objections within a window, their answers, and the final score."""

from decimal import Decimal
from typing import Any

from services.observation_visits.commands.loading import HOST, PLAN, place_of, sheet_of, sheet_of_planner
from services.observation_visits.commands.recording import emit_sheet
from services.observation_visits.model import lifecycle, scoring, validation
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import HOST as HOST_SIDE
from services.observation_visits.model.sheets import SIDES
from services.observation_visits.model.views import sheet_view
from shared.enumerations import SHEET_DECISIONS
from shared.errors import Invalid
from shared.events.observation_visits import TierProposed
from shared.events.observation_visits_scores import ObjectionAnswered, SheetObjected, SheetSettled, SheetSigned
from shared.lifecycles import record_step, require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork

UPHELD, REJECTED = DECISIONS = SHEET_DECISIONS


@command
def sign_sheet(work: UnitOfWork, *, sheet_id: str, side: str, expected_version: int | None = None) -> dict[str, Any]:
    """Sign a completed score for the `host` or for the `assessing` side."""
    one, sheet = sheet_of(work, sheet_id)
    if side not in SIDES:
        raise Invalid("side_unknown", field="side", side=side, known=SIDES)
    whose = sheet.organization_id if side == HOST_SIDE else one.organization_id
    work.actor.require(HOST if side == HOST_SIDE else PLAN, place_of(work, whose).path)
    require_version(sheet.version, expected_version)
    before = sheet.move("sign", work.today)
    sheet.sign(side, work.today)
    record_step(work, sheet, "sign", before, on=work.today, organization_id=whose)
    emit_sheet(work, sheet, SheetSigned, side=side)
    return sheet_view(sheet)


@command
def object_to_score(
    work: UnitOfWork, *, sheet_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Enter the host's objection, with its reason; Conflict after the window has closed."""
    _, sheet = sheet_of(work, sheet_id)
    work.actor.require(HOST, place_of(work, sheet.organization_id).path)
    require_version(sheet.version, expected_version)
    lifecycle.SHEET.after("object", sheet.status)
    sheet.must_be_objectionable(work.today)
    sheet.objection, sheet.answer = validation.reason(reason), None
    before = sheet.move("object", work.today)
    record_step(work, sheet, "object", before, on=work.today, opinion=sheet.objection)
    emit_sheet(work, sheet, SheetObjected)
    return sheet_view(sheet)


@command
def answer_objection(
    work: UnitOfWork, *, sheet_id: str, decision: str, answer: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Return an objection: `upheld` opens the sheet again, `rejected` asks for signatures again."""
    one, sheet = sheet_of_planner(work, sheet_id, expected_version)
    if decision not in DECISIONS:
        raise Invalid("objection_decision_unknown", field="decision", decision=decision, known=DECISIONS)
    said = validation.text(answer, "answer")
    before = sheet.move("uphold" if decision == UPHELD else "reject", work.today)
    sheet.answer = said
    sheet.host_signed_on = sheet.assessing_signed_on = None
    if decision == UPHELD:
        sheet.mean = sheet.score = sheet.completed_on = sheet.sign_by = sheet.object_by = None
    record_step(work, sheet, sheet.status, before, on=work.today, organization_id=one.organization_id, opinion=said)
    emit_sheet(work, sheet, ObjectionAnswered, decision=decision)
    return sheet_view(sheet)


@command
def settle_sheet(
    work: UnitOfWork, *, sheet_id: str, reason: str | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Make a score final once the window has passed, and propose a tier by the published thresholds.

    Without both signatures it takes a reason. Nothing is decided about a tier here: a person of the organization above
    does that.
    """
    one, sheet = sheet_of_planner(work, sheet_id, expected_version)
    lifecycle.SHEET.after("settle", sheet.status)
    said = validation.note(reason, "reason")
    sheet.must_be_settleable(work.today, has_reason=said is not None)
    before = sheet.move("settle", work.today)
    sheet.settled_on = work.today
    record_step(work, sheet, "settle", before, on=work.today, organization_id=one.organization_id, opinion=said)
    emit_sheet(work, sheet, SheetSettled)
    rule = score_rules(work.today)["tiers"]
    score = Decimal(str(sheet.score))
    work.emit(
        TierProposed(
            district_id=sheet.district_id,
            organization_id=sheet.organization_id,
            period=sheet.period,
            tier=scoring.tier_of(score, rule),
            score=str(score),
            basis=rule.said(score=score)["zh"],
            proposed_on=work.today,
        )
    )
    return sheet_view(sheet)
