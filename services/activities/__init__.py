"""Activities: lecture halls and their sessions, organizational life and its obligations, campaigns and exemplars."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
