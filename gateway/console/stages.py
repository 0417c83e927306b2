"""Stages: the way of a record from its first step to its last, as far as it has come."""

from collections.abc import Sequence
from dataclasses import dataclass

DONE, NOW, NEXT, OFF = "done", "now", "next", "off"


@dataclass(frozen=True)
class Stage:
    """One stage: what it is called, how it stands, and what is to be known of it, such as its day."""

    label: str
    state: str
    note: str = ""


def stages(labels: Sequence[tuple[str, str]], reached: int, *, over: bool = False) -> list[Stage]:
    """Return stages of labels with notes, of which the first `reached` are done and the next one is at hand.

    Where a record is over before its end, none is at hand any more.
    """
    found = []
    for number, (label, note) in enumerate(labels):
        state = DONE if number < reached else OFF if over else NOW if number == reached else NEXT
        found.append(Stage(label, state, note))
    return found
