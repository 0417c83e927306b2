"""Member points (党员积分): schemes, the ledger that only grows, the four steps, and the year's result."""

from pathlib import Path

from shared.errors import load_refusals
from shared.labels import load_labels

RULES = Path(__file__).parent / "rules"

load_labels(RULES / "labels.yaml")
load_refusals(RULES / "refusals.yaml")
