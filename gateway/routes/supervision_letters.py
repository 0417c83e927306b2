"""Responsibility letters (责任书): built from duties assigned already, cascading from the district to the branches."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.reminders import warned
from gateway.schemas.supervision import Reasoned
from gateway.schemas.supervision_letters import (
    DutyAnswer,
    DutyFilter,
    LetterAnswer,
    LetterAsked,
    LetterDetailAnswer,
    LetterFilter,
    Signature,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "responsibility letters",
    __name__,
    url_prefix="/api/v1/responsibility-letters",
    description="责任书 · responsibility letters",
)


@blueprint.list("", LetterAnswer, query=LetterFilter)
def responsibility_letters(organization_id: str, **asked: Any) -> Any:
    """责任书列表 · the letters of an organization and everyone below it."""
    require("supervision.read", organization_id)
    return call("supervision", "letters", organization_id=organization_id, **asked)


@blueprint.post("", LetterAsked, warned(LetterAnswer))
def draft_letter(**asked: Any) -> Any:
    """草拟责任书 · draft a unit's letter from its duties, within those of the one above."""
    require_any_scope("supervision.commit")
    return call("supervision", "draft_letter", **asked)


@blueprint.list("/duties", DutyAnswer, query=DutyFilter)
def duties(organization_id: str, **asked: Any) -> Any:
    """既定任务 · the duties that an organization and everyone below it have already."""
    require("supervision.read", organization_id)
    return call("supervision", "duties", organization_id=organization_id, **asked)


@blueprint.get("/<id:letter_id>", LetterDetailAnswer)
def responsibility_letter(letter_id: str) -> Any:
    """一份责任书 · a letter and how it came about; the duties that it names are a list of their own."""
    require_any_scope("supervision.read")
    return call("supervision", "letter", letter_id=letter_id)


@blueprint.list("/<id:letter_id>/duties", DutyAnswer)
def letter_duties(**asked: Any) -> Any:
    """责任书所列任务 · the duties that a letter names, each as it stands today."""
    require_any_scope("supervision.read")
    return call("supervision", "letter_duties", **asked)


@blueprint.post("/<id:letter_id>/signatures", Signature, LetterAnswer, decides=True)
def sign_letter(**asked: Any) -> Any:
    """签订责任书 · sign for one side; signed by both, it takes the older one's place."""
    require_any_scope("supervision.answer")
    return call("supervision", "sign_letter", **asked)


@blueprint.post("/<id:letter_id>/withdrawals", Reasoned, LetterAnswer)
def withdraw_letter(**asked: Any) -> Any:
    """撤回未签订的责任书 · take a letter back that is not in force."""
    require_any_scope("supervision.commit")
    return call("supervision", "withdraw_letter", **asked)
