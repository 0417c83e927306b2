"""An organization assesses itself: what it says of each item, and the points it claims for what people judge."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.appraisals.commands.loading import apply_scheme_in_force, load_as_issuer, load_as_unit
from services.appraisals.model import Appraisal, validation
from services.appraisals.model.appraisals import line_for, lines_of
from services.appraisals.model.rules import due_on
from services.appraisals.model.scheme_rules import Item, Plan
from services.appraisals.model.validation import JUDGED
from shared.errors import Invalid
from shared.events.appraisals import AppraisalReturned, AppraisalSelfAssessed
from shared.records import emit, take_step
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


@command
def self_assess(
    work: UnitOfWork,
    *,
    appraisal_id: str,
    items: list[dict[str, Any]],
    on: date | None = None,
    expected_version: int | None = None,
) -> Appraisal:
    """Hand in an organization's self-assessment (自评), each item by its code.

    What people judge needs a statement and a claim; a figure speaks for the others, of which a statement may be made
    and nothing is claimed.
    """
    appraisal = load_as_unit(work, appraisal_id, expected_version)
    appraisal.assessed_on = take_step(work, appraisal, "assess", on)
    appraisal.review_by = due_on("review", appraisal.assessed_on)
    plan, lines = apply_scheme_in_force(work, appraisal).plan, lines_of(work.session, appraisal)
    given = by_item(plan, items, plan.judged)
    for item, (number, one) in given.items():
        line = line_for(work.session, appraisal, lines, item.code)
        line.statement, line.claim = _statement(item, f"items.{number}", one), _claim(item, f"items.{number}", one)
    emit(work, appraisal, AppraisalSelfAssessed)
    return appraisal


@command
def return_assessment(
    work: UnitOfWork, *, appraisal_id: str, opinion: str, on: date | None = None, expected_version: int | None = None
) -> Appraisal:
    """Give a self-assessment back with an opinion, on behalf of the level above."""
    appraisal = load_as_issuer(work, appraisal_id, expected_version)
    words = validation.opinion(opinion)
    day = take_step(work, appraisal, "return", on, organization_id=appraisal.issuer_id, opinion=words)
    appraisal.assessed_on = appraisal.review_by = None
    appraisal.assess_by = due_on("self_assessment", day)
    emit(work, appraisal, AppraisalReturned)
    return appraisal


def by_item(plan: Plan, given: list[dict[str, Any]], wanted: list[Item]) -> Mapping[Item, tuple[int, dict[str, Any]]]:
    """Return what was given for each item of a plan, with its place in the list.

    Refuses as Invalid a code that the plan does not have, one that stands twice, and a `wanted` item without anything.
    """
    known, found = {item.code: item for item in plan.items}, dict[Item, tuple[int, dict[str, Any]]]()
    for number, one in enumerate(given):
        item = known.get(one["item"])
        if item is None or item in found:
            code = "appraisal_item_unknown" if item is None else "appraisal_item_twice"
            raise Invalid(code, field=f"items.{number}.item", item=printable(one["item"], limit=64))
        found[item] = number, one
    missing = [item.name for item in wanted if item not in found]
    if missing:
        raise Invalid("appraisal_items_missing", field="items", items="、".join(missing[:10]))
    return found


def _statement(item: Item, field: str, given: dict[str, Any]) -> str | None:
    text, place = given.get("statement"), f"{field}.statement"
    return validation.statement(text or "", place) if item.kind == JUDGED else validation.statement_or_none(text, place)


def _claim(item: Item, field: str, given: dict[str, Any]) -> int | None:
    claim = given.get("claim")
    if (claim is None) == (item.kind == JUDGED):
        raise Invalid("claim_unfit", field=f"{field}.claim", item=item.name)
    if claim is not None:
        validation.within(claim, field=f"{field}.claim", name="自评分 claim", least=0, most=item.most)
    return claim
