"""How long a search may still go on, who wants it to stop, and what it has found so far."""

import threading
import time
from collections.abc import Callable

import msgspec

from services.observation_visits.model.schedules import Schedule

PAUSE = 1.0
"""Seconds between two schedules that are put aside."""


class PinsImpossible(Exception):
    """No schedule keeps all pins; each of them alone is possible."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How far a search has come: percent of its time, the best found, and a proven bound of it where there is one."""

    percent: int
    missing: int | None = None
    best: int | None = None
    bound: int | None = None


class Watch:
    """The clock of one search; `left` counts down to its end, `stopping` is set when it is to keep what it has.

    The search calls `report` whenever it knows more and `keep` whenever it has something better; `heard` and `kept` are
    told on the search's own thread.
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

    def left(self) -> float:
        """This function will give the seconds that remain, 0 once it has been stopped."""
        return 0.0 if self.stopping.is_set() else max(0.0, self._began + self.seconds - self._clock())

    def spent(self) -> float:
        """This function will give the seconds since the search began."""
        return self._clock() - self._began

    def stop(self) -> None:
        """This function will end the search soon; it keeps the best it has."""
        self.stopping.set()

    def keep(self, schedule: Callable[[], Schedule]) -> None:
        """This function will put a schedule aside that is better than all before, at most once a second.

        Whoever started the search has it then, even if the search never comes to its end.
        """
        now = self._clock()
        if self._kept_at is None or now - self._kept_at >= PAUSE:
            self._kept_at = now
            self._kept(schedule())

    def report(self, *, missing: int | None = None, best: int | None = None, bound: int | None = None) -> None:
        """This function will tell how far the search has come."""
        percent = min(99, int(100 * self.spent() / self.seconds)) if self.seconds > 0 else 99
        self._heard(Report(percent=percent, missing=missing, best=best, bound=bound))
