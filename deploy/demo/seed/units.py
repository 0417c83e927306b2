"""Whose year is told: one community with the people who act for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo.client import Client


@dataclass
class Unit:
    """One community with the two people who act for it: the clerk who enters, the street's organizer who reviews."""

    id: str
    name: str
    clerk: Client
    street: Client
    street_id: str


def day_between(draw: Random, first: date, last: date) -> date:
    """Draw a day from the first up to and not including the last."""
    first = min(first, last)
    return first + timedelta(days=draw.randrange(max(1, (last - first).days)))
