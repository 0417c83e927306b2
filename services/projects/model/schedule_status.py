"""Deadlines become days: from which one a milestone is at risk, overdue, or a project silent, by the rule pack."""

from datetime import date, timedelta
from pathlib import Path

from shared.deadlines import DeadlineSchedule, days_before
from shared.rule_packs import RulePack, load_rule_pack
from shared.working_days import add_working_days

RULES = Path(__file__).parents[1] / "rules"
ONE = timedelta(days=1)


def milestone_rules(day: date) -> RulePack:
    """Return the rules for deadlines in force on a day."""
    return load_rule_pack(RULES / "milestones.yaml", day)


def project_rules(day: date) -> RulePack:
    return load_rule_pack(RULES / "projects.yaml", day)


def days_of(deadline: date, rules: RulePack) -> DeadlineSchedule:
    """Derive a milestone's days from its deadline, by the rule pack's number of working days."""
    return days_before(deadline, rules["at_risk"]["working_days"], rules.version)


def silent_from(last_sign_on: date, rules: RulePack) -> date:
    """Return the day after so many full working days in which nothing was reported."""
    return add_working_days(last_sign_on, rules["silent"]["working_days"]) + ONE
