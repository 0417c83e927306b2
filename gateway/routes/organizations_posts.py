"""Posts, terms and tiers of organizations, and what is due or missing in them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.organizations_posts import (
    Assignment,
    Election,
    OrganizationWarningAnswer,
    OrganizationWarningFilter,
    PostAnswer,
    PostEnd,
    PostFilter,
    RemindedTermAnswer,
    TermAnswer,
    TermFilter,
    TermShift,
    TierAnswer,
    TierDecision,
    TierFilter,
    TierProposalAnswer,
    TierProposalFilter,
    TierWithdrawal,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "posts and terms",
    __name__,
    url_prefix="/api/v1",
    description="任职、换届、定级与提醒 · posts, terms and tiers",
)
PLACE = "/organizations/<id:organization_id>"


@blueprint.list(f"{PLACE}/posts", PostAnswer, query=PostFilter)
def posts(organization_id: str, **asked: Any) -> Any:
    """书记、委员 · who holds which post, or held it."""
    return _read("posts", organization_id, asked)


@blueprint.post(f"{PLACE}/posts", Assignment, PostAnswer)
def assign_post(organization_id: str, **asked: Any) -> Any:
    """任职 · give a post to a person; one person may hold several."""
    return _kept("assign_post", organization_id, asked)


@blueprint.post("/posts/<id:post_id>/ends", PostEnd, PostAnswer)
def relieve_post(**asked: Any) -> Any:
    """免职 · end a post on its last day."""
    require_any_scope("organizations.keep")
    return call("organizations", "relieve_post", **asked)


@blueprint.list(f"{PLACE}/terms", TermAnswer, query=TermFilter)
def terms(organization_id: str, **asked: Any) -> Any:
    """任期，按换届日期 · terms by the day on which the next election is due."""
    return _read("terms", organization_id, asked)


@blueprint.post(f"{PLACE}/terms", Election, RemindedTermAnswer)
def begin_term(organization_id: str, **asked: Any) -> Any:
    """换届 · record that a committee was elected; the next election's day follows from the rules."""
    return _kept("begin_term", organization_id, asked)


@blueprint.get("/terms/<id:term_id>", TermAnswer)
def term(**asked: Any) -> Any:
    """一个任期 · one term."""
    require_any_scope("organizations.read")
    return call("organizations", "term", **asked)


@blueprint.post("/terms/<id:term_id>/shifts", TermShift, RemindedTermAnswer, decides=True)
def shift_term(**asked: Any) -> Any:
    """批准提前或延期换届 · record, from above, that an election was approved to be earlier or later."""
    require_any_scope("organizations.keep")
    return call("organizations", "shift_term", **asked)


@blueprint.list(f"{PLACE}/tiers", TierAnswer, query=TierFilter)
def tiers(organization_id: str, **asked: Any) -> Any:
    """分类定级 · the tiers that people decided on, by period."""
    return _read("tiers", organization_id, asked)


@blueprint.get(f"{PLACE}/tiers/<id:tier_period>", TierAnswer)
def tier(organization_id: str, tier_period: str) -> Any:
    """某一期间的定级 · the decision that stands for a period."""
    require_any_scope("organizations.read")
    return call("organizations", "tier", organization_id=organization_id, period=tier_period)


@blueprint.post(f"{PLACE}/tiers", TierDecision, TierAnswer)
def assign_tier(organization_id: str, **asked: Any) -> Any:
    """评定 · record, from above, a decision on an organization's tier for a period."""
    return _kept("assign_tier", organization_id, asked)


@blueprint.post(f"{PLACE}/tiers/<id:tier_id>/withdrawals", TierWithdrawal, TierAnswer)
def withdraw_tier(organization_id: str, **asked: Any) -> Any:
    """撤回评定 · withdraw, by whoever decided, a decision on a tier; what stood below it stands again."""
    return _kept("withdraw_tier", organization_id, asked)


@blueprint.list(f"{PLACE}/tier-proposals", TierProposalAnswer, query=TierProposalFilter)
def tier_proposals(organization_id: str, **asked: Any) -> Any:
    """定级建议 · what published thresholds propose; people decide."""
    return _read("tier_proposals", organization_id, asked)


@blueprint.list(f"{PLACE}/warnings", OrganizationWarningAnswer, query=OrganizationWarningFilter)
def organization_warnings(organization_id: str, **asked: Any) -> Any:
    """提醒 · set-up thresholds, vacant posts, terms due: what is missing or due today, each with its citation."""
    return _read("warnings", organization_id, asked)


def _read(question: str, organization_id: str, asked: dict[str, Any]) -> Any:
    require("organizations.read", organization_id)
    return call("organizations", question, organization_id=organization_id, **asked)


def _kept(command: str, organization_id: str, asked: dict[str, Any]) -> Any:
    require("organizations.keep", organization_id)
    return call("organizations", command, organization_id=organization_id, **asked)
