"""What a test expects of a command, a request or a wait: that it was done, refused with a code, true in time."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from shared.errors import Refusal

Seen = TypeVar("Seen")


def done(answer: Any) -> Any:
    """Return the body of an HTTP answer; the test fails unless what was asked is done, or accepted."""
    assert answer.status_code in {200, 201, 202}, answer.text
    return answer.json


def refused(code: str, error: type[Exception] = Refusal) -> Any:
    """Return the context manager of a block that must be refused with a code."""
    return pytest.raises(error, match=rf"'{code}'")


def until(look: Callable[[], Seen], holds: Callable[[Seen], Any], seconds: float = 30) -> Seen:
    """Look again until what is seen holds, and return it; the test fails with what was seen last."""
    end = time.monotonic() + seconds
    while not holds(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.05)
    return seen


@contextmanager
def going_on(deed: Callable[[int], None]) -> Iterator[list[int]]:
    """Repeat a deed with rising numbers beside a block; the list grows with each; a failure is raised."""
    over = threading.Event()
    finished: list[int] = []

    def repeat() -> None:
        while not over.is_set():
            deed(len(finished))
            finished.append(len(finished))

    with ThreadPoolExecutor(1) as pool:
        repeating = pool.submit(repeat)
        try:
            yield finished
        finally:
            over.set()
        repeating.result()
