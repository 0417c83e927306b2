"""The rule packs of this service in force on a day."""

from datetime import date
from pathlib import Path

from shared.rule_packs import RulePack, load_rule_pack

RULES = Path(__file__).parents[1] / "rules"


def scheme_rules(day: date) -> RulePack:
    """Return the rules for schemes, quotas and terms in force on a day."""
    return load_rule_pack(RULES / "schemes.yaml", day)


def building_rules(day: date) -> RulePack:
    """Return the rules for building nodes in force on a day."""
    return load_rule_pack(RULES / "building.yaml", day)


def hosting_rules(day: date) -> RulePack:
    """Return the rules for host facts in force on a day."""
    return load_rule_pack(RULES / "hosting.yaml", day)


def acceptance_rules(day: date) -> RulePack:
    """Return the checklist of acceptances in force on a day."""
    return load_rule_pack(RULES / "acceptance.yaml", day)
