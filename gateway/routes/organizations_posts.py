"""Posts, terms and tiers of organizations, and what is due or missing in them."""

from gateway.blueprints import Blueprint
from gateway.schemas import organizations_posts as schemas

READ, KEEP = "organizations.read", "organizations.keep"
PLACE = "/organizations/<id:organization_id>"
blueprint = Blueprint(
    "posts and terms", "/api/v1", "任职、换届、定级与提醒 · posts, terms and tiers", service="organizations"
)

blueprint.list(f"{PLACE}/posts", schemas.PostAnswer, query=schemas.PostFilter).calls(
    "posts", READ, "书记、委员 · who holds which post, or held it."
)
blueprint.post(f"{PLACE}/posts", schemas.PostAssignment, schemas.PostAnswer).calls(
    "assign_post", KEEP, "任职 · give a post to a person; one person may hold several."
)
blueprint.post("/posts/<id:post_id>/ends", schemas.PostEnd, schemas.PostAnswer).calls(
    "relieve_post", KEEP, "免职 · end a post on its last day."
)
blueprint.list(f"{PLACE}/terms", schemas.TermAnswer, query=schemas.TermFilter).calls(
    "terms", READ, "任期，按换届日期 · terms by the day on which the next election is due."
)
blueprint.post(f"{PLACE}/terms", schemas.TermElection, schemas.RemindedTermAnswer).calls(
    "begin_term", KEEP, "换届 · record that a committee was elected; the next election's day follows from the rules."
)
blueprint.get("/terms/<id:term_id>", schemas.TermAnswer).calls("term", READ, "一个任期 · one term.")
blueprint.post("/terms/<id:term_id>/shifts", schemas.TermShift, schemas.RemindedTermAnswer, decides=True).calls(
    "shift_term", KEEP, "批准提前或延期换届 · record, from above, that an election was approved to be earlier or later."
)
blueprint.list(f"{PLACE}/tiers", schemas.TierAnswer, query=schemas.TierFilter).calls(
    "tiers", READ, "分类定级 · the tiers that people decided on, by period."
)
blueprint.get(f"{PLACE}/tiers/<id:tier_period>", schemas.TierAnswer).calls(
    "tier",
    READ,
    "某一期间的定级 · the decision that stands for a period.",
    any_scope=True,
    renames={"tier_period": "period"},
)
blueprint.post(f"{PLACE}/tiers", schemas.TierDecision, schemas.TierAnswer).calls(
    "assign_tier", KEEP, "评定 · record, from above, a decision on an organization's tier for a period."
)
blueprint.post(f"{PLACE}/tiers/<id:tier_id>/withdrawals", schemas.TierWithdrawal, schemas.TierAnswer).calls(
    "withdraw_tier",
    KEEP,
    "撤回评定 · withdraw, by whoever decided, a decision on a tier; what stood below it stands again.",
)
blueprint.list(f"{PLACE}/tier-proposals", schemas.TierProposalAnswer, query=schemas.TierProposalFilter).calls(
    "tier_proposals", READ, "定级建议 · what published thresholds propose; people decide."
)
blueprint.list(f"{PLACE}/warnings", schemas.OrganizationWarningAnswer, query=schemas.OrganizationWarningFilter).calls(
    "warnings",
    READ,
    "提醒 · set-up thresholds, vacant posts, terms due: what is missing or due today, each with its citation.",
)
