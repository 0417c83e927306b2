"""Rating of a finished project by published thresholds; a person may rate otherwise, with a reason."""

from collections.abc import Sequence

from shared.plans import REACHED, WAIVED, PlanItem
from shared.rule_packs import Rule


def on_time_percent(milestones: Sequence[PlanItem]) -> int:
    """Return the share of milestones completed on time, in whole percent; 100 where there were none."""
    counted = [milestone for milestone in milestones if milestone.status in {REACHED, WAIVED}]
    on_time = sum(item.reached_on is not None and item.reached_on <= item.due_on for item in counted)
    return on_time * 100 // len(counted) if counted else 100


def proposed_rating(percent: int, milestones: Sequence[PlanItem], rule: Rule) -> str:
    """Return the highest band of the rule pack whose thresholds are all met."""
    share = on_time_percent(milestones)
    waived = sum(milestone.status == WAIVED for milestone in milestones)
    for band in rule["bands"]:
        if share >= band["on_time_percent"] and percent >= band["percent"] and waived <= band.get("waived", waived):
            return str(band["rating"])
    return str(rule["below"])
