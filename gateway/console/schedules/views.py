"""What the page of a round shows of its schedule, asked for at once, whatever state the round is in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import request

from gateway.console import choices
from gateway.console.columns import names_of
from gateway.console.context import console
from gateway.console.schedules import entries, outcome, unplaced
from gateway.console.schedules.calendar import ROWS, calendar
from gateway.console.schedules.day_map import Point, routes
from gateway.console.schedules.entries import Entry
from gateway.console.schedules.parties import is_planner
from gateway.console.schedules.progress import figures, is_running
from gateway.console.stages import stages
from gateway.console.visit import Visit

Record = Mapping[str, Any]
STAGES = {"drafted": 2, "planning": 2, "proposed": 2, "published": 3, "held": 4, "closed": 6, "cancelled": 0}
PROPOSING = frozenset({"planning", "proposed", "published"})
PUBLISHED = frozenset({"published", "held", "closed"})
NAMES = ("stops", "delegations", "plan", "publish", "score", "follow_up")


def schedule_of(visit: Visit, params: Mapping[str, str], round_: Record) -> Mapping[str, Any]:
    """Return the schedule of a round with its calendar, its map and what came of it."""
    plans = is_planner(visit, round_["organization_id"])
    found = visit.client.gather(**_asked(visit, params["round_id"], round_, plans=plans))
    stops = {each["id"]: each for each in found["stops"]}
    names = {each: one["name"] for each, one in stops.items()} | {e["stop_id"]: e["name"] for e in found["parts"]}
    delegations = found["delegations"]
    known = {each["id"]: each["name"] for each in delegations}
    standing = entries.published(found["visits"], names, known, round_.get("pins") or [])
    proposal = found["proposal"]
    shown = entries.proposed(proposal, round_.get("pins") or []) if proposal else standing
    shown = entries.with_before(shown, standing)
    left = proposal["unplaced"] if proposal else round_.get("left_out") or []
    running = is_running(dict(round_))
    return {
        "plans": plans, "proposal": proposal, "delegations": delegations, "stops": stops,
        "calendar": calendar(
            round_.get("days") or [], delegations, shown, whole=request.args.get("days") == "all", first=_first()
        ),
        "units": names_of(visit, [each["organization_id"] for each in delegations if each.get("organization_id")]),
        "outcome": outcome.outcome(shown, delegations),
        "search": outcome.search_lines((round_.get("planning") or {}).get("history") or []), "is_empty": not shown,
        "cards": unplaced.cards(visit, round_, left, {each["id"]: each for each in delegations}, stops),
        "statuses": Counter(each.status for each in standing),
        "progress": figures(visit, dict(round_)) if running else None,
        "stages": stages(
            [(visit.words(f"visit_rounds.stages.{each}"), "") for each in NAMES],
            _reached(round_, delegations), over=round_["status"] == "cancelled",
        ),
        "rows_on_page": ROWS, "unit_of": {each["id"]: each["organization_id"] for each in delegations},
        **_day(visit, shown, delegations, stops),
    }  # fmt: skip


def _asked(visit: Visit, round_id: str, round_: Record, *, plans: bool) -> dict[str, Any]:
    client, own = visit.client, visit.capacity.organization_id if visit.capacity else ""
    proposing = plans and round_["status"] in PROPOSING and (round_.get("has_proposal") or not is_running(dict(round_)))
    everyone = round_["organization_id"] if plans or own == "*" else own
    listed = partial(choices.all_of, client)
    asked: dict[str, Any] = {
        "delegations": partial(listed, "/visit-delegations", round_id=round_id),
        "proposal": partial(client.look, f"/visit-rounds/{round_id}/proposal") if proposing else lambda: None,
        "stops": partial(listed, "/visit-stops", organization_id=round_["organization_id"]) if plans else list,
        "parts": list if plans else partial(listed, f"/visit-rounds/{round_id}/participants"),
        "visits": list,
    }
    if round_["status"] in PUBLISHED:
        asked["visits"] = partial(listed, "/visits", round_id=round_id, organization_id=everyone)
        if everyone != round_["organization_id"]:
            asked["visits"] = partial(_of_both_sides, listed, round_id, everyone)
    return asked


def _of_both_sides(listed: Any, round_id: str, organization_id: str) -> list[Record]:
    received = listed("/visits", round_id=round_id, organization_id=organization_id)
    made = listed("/visits", round_id=round_id, organization_id=organization_id, as_visitor=True)
    return list({each["id"]: each for each in [*received, *made]}.values())


def _first() -> int:
    given = request.args.get("from", "")
    return int(given) if given.isdigit() and len(given) < 6 else 0  # noqa: PLR2004 - no round has as many


def _reached(round_: Record, delegations: Sequence[Record]) -> int:
    if round_["status"] == "drafted" and not delegations:
        return 1
    return STAGES[round_["status"]]


def _day(
    visit: Visit, shown: Sequence[Entry], delegations: Sequence[Record], stops: Mapping[str, Record]
) -> dict[str, Any]:
    """Return one day's routes: the day that was asked for, else the one with the most visits."""
    counts = Counter(each.day for each in shown)
    days = sorted(counts)
    asked = request.args.get("day", "")
    day = asked if asked in counts else max(days, key=lambda each: counts[each], default="")
    own = [each for each in shown if each.day == day]
    found = routes(own, _starts(visit, own, delegations, stops), _points(stops))
    at = days.index(day) if day else 0
    return {
        "day_shown": day, "routes": found, "is_on_map": any(each.stop for each in found),
        "day_before": days[at - 1] if at else "", "day_after": days[at + 1] if at + 1 < len(days) else "",
    }  # fmt: skip


def _points(stops: Mapping[str, Record]) -> dict[str, Point]:
    return {
        each: (one["longitude"], one["latitude"]) for each, one in stops.items() if one.get("longitude") is not None
    }


def _starts(
    visit: Visit, own: Sequence[Entry], delegations: Sequence[Record], stops: Mapping[str, Record]
) -> dict[str, Point]:
    """Return where the delegations of a day start: at a place of their own, else at their organization's."""
    going = {each.delegation_id for each in own}
    at_stop = {one["organization_id"]: point for each, point in _points(stops).items() for one in [stops[each]]}
    found: dict[str, Point] = {}
    unknown: dict[str, str] = {}
    for each in (each for each in delegations if each["id"] in going):
        start = each.get("start") or {}
        if start.get("longitude") is not None:
            found[each["id"]] = start["longitude"], start["latitude"]
        elif each["organization_id"] in at_stop:
            found[each["id"]] = at_stop[each["organization_id"]]
        else:
            unknown[each["id"]] = each["organization_id"]
    return found | _of_units(visit, unknown)


def _of_units(visit: Visit, wanted: Mapping[str, str]) -> dict[str, Point]:
    if not wanted or visit.capacity is None:
        return {}
    within = visit.capacity.organization_id if visit.capacity.organization_id != "*" else ""
    account_id = visit.session.kept.account_id
    units = console().directory.organizations(visit.client, account_id, within, set(wanted.values()))
    return {
        each: (units[place]["lon_gcj02"], units[place]["lat_gcj02"])
        for each, place in wanted.items()
        if units.get(place, {}).get("lon_gcj02") is not None
    }
