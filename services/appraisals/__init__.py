"""Appraisals (考核): schemes, the appraisal of each organization for a year, its review, and objections to it."""

from pathlib import Path

from shared.errors import load_refusals
from shared.labels import load_labels

RULES = Path(__file__).parent / "rules"

load_labels(RULES / "labels.yaml")
load_refusals(RULES / "refusals.yaml")
