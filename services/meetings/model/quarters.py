"""The quarter of a report or a meeting, and which organizations existed in it."""

from datetime import date

from services.meetings.model.rules import report_rules
from shared import trees
from shared.errors import Invalid
from shared.org_paths import OrgPath
from shared.periods import QUARTER, Period, period_named, period_of
from shared.text_validation import printable
from shared.trees import Timeline

LEVELS = (trees.DISTRICT, trees.STREET, trees.COMMUNITY)


def quarter_begun(name: str, today: date) -> Period:
    """Read a quarter such as 2026Q3, or refuse it as Invalid where it is none or has not begun."""
    quarter = period_named(name, field="quarter")
    if period_of(quarter.first, QUARTER) != quarter:
        raise Invalid("quarter_unreadable", field="quarter", quarter=printable(name, limit=20))
    if quarter.first > today:
        raise Invalid("quarter_not_begun", field="quarter", quarter=quarter.name, first=quarter.first)
    return quarter


def require_existed(place: OrgPath, timeline: Timeline, quarter: Period, today: date) -> None:
    """Refuse as Invalid an organization that holds no meeting, or that did not exist in a quarter until today."""
    if place.level not in LEVELS:
        raise Invalid("level_without_meeting", field="organization_id", organization=place.name)
    last = min(quarter.last, today)
    if not any(
        version.valid_from <= last and (version.valid_until is None or version.valid_until > quarter.first)
        for version in timeline.versions
    ):
        raise Invalid(
            "organization_not_in_quarter", field="organization_id", organization=place.name, quarter=quarter.name
        )


def require_slot(slot: str, level: str, day: date) -> str:
    """Return a slot back in which the reports of a level take words, or refuse it as Invalid."""
    known = tuple(rule.id for rule in report_rules(day).rules if level in rule["levels"])
    if slot not in known:
        raise Invalid("report_slot_unknown", field="slot", slot=printable(slot, limit=40), known=known)
    return slot
