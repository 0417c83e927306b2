"""Demonstration points (党建示范点) from declaration to the end of their term, their hosting, and brands (党建品牌)."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
