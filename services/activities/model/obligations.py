"""An obligation: what organizational life asks of an organization in a period, set by the rule pack, met by a record.

It warns and never blocks: whether it is due, late or missed follows from days, and nothing else follows from that.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.activities.model.tables import ID, RULES, Base
from shared.enumerations import OBLIGATION_STATUSES
from shared.events.activities import ObligationState
from shared.periods import Period, periods_of
from shared.records import Record
from shared.rule_packs import Rule, RulePack, load_rule_pack
from shared.trees import Version

EXPECTED, MET, EXCUSED, LIFTED = STATUSES = OBLIGATION_STATUSES
UNSPECIFIED = "unspecified"
ONE = timedelta(days=1)


class Obligation(Record, Base):
    """One obligation of one organization in one period."""

    event_name = "obligation"
    state_type = ObligationState
    unknown = "obligation_unknown"

    __tablename__ = "obligation"
    __table_args__ = (
        Index("obligation_once", "organization_id", "kind", "period", unique=True),
        Index("obligation_by_id", "id"),
        Index("obligation_of_year", "organization_id", "year"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    period: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    first: Mapped[date] = mapped_column(Date)
    opens_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    late_from: Mapped[date] = mapped_column(Date)
    missed_from: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))
    met_on: Mapped[date | None] = mapped_column(Date)
    activity_id: Mapped[str | None] = mapped_column(ID)
    excuse: Mapped[str | None] = mapped_column(Text)
    excused_by: Mapped[str | None] = mapped_column(String(100))
    excused_on: Mapped[date | None] = mapped_column(Date)
    rule: Mapped[str] = mapped_column(String(30))
    rule_version: Mapped[str] = mapped_column(String(20))

    def covers(self, held: "Held") -> bool:
        """Return whether an activity was held in this period, or to make up for it."""
        if held.makes_up_for:
            return held.makes_up_for == self.period
        return self.first <= held.day <= self.due_on

    def can_be_made_up_on(self, day: date) -> bool:
        """Return whether a day is one on which the obligation is met late."""
        return self.late_from <= day < self.missed_from

    def settle(self, met_by: "Held | None") -> bool:
        """Set the status by the activity that meets the obligation, and return whether it changed.

        What was held for an excused obligation meets it all the same; a lifted one stays lifted.
        """
        if self.status == LIFTED:
            return False
        before = (self.status, self.activity_id, self.met_on)
        self.activity_id, self.met_on = (met_by.activity_id, met_by.day) if met_by else (None, None)
        self.status = MET if met_by else EXCUSED if self.excuse else EXPECTED
        return before != (self.status, self.activity_id, self.met_on)


class OrganizationYear(Base):
    """An organization's obligations of a year were set, by a version of the rules; done once."""

    __tablename__ = "organization_year"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    rule_version: Mapped[str] = mapped_column(String(20))


class DistrictYear(Base):
    """A year was opened for a district: its organizations' obligations are set or being set."""

    __tablename__ = "district_year"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    opened_on: Mapped[date] = mapped_column(Date)


def life_rules(day: date) -> RulePack:
    """Return the rules of organizational life in force on a day."""
    return load_rule_pack(RULES / "organizational_life.yaml", day)


def frequencies(rules: RulePack) -> list[Rule]:
    """Return the rules that ask for something at intervals, in their order."""
    return [rule for rule in rules.rules if "every" in rule.values]


def applies(rule: Rule, version: Version) -> bool:
    """Return whether a rule asks something of an organization of this level and party form."""
    subject = rule["applies_to"]
    return version.level in subject["levels"] and (version.party_form or UNSPECIFIED) in subject["party_forms"]


def obligations_of_year(
    district_id: str,
    organization_id: str,
    version: Version,
    *,
    year: int,
    open_from: date,
    open_until: date | None,
    new_id: Callable[[], str],
) -> list[Obligation]:
    """Return an organization's obligations of a year, by the rules in force when it begins.

    Only those whose period begins on or after the organization's opening and ends before its closing, if that is known.
    """
    rules = life_rules(date(year, 1, 1))
    return [
        _obligation(rule, rules.version, period, district_id=district_id, organization_id=organization_id, id=new_id())
        for rule in frequencies(rules)
        if applies(rule, version)
        for period in periods_of(year, rule["every"])
        if open_from <= period.first and (open_until is None or period.last < open_until)
    ]


def _obligation(rule: Rule, rule_version: str, period: Period, **columns: str) -> Obligation:
    return Obligation(
        **columns,
        version=1,
        kind=rule.id,
        period=period.name,
        year=period.first.year,
        first=period.first,
        opens_on=date(period.first.year, rule.values.get("opens_in_month", period.first.month), 1),
        due_on=period.last,
        late_from=period.last + ONE,
        missed_from=period.last + ONE + timedelta(days=rule["grace_days"]),
        status=EXPECTED,
        rule=rule.id,
        rule_version=rule_version,
    )


class Held(NamedTuple):
    """An activity as obligations see it; `makes_up_for` names an earlier period that it was held for, if any."""

    day: date
    activity_id: str
    makes_up_for: str = ""


def match_activities(obligations: Iterable[Obligation], activities: Iterable[Held]) -> dict[str, Held]:
    """Match obligations with activities, all of one organization and kind: obligation id to activity.

    What was held to make up for an earlier period meets that one. Else the first held in a period meets it in time, and
    a further one makes up for the oldest obligation that was late and not yet missed on its day, if there is one. What
    a period has is never taken from it for an older one.
    """
    oldest_first = sorted(obligations, key=lambda obligation: obligation.first)
    met: dict[str, Held] = {}
    spare: list[Held] = []
    for held in sorted(activities):
        own = next((obligation for obligation in oldest_first if obligation.covers(held)), None)
        if own is None or own.id in met:
            spare.append(held)
        else:
            met[own.id] = held
    for held in spare:
        late = next((each for each in oldest_first if each.id not in met and each.can_be_made_up_on(held.day)), None)
        if late is not None:
            met[late.id] = held
    return met
