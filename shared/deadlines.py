"""Deadlines in working days: when something is due, at risk and overdue."""

import calendar
from datetime import date, timedelta

import msgspec

from shared.working_days import add_working_days, is_published, next_working_day

ONE = timedelta(days=1)


class DeadlineSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a deadline: when it is due, at risk and overdue, and by which version of the rules."""

    due_on: date
    at_risk_from: date
    overdue_from: date
    calendar_published: bool
    rule_version: str


def days_before(deadline: date, working_days: int, rule_version: str) -> DeadlineSchedule:
    """Derive a deadline's days; one on a day off moves to the next working day.

    It is at risk from so many working days before it is due. The move follows what Civil Code article 203 says of
    periods.
    """
    due_on = next_working_day(deadline)
    at_risk_from = add_working_days(due_on, -working_days)
    return DeadlineSchedule(
        due_on=due_on,
        at_risk_from=at_risk_from,
        overdue_from=due_on + ONE,
        calendar_published=all(is_published(day.year) for day in (at_risk_from, due_on)),
        rule_version=rule_version,
    )


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
