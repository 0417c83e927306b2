"""The base of this service's tables."""

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase

ID = String(64)


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""
