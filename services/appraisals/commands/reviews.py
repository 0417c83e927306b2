"""The level above reviews: figures are handed over as they were read, people give points with a reason."""

from datetime import date
from typing import Any

import msgspec

from services.appraisals.commands.assessments import by_item
from services.appraisals.commands.loading import apply_scheme_in_force, load_as_issuer
from services.appraisals.model import Appraisal, validation
from services.appraisals.model.appraisals import line_for, lines_of
from services.appraisals.model.scoring import Figure
from services.appraisals.model.validation import JUDGED
from shared.errors import Conflict, Invalid
from shared.events.appraisals import AppraisalEvidenceTaken, AppraisalReviewed
from shared.records import authors_of, emit, take_step
from shared.reviews import require_other_person
from shared.service import command, composed_by_gateway
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork


@command
@composed_by_gateway("figures", "read_at")
def take_evidence(
    work: UnitOfWork,
    *,
    appraisal_id: str,
    figures: list[dict[str, Any]],
    read_at: dict[str, Any],
    expected_version: int | None = None,
) -> Appraisal:
    """Store the figures of the items as the gateway read them for the organization and the year.

    Each has the addresses of its records; `read_at` says what had been counted by then. Nobody types a figure. Refuses
    as Conflict figures that are not those of the scheme in force.
    """
    appraisal = load_as_issuer(work, appraisal_id, expected_version)
    take_step(work, appraisal, "read", organization_id=appraisal.issuer_id)
    plan, lines = apply_scheme_in_force(work, appraisal).plan, lines_of(work.session, appraisal)
    given = {one["item"]: {name: value for name, value in one.items() if name != "item"} for one in figures}
    read = {code: msgspec.convert(one, prepared(Figure)) for code, one in given.items()}
    if {code: (one.indicator, one.denominator_indicator) for code, one in read.items()} != {
        item.code: item.figures for item in plan.counted
    }:
        raise Conflict("evidence_of_other_scheme", rule_version=appraisal.rule_version)
    for code, one in given.items():
        line_for(work.session, appraisal, lines, code).figure = one
    appraisal.read_at = read_at
    emit(work, appraisal, AppraisalEvidenceTaken)
    return appraisal


@command
def review_appraisal(
    work: UnitOfWork,
    *,
    appraisal_id: str,
    items: list[dict[str, Any]],
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> Appraisal:
    """Give points, each with its reason, for every item that people judge, on behalf of the level above.

    Refuses as Forbidden whoever assessed the organization in its own name, as Invalid points for what a figure speaks
    for.
    """
    appraisal = load_as_issuer(work, appraisal_id, expected_version)
    require_other_person(work, authors_of(work.session, appraisal, ("assess",)), "own_self_assessment")
    words = None if opinion is None else validation.opinion(opinion)
    appraisal.reviewed_on = take_step(work, appraisal, "review", on, organization_id=appraisal.issuer_id, opinion=words)
    plan, lines = apply_scheme_in_force(work, appraisal).plan, lines_of(work.session, appraisal)
    for item, (number, one) in by_item(plan, items, plan.judged).items():
        if item.kind != JUDGED:
            raise Invalid("figure_is_not_judged", field=f"items.{number}.item", item=item.name)
        line, points = line_for(work.session, appraisal, lines, item.code), f"items.{number}.points"
        line.points = validation.within(one["points"], field=points, name="评分 points", least=0, most=item.most)
        line.reason = validation.reason(one["reason"], f"items.{number}.reason")
    appraisal.reviewed_by_version = appraisal.rule_version
    emit(work, appraisal, AppraisalReviewed)
    return appraisal
