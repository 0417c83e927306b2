"""Deadlines become days: from which one a milestone is at risk, overdue, or a project silent, by the rule pack."""

from datetime import date, timedelta
from pathlib import Path

import msgspec

from shared.rule_packs import RulePack, load_rule_pack
from shared.working_days import add_working_days, is_published, next_working_day

RULES = Path(__file__).parents[1] / "rules"
ONE = timedelta(days=1)


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """What a deadline means: when it is due, at risk and overdue, and by which version of the rules."""

    due_on: date
    at_risk_from: date
    overdue_from: date
    calendar_published: bool
    rule_version: str


def milestone_rules(day: date) -> RulePack:
    """This function will give the rules for deadlines in force on a day."""
    return load_rule_pack(RULES / "milestones.yaml", day)


def project_rules(day: date) -> RulePack:
    """This function will give the rules for projects in force on a day."""
    return load_rule_pack(RULES / "projects.yaml", day)


def days_of(deadline: date, rules: RulePack) -> Days:
    """This function will derive a milestone's days; a deadline on a day off moves to the next working day.

    The move follows what Civil Code article 203 says of periods; the number of working days is the rule pack's.
    """
    due_on = next_working_day(deadline)
    at_risk_from = add_working_days(due_on, -rules["at_risk"]["working_days"])
    return Days(
        due_on=due_on,
        at_risk_from=at_risk_from,
        overdue_from=due_on + ONE,
        calendar_published=all(is_published(day.year) for day in (at_risk_from, due_on)),
        rule_version=rules.version,
    )


def silent_from(last_sign_on: date, rules: RulePack) -> date:
    """This function will give the day after so many full working days in which nothing was reported."""
    return add_working_days(last_sign_on, rules["silent"]["working_days"]) + ONE
