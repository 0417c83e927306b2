"""Secrets derived from a request, so that a repetition shows the same although they are kept nowhere.

The kept answer names the key that one was derived from: the list of keys may have changed before the repetition.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from shared.keys import key_id

NAMED = "derived_from"


def naming_key(command: Callable[..., dict[str, Any]], key: str) -> Callable[..., dict[str, Any]]:
    """Return a command whose answer names the key that its secret is derived from."""

    @wraps(command)
    def named(*args: Any, **params: Any) -> dict[str, Any]:
        return command(*args, **params) | {NAMED: key_id(key.encode())}

    return named


def take_key(answer: dict[str, Any], keys: Sequence[str]) -> str:
    """Take the name of the key out of an answer, and return the key; the oldest where it names none of these."""
    named = answer.pop(NAMED, "")
    return next((key for key in keys if key_id(key.encode()) == named), keys[-1])
