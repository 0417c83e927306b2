"""Meetings: quarterly reports that are frozen, the quarterly meeting with its decisions, and honours."""

from pathlib import Path

from shared.errors import load_refusals
from shared.labels import load_labels

RULES = Path(__file__).parent / "rules"

load_labels(RULES / "labels.yaml")
load_refusals(RULES / "refusals.yaml")
