"""How long a title lasts: a term has a first and a last day, and a day from which its renewal is called to mind."""

from calendar import monthrange
from datetime import date, timedelta

import msgspec

from shared.errors import Invalid
from shared.rule_packs import RulePack

MONTHS = 12
ONE = timedelta(days=1)


class TitlePeriod(msgspec.Struct, frozen=True, kw_only=True):
    """The days on which a title holds, both included, and from when its renewal is due."""

    first: date
    last: date
    renewal_due_from: date


def term(first: date, last: date, rules: RulePack, *, begins: date | None = None) -> TitlePeriod:
    """Return a term; Invalid where it ends before it begins or lasts longer than the rules allow.

    `begins` is where a further term begins that prolongs an earlier one.
    """
    begin = begins or first
    latest = _months_later(begin, MONTHS * rules["term"]["years"]) - ONE
    if not begin <= last <= latest:
        raise Invalid("term_out_of_range", field="until", until=last, first=begin, latest=latest)
    due = _months_later(last, -int(rules["renewal"]["months"]))
    return TitlePeriod(first=first, last=last, renewal_due_from=max(due, begin))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
