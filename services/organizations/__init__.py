"""Organizations: the tree valid over time, posts and terms, tiers, members; the first place anything is asked about."""

from pathlib import Path

from shared.errors import load_refusals

RULES = Path(__file__).parent / "rules"

load_refusals(RULES / "refusals.yaml")
