"""The base of this service's tables."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""
