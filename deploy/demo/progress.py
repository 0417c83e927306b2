"""Progress a person can follow: one line that moves on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Protocol, TypeVar

Item_co = TypeVar("Item_co", covariant=True)
Item = TypeVar("Item")


class Countable(Sized, Iterable[Item_co], Protocol[Item_co]):
    """Something with a length that can be walked through."""


def shown(items: Countable[Item], title: str) -> Iterator[Item]:
    """Walk through items and show how far it is, at most ten times a second."""
    moves = sys.stdout.isatty()
    total, begun, last = len(items), time.monotonic(), 0.0
    for number, item in enumerate(items, start=1):
        yield item
        if moves and (time.monotonic() - last > 0.1 or number == total):  # noqa: PLR2004
            last = time.monotonic()
            print(f"\r  {title} {number}/{total}", end="", flush=True)
    print(f"\r  {title} {total}/{total}  {time.monotonic() - begun:.1f} s", flush=True)
