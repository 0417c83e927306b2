"""分类定级: people of the organization above decide a tier for a period, with reason and basis; none is proposed."""

import re
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.organizations.commands.standing import one_at_a_time, stand
from services.organizations.model import persons, timelines
from services.organizations.model.holders import shown_tier
from services.organizations.model.posts import TIERS, Tier
from shared import trees
from shared.errors import Invalid
from shared.events.organizations import TierAssigned
from shared.texts import plain
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
) -> dict[str, Any]:
    """This function will record a decision on an organization's tier for a year or a quarter (`2026`, `2026Q3`).

    A later decision for the same period stands in its place; both stay on record. No quota is asked for, none kept.
    """
    persons.require_word(tier, TIERS, field="tier")
    district_id = stand(work, organization_id, "organizations.keep", superior=True)
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
        account_id=work.acting.account_id,
        account_name=work.acting.name,
        recorded_at=work.now,
    )
    work.session.add(decision)
    work.tell(TierAssigned(district_id=district_id, organization_id=organization_id, period=period, tier=tier))
    return shown_tier(decision, stands=True)


def begin_of(period: str) -> date:
    """This function will give the first day of a year or a quarter, or refuse as Invalid what is neither."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise Invalid("period_malformed", field="period", period=ascii(period)[1:-1][:20])
    return date(int(found[1]), 3 * (int(found[2] or 1) - 1) + 1, 1)
