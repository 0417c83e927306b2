"""Signing of a score by both sides, objections within a window, their answers, and the final score."""

from decimal import Decimal

from services.observation_visits.commands.loading import HOST, PLAN, load_place, load_sheet, load_sheet_as_planner
from services.observation_visits.model import ScoreSheet, scoring, validation
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import HOST as HOST_SIDE
from services.observation_visits.model.sheets import SIDES
from shared.enumerations import SHEET_DECISIONS
from shared.errors import Invalid
from shared.events.observation_visits import TierProposed
from shared.events.observation_visits_scores import ObjectionAnswered, SheetObjected, SheetSettled, SheetSigned
from shared.lifecycles import record_step
from shared.objections import must_be_within
from shared.records import authorize, authors_of, emit, take_step
from shared.reviews import require_other_person, require_other_signer
from shared.service import command
from shared.unit_of_work import UnitOfWork

UPHELD, REJECTED = DECISIONS = SHEET_DECISIONS


@command
def sign_sheet(work: UnitOfWork, *, sheet_id: str, side: str, expected_version: int | None = None) -> ScoreSheet:
    """Sign a completed score for the `host` or for the `assessing` side; Forbidden for who signed for the other."""
    round_, sheet, host = load_sheet(work, sheet_id)
    if side not in SIDES:
        raise Invalid("side_unknown", field="side", side=side, known=SIDES)
    right, signer = (HOST, host) if side == HOST_SIDE else (PLAN, load_place(work, round_.organization_id))
    authorize(work, (sheet, signer), right, expected_version)
    require_other_signer(work, sheet, signer.path[0])
    before = sheet.status
    sheet.lifecycle.after("sign", before)
    sheet.sign(side, work.today)
    record_step(work, sheet, "sign", before, organization_id=signer.path[0])
    emit(work, sheet, SheetSigned, side=side)
    return sheet


@command
def object_to_score(work: UnitOfWork, *, sheet_id: str, reason: str, expected_version: int | None = None) -> ScoreSheet:
    """Enter the host's objection, with its reason; Conflict after the window has closed."""
    _, sheet, host = load_sheet(work, sheet_id)
    authorize(work, (sheet, host), HOST, expected_version)
    sheet.lifecycle.after("object", sheet.status)
    must_be_within(sheet.object_by, work.today)
    sheet.objection, sheet.answer = validation.reason(reason), None
    take_step(work, sheet, "object", opinion=sheet.objection)
    emit(work, sheet, SheetObjected)
    return sheet


@command
def answer_objection(
    work: UnitOfWork, *, sheet_id: str, decision: str, answer: str, expected_version: int | None = None
) -> ScoreSheet:
    """Answer an objection: `upheld` opens the sheet again, `rejected` asks for signatures again."""
    round_, sheet = load_sheet_as_planner(work, sheet_id, expected_version)
    require_other_person(work, authors_of(work.session, sheet, ("object",)), "own_objection")
    if decision not in DECISIONS:
        raise Invalid("objection_decision_unknown", field="decision", decision=decision, known=DECISIONS)
    sheet.answer = validation.text(answer, "answer")
    before = sheet.status
    sheet.status = sheet.lifecycle.after("uphold" if decision == UPHELD else "reject", before)
    sheet.host_signed_on = sheet.assessing_signed_on = None
    if decision == UPHELD:
        sheet.mean = sheet.score = sheet.completed_on = sheet.sign_by = sheet.object_by = None
    record_step(work, sheet, sheet.status, before, organization_id=round_.organization_id, opinion=sheet.answer)
    emit(work, sheet, ObjectionAnswered, decision=decision)
    return sheet


@command
def settle_sheet(
    work: UnitOfWork, *, sheet_id: str, reason: str | None = None, expected_version: int | None = None
) -> ScoreSheet:
    """Make a score final once the window has passed, and propose a tier by the published thresholds.

    Without both signatures it takes a reason. Nothing is decided about a tier here: a person of the organization above
    does that.
    """
    round_, sheet = load_sheet_as_planner(work, sheet_id, expected_version)
    sheet.lifecycle.after("settle", sheet.status)
    opinion = validation.note(reason, "reason")
    sheet.must_be_settleable(work.today, has_reason=opinion is not None)
    sheet.settled_on = take_step(work, sheet, "settle", organization_id=round_.organization_id, opinion=opinion)
    emit(work, sheet, SheetSettled)
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
    return sheet
