"""When an organization receives visitors: half-days and days off, inherited from the district down to the community.

The nearest level that has a word on a half-day decides it; days off add up from every level. Statutory holidays are
off, adjusted working days (调休) are on, by the State Council's yearly notice (`shared.working_days`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import validation
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.tables import ID, Base
from shared.working_days import is_working_day

HALVES = {"am": (0, validation.NOON), "pm": (validation.NOON, validation.DAY_MINUTES)}
WORKWEEK, SATURDAY = validation.WEEKDAYS[:5], 5


class Calendar(Base):
    """What one organization adds to the calendar it inherits: half-days it opens or closes, days on which it is off."""

    __tablename__ = "visit_calendar"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    opens: Mapped[list[str]] = mapped_column(JSON)
    closes: Mapped[list[str]] = mapped_column(JSON)
    blackouts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Hours:
    """The opening hours of an organization, merged over all levels, and of a stop in it where one is named."""

    def __init__(self, usual: Iterable[str], levels: Sequence[Calendar], stop: Stop | None = None) -> None:
        """`levels` are the calendars on the path, the district's first."""
        opened = set(usual)
        self.blackouts: list[Mapping[str, Any]] = []
        for level in levels:
            opened = (opened | set(level.opens)) - set(level.closes)
            self.blackouts += level.blackouts
        self.weekdays = {day: {half for half in HALVES if f"{day}_{half}" in opened} for day in validation.WEEKDAYS}
        self.stop = stop
        if stop is not None:
            self.blackouts += stop.blackouts

    @property
    def bookable(self) -> list[str]:
        """The half-days on which visitors are received, in the week's order."""
        opened = [f"{day}_{half}" for day in validation.WEEKDAYS for half in HALVES if half in self.weekdays[day]]
        narrowed = self.stop.bookable if self.stop is not None else None
        return opened if narrowed is None else [half for half in opened if half in narrowed]

    def blocked_by(self, day: date) -> str | None:
        """Return why a whole day is off: a code, or None where it is not."""
        iso_day = day.isoformat()
        if any(blackout["first"] <= iso_day <= blackout["last"] for blackout in self.blackouts):
            return "blackout"
        if self.stop is not None and not self.stop.receives_on(day):
            return "stop_inactive"
        if day.weekday() < SATURDAY and not is_working_day(day):
            return "holiday"
        return None

    def open_halves(self, day: date) -> list[str]:
        """Return the halves of a day, `am` and `pm`, on which visitors are received.

        An adjusted working day counts as any day of the working week; another weekend day only where it was opened.
        """
        if self.blocked_by(day):
            return []
        names = validation.WEEKDAYS[day.weekday() : day.weekday() + 1]
        if day.weekday() >= SATURDAY and is_working_day(day):
            names += WORKWEEK
        bookable = set(self.bookable)
        return [half for half in HALVES if any(f"{name}_{half}" in bookable for name in names)]

    def windows(self, day: date, begin: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches of a day, within working hours, on which visitors are received."""
        stretches: list[tuple[int, int]] = []
        for half in self.open_halves(day):
            first, last = max(begin, HALVES[half][0]), min(end, HALVES[half][1])
            if stretches and stretches[-1][1] == first:
                stretches[-1] = (stretches[-1][0], last)
            elif first < last:
                stretches.append((first, last))
        return stretches
