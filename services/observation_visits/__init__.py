"""Observation visits (观摩互进): planned, scheduled, held, scored and followed up."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
