"""A pin with its host and delegation, and its names in refusals."""

from collections.abc import Iterable
from typing import NamedTuple

from services.observation_visits.model import words
from services.observation_visits.model.problems import Delegation, Host, Met, Pin, Taken, Window
from shared.errors import Invalid


class Pinned(NamedTuple):
    """The field of a pin, the pin, and whom it names."""

    field: str
    pin: Pin
    delegation: Delegation
    host: Host

    @property
    def begin(self) -> int:
        """When the visit begins, if the pin fixes that."""
        return self.pin.begin or 0

    @property
    def visit(self) -> tuple[int, int]:
        """From when to when the visit is, if the pin fixes its begin."""
        return self.begin, self.begin + self.host.visit_minutes

    @property
    def names(self) -> dict[str, str]:
        """What every refusal names."""
        return {"delegation": self.delegation.name or self.delegation.id, "host": self.host.name or self.host.id}

    @property
    def time(self) -> str:
        """Return the day and time that the pin fixes."""
        day = "" if self.pin.day is None else self.pin.day.isoformat()
        return day if self.pin.begin is None else f"{day} {words.clock_time(self.pin.begin)}"

    @property
    def words(self) -> str:
        """Name the pin: who visits whom, and when."""
        return f"{self.names['delegation']} → {self.names['host']} {self.time}".rstrip()

    def inside(self, windows: Iterable[Window]) -> bool:
        """Return whether the visit lies inside one of some windows of its day."""
        return any(window.begin <= self.visit[0] and self.visit[1] <= window.end for window in windows)


def opening(windows: Iterable[Window]) -> str:
    """Write windows of a day as times of day."""
    spans = (f"{words.clock_time(window.begin)}–{words.clock_time(window.end)}" for window in windows)
    return ", ".join(dict.fromkeys(spans))


def meeting(code: str, field: str, pinned: Pinned, other: Taken | Met) -> Invalid:
    """Refuse a pin that meets a visit of another round, which it names."""
    when = other.day.isoformat()
    if isinstance(other, Taken):
        when += f" {words.clock_time(other.begin)}–{words.clock_time(other.end)}"
    named = {"other": other.visit_title, "round": other.round_title, "other_time": when}
    return Invalid(code, field=field, visit=pinned.words, time=pinned.time, **named)
