"""Projects: secretary projects and the ten practical matters, from declaration to rating, with their milestones."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
