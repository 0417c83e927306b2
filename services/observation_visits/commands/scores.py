"""Scoring of a held visit: assessments, published additions and deductions, and the score."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.observation_visits.commands.loading import (
    PLAN,
    SCORE,
    load_place,
    load_sheet,
    load_sheet_as_planner,
    load_visit_as_planner,
)
from services.observation_visits.model import (
    Adjustment,
    Assessment,
    ScoreSheet,
    ScoreTemplate,
    lifecycle,
    repository,
    scoring,
    validation,
)
from services.observation_visits.model.duplicates import SAME_ADJUSTMENT
from services.observation_visits.model.occupation_calendar import street_of
from services.observation_visits.model.settings import score_rules
from services.observation_visits.model.sheets import ADJUSTMENTS, must_not_be_own
from shared import trees
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits_scores import SheetAdjusted, SheetCompleted, SheetOpened, SheetScored
from shared.lifecycles import audit_columns, record_step, require_version
from shared.org_paths import OrgPath
from shared.records import emit, take_step
from shared.rights import EVERYTHING
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

MOST_ITEMS = 30


class NewTemplate(repository.TemplateInForce):
    """A district's own areas and items, and the day from which they are in force."""

    valid_from: date


@command
def open_sheet(work: UnitOfWork, *, visit_id: str, expected_version: int | None = None) -> ScoreSheet:
    """Open the score sheet of a held visit, with the areas in force; Conflict where it has one."""
    round_, visit = load_visit_as_planner(work, visit_id, expected_version)
    visit.lifecycle.after("score", visit.status)
    query = select(ScoreSheet.id).where(ScoreSheet.district_id == visit.district_id, ScoreSheet.visit_id == visit.id)
    if work.session.scalar(query) is not None:
        raise Conflict("sheet_opened_already", title=visit.title)
    rules = score_rules(work.today)
    template = repository.template_in_force(work.session, visit.district_id, work.today)
    names = ("district_id", "organization_id", "kind", "title", "period", "year")
    sheet = ScoreSheet(
        id=work.new_id(),
        version=0,
        visit_id=visit.id,
        round_id=round_.id,
        areas=template["areas"],
        template_version=template["version"],
        rule_version=rules.version,
        status=lifecycle.OPEN,
        assessors=0,
        steps=0,
        last_step_on=work.today,
        **{name: getattr(visit, name) for name in names},
    )
    work.session.add(sheet)
    record_step(work, sheet, "open", None, organization_id=round_.organization_id)
    emit(work, sheet, SheetOpened)
    return sheet


@command
def hand_in_points(
    work: UnitOfWork,
    *,
    sheet_id: str,
    organization_id: str,
    points: dict[str, dict[str, str]],
    note: str | None = None,
    expected_version: int | None = None,
) -> Assessment:
    """Store one assessor's points, on behalf of an organization; a second submission replaces the first.

    Nobody scores their own organization, nor anyone in a street that they act for, by whichever of their accounts;
    every item gets its points, up to its most.
    """
    _, sheet, host = load_sheet(work, sheet_id)
    _check_assessor(work, host, organization_id)
    require_version(sheet.version, expected_version)
    sheet.lifecycle.after("score", sheet.status)
    given = {
        area: {item: validation.points(value, "points") for item, value in items.items()}
        for area, items in points.items()
    }
    scoring.check_points(sheet.areas, given)
    total = scoring.total_of(sheet.areas, given)
    assessment = repository.assessment_by(work.session, sheet, work.actor)
    if assessment is None:
        assessment = Assessment(district_id=sheet.district_id, sheet_id=sheet.id, **audit_columns(work))
        work.session.add(assessment)
        sheet.assessors += 1
    assessment.organization_id = organization_id
    assessment.account_name, assessment.recorded_at = work.actor.name, work.now
    assessment.points = {area: {item: str(value) for item, value in items.items()} for area, items in given.items()}
    assessment.numerator, assessment.denominator = str(total.numerator), str(total.denominator)
    assessment.note = validation.note(note, "note")
    emit(work, sheet, SheetScored)
    return assessment


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
) -> Answer[Adjustment]:
    """Enter a published addition or deduction, with its reason and what shows it.

    Refuses more than the rule pack lets all of one kind make up.
    """
    round_, sheet = load_sheet_as_planner(work, sheet_id, expected_version)
    sheet.lifecycle.after("adjust", sheet.status)
    if kind not in ADJUSTMENTS:
        raise Invalid("adjustment_unknown", field="kind", kind=kind, known=ADJUSTMENTS)
    value = validation.points(points, "points")
    most = Decimal(str(score_rules(work.today)["adjustments"][f"{kind}s"]))
    adjustments = repository.adjustments_of(work.session, sheet)
    total = sum((Decimal(adjustment.points) for adjustment in adjustments if adjustment.kind == kind), value)
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
    record_step(work, sheet, "adjust", sheet.status, organization_id=round_.organization_id)
    emit(work, sheet, SheetAdjusted)
    return Answer(adjustment, {"warnings": duplicates_of(work, SAME_ADJUSTMENT, adjustment)})


@command
def take_adjustment_out(
    work: UnitOfWork, *, sheet_id: str, adjustment_id: str, reason: str, expected_version: int | None = None
) -> ScoreSheet:
    """Remove an addition or deduction from an open sheet, with a reason that is recorded."""
    round_, sheet = load_sheet_as_planner(work, sheet_id, expected_version)
    sheet.lifecycle.after("adjust", sheet.status)
    opinion = validation.reason(reason)
    adjustments = {adjustment.id: adjustment for adjustment in repository.adjustments_of(work.session, sheet)}
    if adjustment_id not in adjustments:
        raise NotFound("adjustment_not_there", adjustment_id=printable(adjustment_id, limit=64))
    work.session.delete(adjustments[adjustment_id])
    record_step(work, sheet, "adjust", sheet.status, organization_id=round_.organization_id, opinion=opinion)
    emit(work, sheet, SheetAdjusted)
    return sheet


@command
def complete_sheet(work: UnitOfWork, *, sheet_id: str, expected_version: int | None = None) -> ScoreSheet:
    """Work the score out: highest and lowest dropped, mean of the rest, additions and deductions.

    Conflict with fewer assessors than the rule pack's least.
    """
    round_, sheet = load_sheet_as_planner(work, sheet_id, expected_version)
    sheet.lifecycle.after("complete", sheet.status)
    assessments = repository.assessments_of(work.session, sheet)
    adjustments = repository.adjustments_of(work.session, sheet)
    sheet.complete(assessments, adjustments, score_rules(work.today), work.today)
    take_step(work, sheet, "complete", organization_id=round_.organization_id)
    emit(work, sheet, SheetCompleted)
    return sheet


@command
def set_template(
    work: UnitOfWork, *, organization_id: str, valid_from: date, areas: list[dict[str, Any]], basis: str
) -> NewTemplate:
    """Replace the rule pack's items and weights by a district's own, from a day on.

    The five areas stay; sheets that were opened keep what they had. Refuses weights that do not make up 100.
    """
    place = load_place(work, organization_id)
    work.actor.require(PLAN, place.path)
    if place.level != trees.DISTRICT:
        raise Invalid("template_is_the_districts", field="organization_id", organization=place.name)
    if valid_from < work.today:
        raise Invalid("day_before_last_step", field="valid_from", on=valid_from, last=work.today)
    usual = score_rules(work.today)["areas"]["areas"]
    checked = [_area(area) for area in areas]
    scoring.check_template(checked, [area["id"] for area in usual])
    before = work.session.scalars(
        select(ScoreTemplate).where(ScoreTemplate.district_id == place.district_id).with_for_update()
    ).all()
    template = ScoreTemplate(
        district_id=place.district_id,
        number=len(before) + 1,
        valid_from=valid_from,
        areas=checked,
        basis=validation.basis(basis),
        **audit_columns(work),
    )
    work.session.add(template)
    return {"version": f"{place.district_id}-{template.number}", "valid_from": valid_from, "areas": checked}


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


def _check_assessor(work: UnitOfWork, host: OrgPath, organization_id: str) -> None:
    place = load_place(work, organization_id)
    work.actor.require(SCORE, place.path)
    must_not_be_own((host.path[0], street_of(host)), (organization_id, street_of(place)), _streets_acted_for(work))


def _streets_acted_for(work: UnitOfWork) -> set[str]:
    """Return the streets in which the caller acts for someone; a grant on the whole district is none of them."""
    streets: set[str] = set()
    for organization_id in {grant.organization_id for grant in work.actor.grants} | set(work.actor.acts_for):
        if organization_id != EVERYTHING:
            try:
                street = street_of(load_place(work, organization_id))
            except NotFound:
                continue
            streets |= {street} if street is not None else set()
    return streets
