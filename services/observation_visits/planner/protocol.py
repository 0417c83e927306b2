"""What the planner's process and its solver say to each other: one JSON object a line, each with its kind."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from shared.kinds import known
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced
from visit_solver.search_control import Report


class Order(msgspec.Struct, frozen=True, tag="order"):
    """To the solver: plan this, and have said everything by a moment (seconds since 1970, UTC).

    With a `schedule`: explain what of it is not placed, as far as that is still to be computed.
    """

    problem: Problem
    ends_at: float
    schedule: Schedule | None = None


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """To the solver: come to an end with the best you have."""


class Going(msgspec.Struct, frozen=True, tag="going"):
    """From the solver: how far it is."""

    report: Report


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """From the solver: the best schedule so far, in case it never comes to its end."""

    schedule: Schedule


class Done(msgspec.Struct, frozen=True, tag="done"):
    """From the solver: the schedule."""

    schedule: Schedule


class Explained(msgspec.Struct, frozen=True, tag="explained"):
    """From the solver: what is not placed and why, as far as there was time."""

    unplaced: tuple[Unplaced, ...]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """From the solver: why there is none."""

    code: str
    zh: str
    en: str


FAILURES = Path(__file__).parents[1] / "rules" / "planning_failures.yaml"


@cache
def _failures() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = msgspec.yaml.decode(FAILURES.read_bytes())
    return words


def failed(code: str, **facts: Any) -> Failed:
    """Return a failure in both languages, by its code."""
    return Failed(code, **{language: words.format(**facts) for language, words in _failures()[code].items()})


ToSolver = Order | Stop
FromSolver = Going | Kept | Done | Explained | Failed


def line(message: ToSolver | FromSolver) -> bytes:
    """Write a message as one line."""
    return msgspec.json.encode(message) + b"\n"


def heard_by_solver(said: bytes) -> ToSolver:
    """Read a line that was said to the solver."""
    message: ToSolver = msgspec.json.decode(said, type=known(ToSolver))
    return message


def heard_from_solver(said: bytes) -> FromSolver:
    """Read a line that the solver has said."""
    message: FromSolver = msgspec.json.decode(said, type=known(FromSolver))
    return message
