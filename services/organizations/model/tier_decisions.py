"""Precedence of decisions on a tier for a period: the highest level's last one that is not withdrawn.

A later decision of the same organization takes its earlier one's place for good; when it is withdrawn, that of the next
level below stands again, if there is one.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.organizations.model.posts import Tier
from shared.errors import NotFound
from shared.text_validation import printable


def decisions_for(session: Session, district_id: str, organization_id: str, period: str) -> Sequence[Tier]:
    """Return all decisions on an organization's tier for a period, the first one first."""
    return session.scalars(
        select(Tier)
        .where(Tier.district_id == district_id, Tier.organization_id == organization_id, Tier.period == period)
        .order_by(Tier.number)
    ).all()


def latest_by_organization(decisions: Sequence[Tier]) -> dict[str, Tier]:
    """Return the newest decision of each organization that decided."""
    return {decision.decided_by: decision for decision in decisions}


def set_in_force(decisions: Sequence[Tier]) -> Tier | None:
    """Mark the one decision in force; return it, or None where each level's last one is withdrawn."""
    left = [decision for decision in latest_by_organization(decisions).values() if decision.withdrawn_on is None]
    in_force = min(left, key=lambda decision: (decision.rank, -decision.number), default=None)
    for decision in decisions:
        decision.stands = decision is in_force
    return in_force


def decision_numbered(decision_id: str, decisions: Sequence[Tier]) -> Tier:
    """Return one of some decisions by its id, or refuse it as NotFound."""
    decision = next((decision for decision in decisions if decision.decision_id == decision_id), None)
    if decision is None:
        raise NotFound("tier_decision_unknown", tier_id=printable(decision_id, limit=64))
    return decision
