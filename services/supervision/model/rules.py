"""Deadlines and thresholds of supervision by the rule pack: what follows from what was found, and by when."""

from datetime import date, timedelta
from pathlib import Path

import msgspec

from shared.rule_packs import RulePack, load_rule_pack
from shared.working_days import add_working_days, is_published

RULES = Path(__file__).parents[1] / "rules"
ONE = timedelta(days=1)


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline: due, overdue from, whether the year's holidays are published, and the rule version."""

    due_on: date
    overdue_from: date
    calendar_published: bool
    rule_version: str


def rules(day: date) -> RulePack:
    """Return the rules of supervision in force on a day."""
    return load_rule_pack(RULES / "supervision.yaml", day)


def deadline(rule_id: str, day: date) -> Deadline:
    """Return the deadline a rule sets for what begins on a day, in working days after it."""
    pack = rules(day)
    return until(add_working_days(day, pack[rule_id]["working_days"]), pack.version)


def until(due_on: date, version: str) -> Deadline:
    """Return the deadline of a day that was named; the day itself still counts as on time."""
    return Deadline(
        due_on=due_on,
        overdue_from=due_on + ONE,
        calendar_published=is_published(due_on.year),
        rule_version=version,
    )
