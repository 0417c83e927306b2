"""A difference between the projections and the event logs."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """A table, a key, the value by the event logs and the value found; None where there is none."""

    table: str
    key: tuple[Any, ...]
    told: Any
    found: Any


def compare(table: str, told: Mapping[Any, Any], found: Mapping[Any, Any]) -> Iterator[Difference]:
    """Yield every key under which the two differ."""
    for key in sorted(told.keys() | found.keys()):
        if told.get(key) != found.get(key):
            yield Difference(table, key, told.get(key), found.get(key))
