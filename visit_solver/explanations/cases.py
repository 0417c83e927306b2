"""What is not placed is told at once, and then explained case by case: reasons first, then the smallest relaxation.

What there was no time for stays on record as still to be computed; the planner goes on with it when no job waits.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
from msgspec.structs import replace

from visit_solver.problem import Delegation, Host
from visit_solver.schedule import (
    COMPUTED,
    COMPUTING,
    COSTS_MORE,
    FOUND,
    NOTHING_IS_ENOUGH,
    ONLY_TIME,
    Reason,
    Relaxation,
    Unplaced,
)

PATH = Path(__file__).with_name("reasons.yaml")


class OnlyTime(Exception):
    """It can be placed as everything stands: what was missing is a longer search."""


class OutOfTime(Exception):
    """There was no time to try every relaxation."""


class Case(msgspec.Struct, frozen=True):
    """Something unplaced, and how it is explained.

    `reasons` gives them and whether they alone rule it out; `relaxation` takes the moment until which it may look,
    gives None where nothing it tried is enough, and raises OnlyTime or OutOfTime.
    """

    told: Unplaced
    reasons: Callable[[], tuple[tuple[Reason, ...], bool]]
    relaxation: Callable[[float], Relaxation | None]


def unexplained(kind: str, identity: str, missing: int, *, required: bool, proven: bool) -> Unplaced:
    """Say that something is not placed, before it is known why."""
    return Unplaced(
        kind=kind, id=identity, missing=missing, required=required, proven=proven, excluded_by=(),
        reasons_state=COMPUTING, relaxation_state=COMPUTING,
    )  # fmt: skip


def explained(cases: Iterable[Case], seconds: float | None, before: Iterable[Unplaced] = ()) -> tuple[Unplaced, ...]:
    """Explain as much as so many seconds allow, nothing where they are None; what was explained before stays."""
    every, known = list(cases), {(each.kind, each.id): each for each in before}
    told = [known.get((case.told.kind, case.told.id), case.told) for case in every]
    if seconds is not None:
        until = monotonic() + seconds
        _go_on(every, told, until, _with_reasons)
        _go_on(every, told, until, _with_relaxation)
    return tuple(told)


def _go_on(
    cases: Sequence[Case], told: list[Unplaced], until: float, step: Callable[[Case, Unplaced, float], Unplaced]
) -> None:
    for at, case in enumerate(cases):
        if monotonic() > until:
            return
        told[at] = step(case, told[at], until)


def _with_reasons(case: Case, told: Unplaced, _: float) -> Unplaced:
    if told.reasons_state != COMPUTING:
        return told
    reasons, hopeless = case.reasons()
    return replace(told, excluded_by=reasons, proven=told.proven or hopeless, reasons_state=COMPUTED)


def _with_relaxation(case: Case, told: Unplaced, until: float) -> Unplaced:
    if told.relaxation_state != COMPUTING:
        return told
    try:
        found = case.relaxation(until)
    except OutOfTime:
        return told
    except OnlyTime:
        return replace(told, relaxation_state=COSTS_MORE if told.proven else ONLY_TIME)
    return replace(told, relaxation=found, relaxation_state=NOTHING_IS_ENOUGH if found is None else FOUND)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the words of every code."""
    words: dict[str, dict[str, str]] = msgspec.yaml.decode(PATH.read_bytes())
    return words


def said(code: str, **facts: Any) -> dict[str, str]:
    """Return a code about some facts: `code`, `zh` and `en`."""
    return {"code": code} | {language: words.format(**facts) for language, words in catalogue()[code].items()}


def reason(code: str, removes: int, of: int) -> Reason:
    """Return that a constraint takes away so many of the ways that were left."""
    return Reason(**said(code), removes=removes, of=of)


def relaxation(code: str, *, field: str, to: str, size: int, delegation: Delegation, host: Host) -> Relaxation:
    """Return which change of which field would let a delegation visit a host, both by their names."""
    words = said(code, size=size, delegation=delegation.name or delegation.id, host=host.name or host.id)
    return Relaxation(**words, field=field, to=to, size=size)
