"""eventlet patching, before anything else is imported in a process that runs nameko."""

import os
from collections.abc import Generator
from typing import Any


def patch_for_eventlet() -> None:
    """Patch blocking calls of this process with eventlet's: sockets, locks, threads and PostgreSQL's driver.

    Whatever was imported before keeps the ordinary parts it took, so the entry points call this first.
    """
    # psycopg waits in C, and stops all of a process with it, unless it is told before its import.
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    import eventlet  # noqa: PLC0415 - the environment comes before the import

    eventlet.monkey_patch()
    _make_psycopg_green()


def _make_psycopg_green() -> None:
    """Replace psycopg's `wait_selector`, which makes a selector for each wait and takes three times as long."""
    from eventlet.hubs import trampoline  # noqa: PLC0415 - after the patching
    from psycopg import waiting  # noqa: PLC0415

    def wait(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:
        try:
            state = next(gen)
            while state == waiting.WAIT_R and timeout is None:
                trampoline(fileno, read=True)
                state = gen.send(waiting.READY_R)
        except StopIteration as done:
            return done.value
        return waiting.wait_selector(_resumed(gen, state), fileno, interval, timeout)

    waiting.wait = wait


def _resumed(gen: Any, state: Any) -> Generator[Any, Any, Any]:
    while True:
        ready = yield state
        try:
            state = gen.send(ready)
        except StopIteration as done:
            return done.value
