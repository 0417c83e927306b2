"""分类定级: people of the organization above decide a tier, with reason and basis; thresholds at most propose one."""

import re
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.organizations.commands.standing import one_at_a_time, stand
from services.organizations.model import persons, timelines
from services.organizations.model.holders import shown_tier
from services.organizations.model.posts import TIERS, Tier, TierProposal
from shared import trees
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits import TierProposed
from shared.events.organizations import TierAssigned
from shared.lifecycles import taken_by
from shared.texts import plain, printable
from shared.work import Work

PERIOD = re.compile(r"(2[0-9]{3})(?:Q([1-4]))?")
BASIS = 200


def assign_tier(
    work: Work,
    *,
    organization_id: str,
    period: str,
    tier: str,
    reason: str,
    basis: str,
    decided_on: date | None = None,
    proposal_id: str | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """This function will record a decision on an organization's tier for a year or a quarter (`2026`, `2026Q3`).

    A later decision for the same period stands in its place; both stay on record. No quota is asked for, none kept.
    It may name the proposal that it answers, whether it follows it or not.
    """
    persons.require_word(tier, TIERS, field="tier")
    district_id = stand(work, organization_id, "organizations.keep", superior=True, expected_version=expected_version)
    day = persons.require_past(decided_on or work.today, work.today, field="decided_on")
    begins = begin_of(period)
    if day < begins:
        raise Invalid("tier_before_period", field="decided_on", period=period, begins_on=begins, decided_on=day)
    timelines.require_open(trees.timeline(work.session, organization_id), day, field="decided_on")
    one_at_a_time(work, district_id, organization_id)
    before = work.session.scalar(
        select(func.max(Tier.number)).where(
            Tier.district_id == district_id, Tier.organization_id == organization_id, Tier.period == period
        )
    )
    decision = Tier(
        district_id=district_id,
        organization_id=organization_id,
        period=period,
        number=(before or 0) + 1,
        tier=tier,
        reason=plain(reason, label="理由 reason", limit=persons.REASON, field="reason", lines=True),
        basis=plain(basis, label="依据 basis", limit=BASIS, field="basis"),
        decided_on=day,
        **taken_by(work),
    )
    work.session.add(decision)
    if proposal_id is not None:
        _answered(work, district_id, proposal_id, decision)
    work.tell(TierAssigned(district_id=district_id, organization_id=organization_id, period=period, tier=tier))
    return shown_tier(decision, stands=True)


def keep_tier_proposal(work: Work, event: TierProposed) -> None:
    """This function will keep what published thresholds propose, until a person decides; nothing follows by itself."""
    work.session.add(
        TierProposal(
            district_id=event.district_id,
            proposal_id=work.new_id(),
            organization_id=event.organization_id,
            period=event.period,
            tier=event.tier,
            score=event.score,
            basis=event.basis,
            proposed_on=event.proposed_on,
        )
    )
    work.session.flush()


def _answered(work: Work, district_id: str, proposal_id: str, decision: Tier) -> None:
    proposal = work.session.get(TierProposal, (district_id, proposal_id), with_for_update=True)
    if proposal is None or proposal.organization_id != decision.organization_id:
        raise NotFound("tier_proposal_unknown", field="proposal_id", proposal_id=printable(proposal_id, limit=64))
    if proposal.period != decision.period:
        raise Invalid("tier_proposal_of_another_period", field="period", period=proposal.period)
    if proposal.decided_number is not None:
        raise Conflict("tier_proposal_decided", field="proposal_id", number=proposal.decided_number)
    proposal.decided_number = decision.number


def begin_of(period: str) -> date:
    """This function will give the first day of a year or a quarter, or refuse as Invalid what is neither."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise Invalid("period_malformed", field="period", period=printable(period, limit=20))
    return date(int(found[1]), 3 * (int(found[2] or 1) - 1) + 1, 1)
