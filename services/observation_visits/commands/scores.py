"""Scoring of a held visit: assessments, published additions and deductions, and the score."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.observation_visits.commands.loading import (
    PLAN,
    SCORE,
    place_of,
    sheet_of,
    sheet_of_planner,
    visit_of_planner,
)
from services.observation_visits.commands.recording import emit_sheet
from services.observation_visits.model import lifecycle, repository, scoring, validation
from services.observation_visits.model.duplicates import SAME_ADJUSTMENT
from services.observation_visits.model.occupation_calendar import street_of
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import (
    ADJUSTMENTS,
    Adjustment,
    Assessment,
    ScoreSheet,
    ScoreTemplate,
    must_not_be_own,
)
from services.observation_visits.model.views import adjustment_view, assessment_view, sheet_view
from shared import trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits_scores import SheetAdjusted, SheetCompleted, SheetOpened, SheetScored
from shared.lifecycles import audit_columns, record_step, require_version
from shared.rights import EVERYTHING
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

MOST_ITEMS = 30


@command
def open_sheet(work: UnitOfWork, *, visit_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Open the score sheet of a held visit, with the areas in force; Conflict where it has one."""
    one, visit = visit_of_planner(work, visit_id, expected_version)
    lifecycle.VISIT.after("score", visit.status)
    query = select(ScoreSheet.id).where(ScoreSheet.district_id == visit.district_id, ScoreSheet.visit_id == visit.id)
    if work.session.scalar(query) is not None:
        raise Conflict("sheet_opened_already", title=visit.title)
    rules = score_rules(work.today)
    areas, version = repository.template_in_force(work.session, visit.district_id, work.today)
    names = ("district_id", "organization_id", "kind", "title", "period", "year")
    sheet = ScoreSheet(
        id=work.new_id(),
        version=0,
        visit_id=visit.id,
        round_id=one.id,
        areas=areas,
        template_version=version,
        rule_version=rules.version,
        status=lifecycle.OPEN,
        assessors=0,
        steps=0,
        last_step_on=work.today,
        **{name: getattr(visit, name) for name in names},
    )
    work.session.add(sheet)
    record_step(work, sheet, "open", None, on=work.today, organization_id=one.organization_id)
    emit_sheet(work, sheet, SheetOpened)
    return sheet_view(sheet)


@command
def hand_in_points(
    work: UnitOfWork,
    *,
    sheet_id: str,
    organization_id: str,
    points: dict[str, dict[str, str]],
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Store one assessor's points, on behalf of an organization; a second submission replaces the first.

    Nobody scores their own organization, nor anyone in a street that they act for; every item gets its points, up to
    its most.
    """
    _, sheet = sheet_of(work, sheet_id)
    _check_assessor(work, sheet, organization_id)
    require_version(sheet.version, expected_version)
    lifecycle.SHEET.after("score", sheet.status)
    given = {
        area: {item: validation.points(value, "points") for item, value in items.items()}
        for area, items in points.items()
    }
    scoring.check_points(sheet.areas, given)
    total = scoring.total_of(sheet.areas, given)
    key = (sheet.district_id, sheet.id, work.actor.account_id)
    one = work.session.get(Assessment, key)
    if one is None:
        one = Assessment(district_id=sheet.district_id, sheet_id=sheet.id, **audit_columns(work))
        work.session.add(one)
        sheet.assessors += 1
    one.organization_id, one.account_name, one.recorded_at = organization_id, work.actor.name, work.now
    one.points = {area: {item: str(value) for item, value in items.items()} for area, items in given.items()}
    one.numerator, one.denominator = str(total.numerator), str(total.denominator)
    one.note = validation.note(note, "note")
    emit_sheet(work, sheet, SheetScored)
    return assessment_view(one)


@command
def adjust_score(
    work: UnitOfWork,
    *,
    sheet_id: str,
    kind: str,
    points: str,
    reason: str,
    evidence: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Enter a published addition or deduction, with its reason and what shows it.

    Refuses more than the rule pack lets all of one kind make up.
    """
    one, sheet = sheet_of_planner(work, sheet_id, expected_version)
    lifecycle.SHEET.after("adjust", sheet.status)
    if kind not in ADJUSTMENTS:
        raise Invalid("adjustment_unknown", field="kind", kind=kind, known=ADJUSTMENTS)
    value = validation.points(points, "points")
    most = Decimal(str(score_rules(work.today)["adjustments"][f"{kind}s"]))
    before = [each for each in repository.adjustments_of(work.session, sheet) if each.kind == kind]
    total = sum((Decimal(each.points) for each in before), value)
    if value == 0 or total > most:
        raise Invalid("adjustment_out_of_range", field="points", most=most, total=total)
    adjustment = Adjustment(
        district_id=sheet.district_id,
        id=work.new_id(),
        sheet_id=sheet.id,
        kind=kind,
        points=str(value),
        reason=validation.reason(reason),
        evidence=validation.note(evidence, "evidence"),
        **audit_columns(work),
    )
    work.session.add(adjustment)
    record_step(work, sheet, "adjust", sheet.status, on=work.today, organization_id=one.organization_id)
    emit_sheet(work, sheet, SheetAdjusted)
    return adjustment_view(adjustment) | {"warnings": duplicates_of(work, SAME_ADJUSTMENT, adjustment)}


@command
def take_adjustment_out(
    work: UnitOfWork, *, sheet_id: str, adjustment_id: str, reason: str, expected_version: int | None = None
) -> dict[str, Any]:
    """Remove an addition or deduction from an open sheet, with a reason that is recorded."""
    one, sheet = sheet_of_planner(work, sheet_id, expected_version)
    lifecycle.SHEET.after("adjust", sheet.status)
    said = validation.reason(reason)
    found = [each for each in repository.adjustments_of(work.session, sheet) if each.id == adjustment_id]
    if not found:
        raise NotFound("adjustment_not_there", adjustment_id=printable(adjustment_id, limit=64))
    work.session.delete(found[0])
    owner = one.organization_id
    record_step(work, sheet, "adjust", sheet.status, on=work.today, organization_id=owner, opinion=said)
    emit_sheet(work, sheet, SheetAdjusted)
    return sheet_view(sheet)


@command
def complete_sheet(work: UnitOfWork, *, sheet_id: str, expected_version: int | None = None) -> dict[str, Any]:
    """Work the score out: highest and lowest dropped, mean of the rest, additions and deductions.

    Conflict with fewer assessors than the rule pack's least.
    """
    one, sheet = sheet_of_planner(work, sheet_id, expected_version)
    lifecycle.SHEET.after("complete", sheet.status)
    handed_in, adjusted = repository.assessments_of(work.session, sheet), repository.adjustments_of(work.session, sheet)
    sheet.complete(handed_in, adjusted, score_rules(work.today), work.today)
    before = sheet.move("complete", work.today)
    record_step(work, sheet, "complete", before, on=work.today, organization_id=one.organization_id)
    emit_sheet(work, sheet, SheetCompleted)
    return sheet_view(sheet)


@command
def set_template(
    work: UnitOfWork, *, organization_id: str, valid_from: date, areas: list[dict[str, Any]], basis: str
) -> dict[str, Any]:
    """Replace the rule pack's items and weights by a district's own, from a day on.

    The five areas stay; sheets that were opened keep what they had. Refuses weights that do not make up 100.
    """
    place = place_of(work, organization_id)
    work.actor.require(PLAN, place.path)
    if place.level != trees.DISTRICT:
        raise Invalid("template_is_the_districts", field="organization_id", organization=place.name)
    if valid_from < work.today:
        raise Invalid("day_before_last_step", field="valid_from", on=valid_from, last=work.today)
    usual = score_rules(work.today)["areas"]["areas"]
    kept = [_area(area) for area in areas]
    scoring.check_template(kept, [area["id"] for area in usual])
    before = work.session.scalars(
        select(ScoreTemplate).where(ScoreTemplate.district_id == place.district_id).with_for_update()
    ).all()
    template = ScoreTemplate(
        district_id=place.district_id,
        number=len(before) + 1,
        valid_from=valid_from,
        areas=kept,
        basis=validation.basis(basis),
        **audit_columns(work),
    )
    work.session.add(template)
    return {"version": f"{place.district_id}-{template.number}", "valid_from": valid_from, "areas": kept}


def _area(given: Mapping[str, Any]) -> dict[str, Any]:
    validation.figure(len(given["items"]), "areas", 1, MOST_ITEMS)
    items = [
        {
            "id": item["id"],
            "zh": validation.name(item["zh"]),
            "en": validation.name(item["en"]),
            "most": validation.figure(item["most"], "areas", 1, scoring.FULL),
        }
        for item in given["items"]
    ]
    return {
        "id": given["id"],
        "zh": validation.name(given["zh"]),
        "en": validation.name(given["en"]),
        "weight": validation.figure(given["weight"], "areas", 1, scoring.FULL),
        "items": items,
    }


def _check_assessor(work: UnitOfWork, sheet: ScoreSheet, organization_id: str) -> None:
    place = place_of(work, organization_id)
    work.actor.require(SCORE, place.path)
    host = place_of(work, sheet.organization_id)
    must_not_be_own(
        (sheet.organization_id, street_of(host)),
        (organization_id, street_of(place)),
        _streets_acted_for(work),
    )


def _streets_acted_for(work: UnitOfWork) -> set[str]:
    """Return the streets in which the caller acts for someone; a grant on the whole district is none of them."""
    streets: set[str] = set()
    for grant in work.actor.grants:
        if grant.organization_id != EVERYTHING:
            try:
                street = street_of(place_of(work, grant.organization_id))
            except NotFound:
                continue
            streets |= {street} if street is not None else set()
    return streets
