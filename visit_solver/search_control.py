"""How long a search may still go on, who wants it to stop, and what it has found so far."""

import threading
import time
from collections.abc import Callable

import msgspec

from visit_solver.schedule import Schedule

PAUSE = 1.0
"""Seconds between two schedules that are put aside."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How far a search has come in percent of its time; how good it is by then, the schedule put aside says."""

    percent: int


class Watch:
    """The clock of one search; `left` counts down to its end, `stopping` is set when it is to keep what it has.

    The search calls `report` now and then and `keep` whenever it has something better; `heard` and `kept` are told on
    the search's own thread.
    """

    def __init__(
        self,
        seconds: float,
        *,
        heard: Callable[[Report], None] = lambda _: None,
        kept: Callable[[Schedule], None] = lambda _: None,
        effort: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self.effort = effort
        self.stopping = threading.Event()
        self._clock = clock
        self._began = clock()
        self._heard = heard
        self._kept = kept
        self._kept_at: float | None = None
        self._better: Callable[[], Schedule] | None = None

    def left(self) -> float:
        """Return the seconds that remain, 0 once it has been stopped."""
        return 0.0 if self.stopping.is_set() else max(0.0, self._began + self.seconds - self._clock())

    def spent(self) -> float:
        """Return the seconds since the search began."""
        return self._clock() - self._began

    def stop(self) -> None:
        """End the search soon; it keeps the best it has."""
        self.stopping.set()

    def keep(self, schedule: Callable[[], Schedule]) -> None:
        """Put a schedule aside that is better than all before, at most one a second.

        Whoever started the search has it then, even if the search never comes to its end. What comes sooner waits for
        the next report.
        """
        self._better = schedule
        if self._kept_at is None or self._clock() - self._kept_at >= PAUSE:
            self.put_aside()

    def put_aside(self) -> None:
        """Put the best schedule aside that still waits for it."""
        if self._better is not None:
            better, self._better, self._kept_at = self._better, None, self._clock()
            self._kept(better())

    def report(self) -> None:
        """Emit how far the search has come."""
        percent = min(99, int(100 * self.spent() / self.seconds)) if self.seconds > 0 else 99
        self._heard(Report(percent=percent))
        if self._kept_at is not None and self._clock() - self._kept_at >= PAUSE:
            self.put_aside()
