"""分类定级: people of the organization above decide a tier, with reason and basis; thresholds at most propose one."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.organizations.commands.loading import authorize, lock_organization
from services.organizations.commands.recording import emit
from services.organizations.model import persons, timelines
from services.organizations.model.levels import LEVEL_WORDS
from services.organizations.model.posts import TIER_WORDS, Tier, TierProposal
from services.organizations.model.tier_decisions import (
    decision_numbered,
    decisions_for,
    latest_by_organization,
    set_in_force,
)
from shared import trees
from shared.enumerations import TIER_CHANGES, TIERS
from shared.errors import Conflict, Invalid, NotFound
from shared.events.observation_visits import TierProposed
from shared.events.organizations import TierAssigned, TierWithdrawn
from shared.lifecycles import audit_columns
from shared.service import command
from shared.text_validation import printable, require_text
from shared.unit_of_work import UnitOfWork

PERIOD = re.compile(r"(2[0-9]{3})(?:Q([1-4]))?")
BASIS = 200
RISEN, FALLEN = TIER_CHANGES


@command
def assign_tier(
    work: UnitOfWork,
    *,
    organization_id: str,
    period: str,
    tier: str,
    reason: str,
    basis: str,
    decided_on: date | None = None,
    proposal_id: str | None = None,
    expected_version: int | None = None,
) -> Tier:
    """Record a decision on an organization's tier for a year or a quarter (`2026`, `2026Q3`).

    A later decision for the same period stands in its place; both stay on record. What a higher level decided is not
    replaced: Conflict names who did. No quota is asked for, none kept. It may name the proposal that it answers,
    whether it follows it or not.
    """
    persons.require_word(tier, TIERS, field="tier")
    district_id = authorize(
        work, organization_id, "organizations.keep", superior=True, expected_version=expected_version
    )
    day = _day_of_decision(work, organization_id, period, decided_on)
    lock_organization(work, district_id, organization_id)
    decisions = decisions_for(work.session, district_id, organization_id, period)
    decision = Tier(
        district_id=district_id,
        organization_id=organization_id,
        period=period,
        number=decisions[-1].number + 1 if decisions else 1,
        tier=tier,
        reason=require_text(reason, label="理由 reason", limit=persons.REASON, field="reason", lines=True),
        basis=require_text(basis, label="依据 basis", limit=BASIS, field="basis"),
        decided_on=day,
        **_decided_for(work, organization_id),
        **audit_columns(work),
    )
    _require_nobody_higher(work, decision, decisions)
    work.session.add(decision)
    set_in_force([*decisions, decision])
    if proposal_id is not None:
        _answer_proposal(work, district_id, proposal_id, decision)
    emit(work, decision, TierAssigned, change=_change(work, decision, decision.tier))
    _assign_following(work, decision)
    return decision


@command
def withdraw_tier(
    work: UnitOfWork, *, organization_id: str, tier_id: str, reason: str, expected_version: int | None = None
) -> Tier:
    """Withdraw a decision on a tier, with a reason, in the name of the organization that decided.

    The decision of the next level below stands again, if there is one; else the organization has no tier for the
    period. The proposal that the decision answered waits again. Refuses as Conflict what somebody else decided, and
    what was withdrawn or replaced already.
    """
    district_id = authorize(
        work, organization_id, "organizations.keep", superior=True, expected_version=expected_version
    )
    lock_organization(work, district_id, organization_id)
    decisions = decisions_for(work.session, district_id, organization_id, tier_id.rpartition("-")[0])
    decision = decision_numbered(tier_id, decisions)
    _require_withdrawable(work, decision, decisions)
    decision.withdrawal_reason = require_text(
        reason, label="理由 reason", limit=persons.REASON, field="reason", lines=True
    )
    decision.withdrawn_on, decision.withdrawn_at = work.today, work.now
    decision.withdrawn_by_account_id = work.actor.account_id
    decision.withdrawn_by_account_name = work.actor.name
    in_force = set_in_force(decisions)
    _reopen_proposals(work, decision)
    stands = in_force.tier if in_force else None
    emit(work, decision, TierWithdrawn, stands=stands, change=_change(work, decision, stands))
    _assign_following(work, decision)
    return decision


def _change(work: UnitOfWork, decision: Tier, tier: str | None) -> str | None:
    """Return whether a tier that stands is better or worse than the one of the period before."""
    before = _standing(work, decision, period_beside(decision.period, -1))
    if before is None or tier is None or tier == before.tier:
        return None
    return RISEN if TIERS.index(tier) < TIERS.index(before.tier) else FALLEN


def _assign_following(work: UnitOfWork, decision: Tier) -> None:
    """Tell the tier of the period after anew, which may have risen or fallen by this decision."""
    following = _standing(work, decision, period_beside(decision.period, 1))
    if following is not None:
        emit(work, following, TierAssigned, change=_change(work, following, following.tier))


def _standing(work: UnitOfWork, decision: Tier, period: str) -> Tier | None:
    decisions = decisions_for(work.session, decision.district_id, decision.organization_id, period)
    return next((each for each in decisions if each.stands), None)


def _day_of_decision(work: UnitOfWork, organization_id: str, period: str, decided_on: date | None) -> date:
    """Return the day of a decision: past, not before its period, and one on which the organization was open."""
    day = persons.require_past(decided_on or work.today, work.today, field="decided_on")
    begins = begin_of(period)
    if day < begins:
        raise Invalid("tier_before_period", field="decided_on", period=period, begins_on=begins, decided_on=day)
    timelines.require_open(trees.timeline(work.session, organization_id), day, field="decided_on")
    return day


def _decided_for(work: UnitOfWork, organization_id: str) -> dict[str, str]:
    """Return on whose behalf the caller decides: the highest ancestor that one of its grants is on."""
    steps = trees.ancestors(work.session, organization_id, work.today)
    path = list(steps)
    above = range(1, len(path)) if len(path) > 1 else (0,)
    reached = [number for number in above if work.actor.reaches_below("organizations.keep", path[number:])]
    decided_by = path[max(reached, default=0)]
    return {"decided_by": decided_by, "decided_level": steps[decided_by].level}


def _require_nobody_higher(work: UnitOfWork, decision: Tier, decisions: Sequence[Tier]) -> None:
    in_force = next((each for each in decisions if each.stands), None)
    if in_force is not None and in_force.rank < decision.rank:
        raise Conflict("tier_decided_above", field="period", period=decision.period, **_described(work, in_force))


def _require_withdrawable(work: UnitOfWork, decision: Tier, decisions: Sequence[Tier]) -> None:
    if decision.withdrawn_on is not None:
        raise Conflict("tier_withdrawn_already", withdrawn_on=decision.withdrawn_on)
    if _decided_for(work, decision.organization_id)["decided_by"] != decision.decided_by:
        raise Conflict("tier_decided_by_another", period=decision.period, **_described(work, decision))
    last = latest_by_organization(decisions)[decision.decided_by]
    if last is not decision:
        raise Conflict("tier_replaced_already", tier_id=last.decision_id)


def _described(work: UnitOfWork, decision: Tier) -> dict[str, Any]:
    """Who decided what and when: the organization and its level, never a person."""
    name = trees.timeline(work.session, decision.decided_by).versions[-1].name
    zh, en = LEVEL_WORDS[decision.decided_level]
    tier_zh, tier_en = TIER_WORDS[decision.tier]
    words = {"organization": name, "level_zh": zh, "level_en": en, "tier_zh": tier_zh, "tier_en": tier_en}
    return words | {"decided_on": decision.decided_on}


def store_tier_proposal(work: UnitOfWork, event: TierProposed) -> None:
    """Store what published thresholds propose, until a person decides; nothing follows by itself."""
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


def _answer_proposal(work: UnitOfWork, district_id: str, proposal_id: str, decision: Tier) -> None:
    proposal = work.session.get(TierProposal, (district_id, proposal_id), with_for_update=True)
    if proposal is None or proposal.organization_id != decision.organization_id:
        raise NotFound("tier_proposal_unknown", field="proposal_id", proposal_id=printable(proposal_id, limit=64))
    if proposal.period != decision.period:
        raise Invalid("tier_proposal_of_another_period", field="period", period=proposal.period)
    if proposal.decided_number is not None:
        raise Conflict("tier_proposal_decided", field="proposal_id", number=proposal.decided_number)
    proposal.decided_number = decision.number


def _reopen_proposals(work: UnitOfWork, decision: Tier) -> None:
    answered = select(TierProposal).where(
        TierProposal.district_id == decision.district_id,
        TierProposal.organization_id == decision.organization_id,
        TierProposal.period == decision.period,
        TierProposal.decided_number == decision.number,
    )
    for proposal in work.session.scalars(answered.with_for_update()):
        proposal.decided_number = None


def begin_of(period: str) -> date:
    """Return the first day of a year or a quarter, or refuse as Invalid what is neither."""
    match = PERIOD.fullmatch(period)
    if match is None:
        raise Invalid("period_malformed", field="period", period=printable(period, limit=20))
    return date(int(match[1]), 3 * (int(match[2] or 1) - 1) + 1, 1)


def period_beside(period: str, step: int) -> str:
    """Return the year or quarter so many steps after a period, before it where they are negative."""
    begins = begin_of(period)
    if "Q" not in period:
        return str(begins.year + step)
    year, quarter = divmod(4 * begins.year + (begins.month - 1) // 3 + step, 4)
    return f"{year}Q{quarter + 1}"
