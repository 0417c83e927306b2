"""People and units to choose from: a roll with everybody below it, and the units below; each read once for a page."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console.context import console
from gateway.console.visit import Visit

Option = tuple[str, str]
MOST, MOST_PAGES = 200, 5
"""People or units that one chooses from."""


def own_unit(visit: Visit) -> str:
    """Return the unit that a form is for: the one that was asked for, else one's own."""
    own = visit.capacity.organization_id if visit.capacity else ""
    return request.values.get("organization_id") or own


def roll(visit: Visit, organization_id: str) -> list[Mapping[str, Any]]:
    """Return the members of an organization and of everyone below it, as far as they are shown to the person."""
    return _read(visit, f"/organizations/{organization_id}/members", below=True)


def member_options(visit: Visit, organization_id: str) -> list[Option]:
    """Return the members of a roll as choices, by name."""
    return [(each["id"], each["name"]) for each in roll(visit, organization_id)]


def names_of_members(visit: Visit, organization_id: str) -> dict[str, str]:
    """Return the names of the members of a roll by their ids."""
    return dict(member_options(visit, organization_id))


def units_below(visit: Visit, organization_id: str) -> list[Option]:
    """Return the units directly below an organization."""
    return [(each["id"], each["name"]) for each in _read(visit, f"/organizations/{organization_id}/children")]


def own_and_below(visit: Visit) -> list[Option]:
    """Return one's own unit and those directly below it."""
    capacity = visit.capacity
    if capacity is None or capacity.organization_id == "*":
        return []
    return [(capacity.organization_id, capacity.organization), *units_below(visit, capacity.organization_id)]


def units_within(visit: Visit) -> list[Option]:
    """Return one's own unit and everything below it."""
    here = visit.capacity.organization_id if visit.capacity else ""
    if "within" not in visit.more:
        visit.more["within"] = list(
            visit.client.pages("/organizations", MOST_PAGES, within=here, limit=MOST, fields="id")
        )
    return [(each["id"], each["name"]) for each in visit.more["within"]]


def level_of(visit: Visit, organization_id: str) -> str:
    """Return the level of an organization, or nothing where it is not shown to the person."""
    found = console().directory.organizations(visit.client, visit.session.kept.account_id, "", {organization_id})
    return str(found.get(organization_id, {}).get("level", ""))


def _read(visit: Visit, path: str, **query: Any) -> list[Mapping[str, Any]]:
    kept = visit.more
    if path not in kept:
        kept[path] = (visit.client.look(path, limit=MOST, **query) or {"items": []})["items"]
    found: list[Mapping[str, Any]] = kept[path]
    return found
