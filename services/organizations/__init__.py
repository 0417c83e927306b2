"""Organizations: the tree valid over time, posts and terms, tiers, members; source of all replicas of the tree."""

from pathlib import Path

from shared.errors import load_refusals
from shared.labels import load_labels

RULES = Path(__file__).parent / "rules"

load_labels(RULES / "labels.yaml")
load_refusals(RULES / "refusals.yaml")
