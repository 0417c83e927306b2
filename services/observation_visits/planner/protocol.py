"""Messages between the worker and the solver's process: one JSON object a line, each with its type."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from shared.struct_types import prepared
from visit_solver.problem import Problem
from visit_solver.schedule import Schedule, Unplaced

FAILURES = Path(__file__).parents[1] / "rules" / "planning_failures.yaml"


class SolveRequest(msgspec.Struct, frozen=True, tag="solve"):
    """To the solver: a problem, and the moment by which to answer (seconds since 1970, UTC).

    With a `schedule`: explain what of it is not placed, as far as that is still to be computed.
    """

    problem: Problem
    ends_at: float
    schedule: Schedule | None = None


class StopRequest(msgspec.Struct, frozen=True, tag="stop"):
    """To the solver: end with the best schedule so far."""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """From the solver: the share of its time that is over, in percent."""

    percent: int


class Incumbent(msgspec.Struct, frozen=True, tag="incumbent"):
    """From the solver: the best schedule so far, in case it never comes to its end."""

    schedule: Schedule


class Done(msgspec.Struct, frozen=True, tag="done"):
    """From the solver: the schedule."""

    schedule: Schedule


class Explained(msgspec.Struct, frozen=True, tag="explained"):
    """From the solver: what is not placed and why, as far as there was time."""

    unplaced: tuple[Unplaced, ...]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """From the solver: why there is no schedule, in both languages."""

    code: str
    zh: str
    en: str


Message = SolveRequest | StopRequest | Progress | Incumbent | Done | Explained | Failed


@cache
def _failures() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = msgspec.yaml.decode(FAILURES.read_bytes())
    return texts


def failed(code: str, **facts: Any) -> Failed:
    """Return a failure by its code, its texts filled in."""
    return Failed(code, **{language: text.format(**facts) for language, text in _failures()[code].items()})


def encode(message: Message) -> bytes:
    """Return a message as one line."""
    return msgspec.json.encode(message) + b"\n"


def read(line: bytes) -> Message:
    """Read a line that was written to the solver, or by it."""
    message: Message = msgspec.json.decode(line, type=prepared(Message))
    return message
