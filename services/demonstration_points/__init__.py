"""Demonstration points (党建示范点) from declaration to the end of their term, their hosting, and brands (党建品牌)."""

from pathlib import Path

from shared.errors import load_refusals
from shared.labels import load_labels

RULES = Path(__file__).parent / "rules"

load_labels(RULES / "labels.yaml")
load_refusals(RULES / "refusals.yaml")
