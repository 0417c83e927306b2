"""The gateway: the HTTP API and the three levels; it calls services by RPC and answers overviews from projections."""

from pathlib import Path

from shared.errors import load_refusals

MIGRATIONS = Path(__file__).parent / "migrations"

load_refusals(Path(__file__).parent / "refusals.yaml")
