"""What the planner says to people, by code, in both languages."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from services.observation_visits.model.problems import Delegation, Host
from services.observation_visits.model.schedules import Reason, Relaxation

PATH = Path(__file__).parents[2] / "rules" / "reasons.yaml"


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
