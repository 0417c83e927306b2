"""Control of a running search: the time that is left, a stop from outside, progress, and the best schedule so far."""

import threading
import time
from collections.abc import Callable

from visit_solver.schedule import Schedule

PAUSE = 1.0
"""Seconds between two incumbents that are handed out."""


class SearchControl:
    """The clock of one search; `stopping` is set when it is to end with the best it has.

    The search calls `report_progress` now and then and `offer` whenever it has a better schedule; `on_progress` gets
    whole percents of the time, `on_incumbent` schedules, both on the search's own thread. `effort`, where given, ends
    the search after so many steps.
    """

    def __init__(
        self,
        seconds: float,
        *,
        on_progress: Callable[[int], None] = lambda _: None,
        on_incumbent: Callable[[Schedule], None] = lambda _: None,
        effort: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self.effort = effort
        self.stopping = threading.Event()
        self._clock = clock
        self._began = clock()
        self._on_progress = on_progress
        self._on_incumbent = on_incumbent
        self._handed_out_at: float | None = None
        self._pending: Callable[[], Schedule] | None = None

    def seconds_left(self) -> float:
        """Return the seconds that remain, 0 once it has been stopped."""
        return 0.0 if self.stopping.is_set() else max(0.0, self._began + self.seconds - self._clock())

    def elapsed(self) -> float:
        """Return the seconds since the search began."""
        return self._clock() - self._began

    def stop(self) -> None:
        """End the search soon, with the best it has."""
        self.stopping.set()

    def offer(self, schedule: Callable[[], Schedule]) -> None:
        """Offer a schedule that is better than all before; at most one a second is built and handed out.

        Whoever started the search has it then, even if the search never comes to its end. What comes sooner waits for
        the next progress report.
        """
        self._pending = schedule
        if self._handed_out_at is None or self._clock() - self._handed_out_at >= PAUSE:
            self.hand_out()

    def hand_out(self) -> None:
        """Hand out the best schedule that is still pending."""
        if self._pending is not None:
            pending, self._pending, self._handed_out_at = self._pending, None, self._clock()
            self._on_incumbent(pending())

    def report_progress(self) -> None:
        """Report the share of the time that is over, in percent; 100 is never reported before the end."""
        self._on_progress(min(99, int(100 * self.elapsed() / self.seconds)) if self.seconds > 0 else 99)
        if self._handed_out_at is not None and self._clock() - self._handed_out_at >= PAUSE:
            self.hand_out()
