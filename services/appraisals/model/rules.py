"""Deadlines of appraisals, what gives no points, and which figures member points in practice have, as a rule pack."""

from datetime import date
from pathlib import Path
from typing import Any

from shared.rule_packs import RulePack, load_rule_pack
from shared.working_days import add_working_days

RULES = Path(__file__).parents[1] / "rules"


def appraisal_rules(day: date) -> RulePack:
    """Return the rules of appraisals in force on a day."""
    return load_rule_pack(RULES / "appraisals.yaml", day)


def due_on(rule_id: str, day: date) -> date:
    """Return the last day of what a rule gives working days for, counted from a day."""
    return add_working_days(day, appraisal_rules(day)[rule_id]["working_days"])


def freezes_from(year: int, day: date) -> date:
    """Return the first day on which a year's result may be frozen."""
    rule = appraisal_rules(day)["freezing"]
    return date(year + 1, rule["month"], rule["day"])


def never_scored(indicator: str) -> bool:
    """Return whether an indicator gives no points by itself, which the rule pack says of some."""
    rule: Any = appraisal_rules(date.max)["never_scored"]
    return any(indicator.startswith(prefix) for prefix in rule["prefixes"])


def member_points_figures() -> tuple[str, str]:
    """Return the indicators whose quotient is the share of organizations with member points in practice."""
    rule = appraisal_rules(date.max)["member_points"]
    return rule["numerator"], rule["denominator"]
