"""The base of this service's tables."""

from pathlib import Path

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase

ID = String(64)
RULES = Path(__file__).parents[1] / "rules"


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""
