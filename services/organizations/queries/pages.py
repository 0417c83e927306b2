"""Lists are given page by page: what comes after a key, in one order, without counting or skipping."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from shared.errors import Invalid
from shared.struct_types import prepared

LIMIT = 200
Item = TypeVar("Item")
Key = TypeVar("Key", bound=tuple[Any, ...])


def parse(after: str | None, kind: type[Key]) -> Key | None:
    """Read the key that a page ended with, or refuse as Invalid what is none."""
    if after is None:
        return None
    try:
        key: Key = msgspec.json.decode(after, type=prepared(kind))
    except msgspec.MsgspecError:
        raise Invalid("cursor_malformed", field="cursor") from None
    return key


def page(
    rows: Sequence[Item], limit: int, key: Callable[[Item], Sequence[Any]], show: Callable[[Item], Any]
) -> dict[str, Any]:
    """Return `limit` items of the `limit + 1` that were read, and where the next page begins."""
    shown = rows[:limit]
    more = len(rows) > limit
    next_after = msgspec.json.encode(list(key(shown[-1]))).decode() if more else None
    return {"items": [show(row) for row in shown], "next_after": next_after}
