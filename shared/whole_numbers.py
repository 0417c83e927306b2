"""Refusal of fractions in integer fields, which a database would truncate or round silently."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.errors import Invalid

FRACTIONS = frozenset({"lon_gcj02", "lat_gcj02", "longitude", "latitude", "travel_factor", "kilometres_per_hour"})
"""The fields of requests that take a fraction; every other number is a whole one, and points travel as text."""


def require_whole(asked: Mapping[str, Any]) -> None:
    """Refuse as Invalid a request with a fraction in an integer field, named by its path."""
    for name, value in asked.items():
        for field, fraction in _fractions(value, name, name):
            raise Invalid("whole_number_needed", field=field, given=fraction)


def _fractions(value: Any, name: str, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, float):
        if name not in FRACTIONS and not value.is_integer():
            yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _fractions(inner, str(key), f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _fractions(inner, name, f"{path}.{number}")
