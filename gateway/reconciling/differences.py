"""One thing that the read side says and the logs do not, or the other way round."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """In which table, under which key, what the logs say and what was found; None where there is nothing."""

    table: str
    key: tuple[Any, ...]
    told: Any
    found: Any


def compare(table: str, told: Mapping[Any, Any], found: Mapping[Any, Any]) -> Iterator[Difference]:
    """Yield every key under which the two differ."""
    for key in sorted(told.keys() | found.keys()):
        if told.get(key) != found.get(key):
            yield Difference(table, key, told.get(key), found.get(key))
