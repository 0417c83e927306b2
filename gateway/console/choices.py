"""Choices that forms offer for what the API takes by id: organizations, members, days."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import request

from gateway.console import formats
from gateway.console.api import Client
from gateway.console.directory import cursor_of
from gateway.console.forms import Option, Params, Record
from gateway.console.visit import Visit
from shared.working_days import is_working_day

PAGE, PAGES = 200, 4
EVERYWHERE = "*"


def all_of(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return a list of the API, four pages of it at most; none where it is not shown to this person."""
    found: list[dict[str, Any]] = []
    for _ in range(PAGES):
        answer = client.look(path, limit=PAGE, **query)
        if answer is None:
            return found
        found += answer["items"]
        query["cursor"] = cursor_of(answer["next"])
        if query["cursor"] is None:
            return found
    return found


def units(visit: Visit, within: str = "") -> list[Option]:
    """Return the organizations at and below one, one's own unless named, each with its level."""
    own = visit.capacity.organization_id if visit.capacity else ""
    place = within or (own if own != EVERYWHERE else "")
    found = all_of(visit.client, "/organizations", **({"within": place} if place else {}))
    return [(each["id"], f"{each['name']}（{visit.code('level', each['level'])}）") for each in found]


def units_below(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    """Return the units directly below the one that a person acts for."""
    place = visit.capacity.organization_id if visit.capacity else ""
    return [(each["id"], each["name"]) for each in all_of(visit.client, f"/organizations/{place}/children")]


def own_unit_and_below(visit: Visit, params: Params, record: Record) -> list[Option]:
    """Return the unit that a person acts for and those directly below it."""
    own = visit.capacity
    here = [(own.organization_id, own.organization)] if own else []
    return here + units_below(visit, params, record)


def members(visit: Visit, organization_id: str) -> list[Option]:
    """Return the members on an organization's roll by name; none where the roll is not shown to this person."""
    found = all_of(visit.client, f"/organizations/{organization_id}/members") if organization_id else []
    return [(each["id"], each["name"]) for each in found]


def working_days(visit: Visit, first: date, last: date, kept: Iterable[str] = ()) -> list[Option]:
    """Return the working days of a time, adjusted ones included, and those that are chosen already."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    chosen = {day.isoformat() for day in days if is_working_day(day)} | set(kept)
    return [(day, formats.long_day(day, visit.language)) for day in sorted(chosen)]


def quarters(today: date) -> list[Option]:
    """Return this quarter and the next three."""
    here = today.year * 4 + (today.month - 1) // 3
    named = [f"{number // 4}Q{number % 4 + 1}" for number in range(here, here + 4)]
    return [(each, each) for each in named]


def quarter_of(period: str) -> tuple[date, date]:
    """Return the first and the last day of a quarter such as `2026Q4`."""
    year, month = int(period[:4]), 3 * int(period[5]) - 2
    following = date(year + month // 10, (month + 2) % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def named(name: str, record: Mapping[str, Any]) -> str:
    """Return a value of the form that is being filled or sent, else the record's, such as whose roll is offered."""
    return str(request.form.get(name) or request.args.get(name) or record.get(name) or "")
