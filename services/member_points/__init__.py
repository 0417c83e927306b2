"""Member points (党员积分): schemes, the ledger that only grows, the four steps, and the year's result."""

from pathlib import Path

from shared.errors import load_refusals

load_refusals(Path(__file__).parent / "rules" / "refusals.yaml")
