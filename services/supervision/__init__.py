"""Supervision: inspections and their notices, responsibility letters, requests for data, complaints and suggestions."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
