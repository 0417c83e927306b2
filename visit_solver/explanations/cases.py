"""What is not placed is reported at once, and then explained case by case: reasons first, then the smallest relaxation.

What there was no time for stays as still to be computed, and `explain` goes on with it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
from msgspec import UNSET
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
CHOICE = 3
"""Relaxations of different kinds that are told of one thing."""
OTHERS = 2.0
"""Seconds that a round's further relaxations are looked for, once each has its smallest."""


class OnlyTime(Exception):
    """It can be placed as everything stands: what was missing is a longer search."""


class OutOfTime(Exception):
    """There was no time to try every relaxation."""


class Case(msgspec.Struct, frozen=True):
    """Something unplaced, and how it is explained.

    `reasons` returns them and whether they alone rule it out; `relaxation` has the moment until which it may search
    and the codes that it is to leave out, returns None where nothing it tried is enough, and raises OnlyTime or
    OutOfTime.
    """

    unplaced: Unplaced
    reasons: Callable[[], tuple[tuple[Reason, ...], bool]]
    relaxation: Callable[[float, Collection[str]], Relaxation | None]


def unexplained(kind: str, identity: str, missing: int, *, required: bool, proven: bool) -> Unplaced:
    """Return that something is not placed, before it is explained."""
    return Unplaced(
        kind=kind, id=identity, missing=missing, required=required, proven=proven, excluded_by=(),
        reasons_state=COMPUTING, relaxation_state=COMPUTING,
    )  # fmt: skip


def explained(cases: Iterable[Case], seconds: float | None, before: Iterable[Unplaced] = ()) -> tuple[Unplaced, ...]:
    """Explain as much as so many seconds allow, nothing where they are None; what was explained before stays."""
    every, known = list(cases), {(each.kind, each.id): each for each in before}
    unplaced = [known.get((case.unplaced.kind, case.unplaced.id), case.unplaced) for case in every]
    if seconds is not None:
        until = monotonic() + seconds
        _advance(every, unplaced, until, _with_reasons)
        _advance(every, unplaced, until, _with_relaxation)
        _advance(every, unplaced, min(until, monotonic() + OTHERS), _with_other_relaxations)
    return tuple(unplaced)


def _advance(
    cases: Sequence[Case], unplaced: list[Unplaced], until: float, step: Callable[[Case, Unplaced, float], Unplaced]
) -> None:
    for at, case in enumerate(cases):
        if monotonic() > until:
            return
        unplaced[at] = step(case, unplaced[at], until)


def _with_reasons(case: Case, unplaced: Unplaced, _: float) -> Unplaced:
    if unplaced.reasons_state != COMPUTING:
        return unplaced
    reasons, hopeless = case.reasons()
    return replace(unplaced, excluded_by=reasons, proven=unplaced.proven or hopeless, reasons_state=COMPUTED)


def _with_relaxation(case: Case, unplaced: Unplaced, until: float) -> Unplaced:
    if unplaced.relaxation_state != COMPUTING:
        return unplaced
    try:
        found = case.relaxation(until, ())
    except OutOfTime:
        return unplaced
    except OnlyTime:
        return replace(unplaced, relaxation_state=COSTS_MORE if unplaced.proven else ONLY_TIME)
    others = UNSET if found is None else (found,)
    state = NOTHING_IS_ENOUGH if found is None else FOUND
    return replace(unplaced, relaxation=found, relaxations=others, relaxation_state=state)


def _with_other_relaxations(case: Case, unplaced: Unplaced, until: float) -> Unplaced:
    """Add relaxations of other kinds than those there are, so that people have a choice, as far as there is time."""
    found = unplaced.relaxations or ()
    while found and len(found) < CHOICE:
        try:
            another = case.relaxation(until, [each.code for each in found])
        except (OnlyTime, OutOfTime):
            break
        if another is None:
            break
        found = (*found, another)
    return replace(unplaced, relaxations=found) if found else unplaced


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the texts of every code."""
    words: dict[str, dict[str, str]] = msgspec.yaml.decode(PATH.read_bytes())
    return words


def text_of(code: str, **facts: Any) -> dict[str, str]:
    """Return the text of a code in both languages, its facts filled in: `code`, `zh` and `en`."""
    return {"code": code} | {language: words.format(**facts) for language, words in catalogue()[code].items()}


def reasons_of(ways: Counter[str], codes: Sequence[str]) -> tuple[Reason, ...]:
    """Return the constraints that exclude ways, in the order of `codes`, each with its share of the rest."""
    reasons, left = [], ways.total()
    for code in codes:
        if ways[code]:
            reasons.append(Reason(**text_of(code), removes=ways[code], of=left))
            left -= ways[code]
    return tuple(reasons)


def relaxation(code: str, *, field: str, to: str, size: int, delegation: Delegation, host: Host) -> Relaxation:
    """Return which change of which field would let a delegation visit a host, both by their names."""
    words = text_of(code, size=size, delegation=delegation.name or delegation.id, host=host.name or host.id)
    return Relaxation(**words, field=field, to=to, size=size, delegation_id=delegation.id, host_id=host.id)
