"""The rule pack of quarterly reports: which slots take words typed by people, at which levels."""

from datetime import date
from pathlib import Path

from shared.rule_packs import RulePack, load_rule_pack

RULES = Path(__file__).parents[1] / "rules"


def report_rules(day: date) -> RulePack:
    """Return the slots of quarterly reports in force on a day."""
    return load_rule_pack(RULES / "quarterly_reports.yaml", day)
