"""What counts of what the ledger holds: a pure function of the sums by item and the published plan.

The ledger's sum is a member's total, always. What counts for the year is that sum after the caps: first of each item,
then of each group.
"""

from collections.abc import Mapping

import msgspec

from services.member_points.model.scheme_rules import Bands, Plan
from services.member_points.model.validation import DEDUCTION
from shared.events.member_points import BANDS


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A member's year in hundredths: the ledger's sum, what counts of it, and what counts by group.

    Items that the plan does not know (entries too late for the year they were earned in) count uncapped, as group `""`.
    """

    total: int
    counts: int
    groups: dict[str, int]


def counted(plan: Plan, sums: Mapping[str, int]) -> Counted:
    """Return the sums by item, limited by a plan's caps."""
    groups = {group.code: 0 for group in plan.groups}
    kinds = {group.code: group.kind for group in plan.groups}
    items = {item.code: item for item in plan.items}
    for code, value in sums.items():
        item = items.get(code)
        if item is None:
            groups[""] = groups.get("", 0) + value
        else:
            groups[item.group] += capped(value, item.cap, deducts=kinds[item.group] == DEDUCTION)
    for group in plan.groups:
        groups[group.code] = capped(groups[group.code], group.cap, deducts=group.kind == DEDUCTION)
    return Counted(total=sum(sums.values()), counts=sum(groups.values()), groups=groups)


def capped(value: int, cap: int | None, *, deducts: bool) -> int:
    """Bound a sum by a cap, upwards, or for deductions downwards."""
    if cap is None:
        return value
    return max(value, -cap) if deducts else min(value, cap)


def band_of(bands: Bands, counts: int) -> str:
    """Return the band by the published thresholds, each of which belongs to its band."""
    least = (bands.excellent, bands.qualified, bands.basically_qualified)
    return next((band for band, threshold in zip(BANDS, least, strict=False) if counts >= threshold), BANDS[-1])
