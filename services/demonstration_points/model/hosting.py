"""Host facts: where a point is, how many it can receive, how long a visit takes, and when it can be visited."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec

from shared.coordinates import require_coordinates
from shared.errors import Invalid
from shared.events.demonstration_points import HALF_DAYS, Blackout
from shared.rule_packs import RulePack
from shared.text_validation import printable

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
NAMES = {"group_capacity": "一次接待人数 group_capacity", "visit_minutes": "参观用时 visit_minutes"}


class HostFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a point offers to visitors; None where it is not entered yet."""

    lon_gcj02: float | None = None
    lat_gcj02: float | None = None
    group_capacity: int | None = None
    visit_minutes: int | None = None
    bookable: tuple[str, ...] = ()
    blackouts: tuple[Blackout, ...] = ()


def facts_with(given: dict[str, Any], before: HostFacts, rules: RulePack) -> HostFacts:
    """Merge given host facts into the present ones, and refuse as Invalid those out of range.

    Coordinates are degrees in GCJ-02, capacity is in people, a visit in minutes; half-days are named mon_am to
    sun_pm; blackout days are stretches `first` to `last`, both included, none overlapping another.
    """
    facts = {name: given.get(name, getattr(before, name)) for name in HostFacts.__struct_fields__}
    require_coordinates(facts["lon_gcj02"], facts["lat_gcj02"])
    for name in ("group_capacity", "visit_minutes"):
        _require_between(name, facts[name], rules)
    if "bookable" in given:
        facts["bookable"] = _half_days(given["bookable"] or ())
    if "blackouts" in given:
        facts["blackouts"] = _stretches(given["blackouts"] or (), rules)
    return HostFacts(**facts)


def _require_between(name: str, value: int | None, rules: RulePack) -> None:
    bounds = rules[name]
    if value is not None and not bounds["least"] <= value <= bounds["most"]:
        raise Invalid("figure_out_of_range", field=name, field_name=NAMES[name], **bounds.values)


def _half_days(given: Sequence[str]) -> tuple[str, ...]:
    for name in given:
        if name not in HALF_DAYS:
            raise Invalid("half_day_unknown", field="bookable", half_day=printable(name, limit=20))
    return tuple(name for name in HALF_DAYS if name in given)


def _stretches(given: Sequence[dict[str, Any]], rules: RulePack) -> tuple[Blackout, ...]:
    if len(given) > rules["blackouts"]["most"]:
        raise Invalid("blackouts_too_many", field="blackouts", most=rules["blackouts"]["most"])
    stretches = sorted((Blackout(**stretch) for stretch in given), key=lambda each: (each.first, each.last))
    for stretch in stretches:
        _require_sensible(stretch, rules["blackouts"]["days"])
    for before, after in pairwise(stretches):
        if after.first <= before.last:
            raise Invalid(
                "blackouts_overlap", field="blackouts", first=after.first, last=after.last, before=before.last
            )
    return tuple(stretches)


def _require_sensible(stretch: Blackout, days: int) -> None:
    if not FIRST_DAY <= stretch.first <= stretch.last <= LAST_DAY:
        raise Invalid("blackout_backwards", field="blackouts", first=stretch.first, last=stretch.last)
    if (stretch.last - stretch.first).days >= days:
        raise Invalid("blackout_too_long", field="blackouts", first=stretch.first, last=stretch.last, days=days)
