"""The home page: what one has to do, why and by when; what stands still below; one's figures."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request

from gateway.console.accounts_shown import STAFF
from gateway.console.areas import Area
from gateway.console.directory import cursor_of
from gateway.console.figures import by_code
from gateway.console.session import Capacity
from gateway.console.todo_rows import MARKS, own_row, rows_below
from gateway.console.visit import Visit

area = Area("home")
FIGURES = (
    "obligations_expected", "obligations_met", "obligations_missed", "obligations_due",
    "halls", "halls_established", "halls_missing", "projects_approved", "projects_accepted", "projects_at_risk",
    "projects_awaiting", "milestones_fallen_due", "milestones_reached_on_time", "milestones_on_time_share",
    "people_served", "difficulties_solved", "rectification_open", "rectification_overdue",
    "values_wanted", "values_asked", "values_spared", "values_spared_share", "members", "sessions",
)  # fmt: skip
SHOWN = 12
"""Rows of a part of the page; the rest is a list of its own."""


@area.page("/")
def home(visit: Visit) -> str:
    """Show what is to be done today."""
    capacity = visit.capacity
    if capacity is None or capacity.organization_id == "*" or not capacity.level:
        return visit.render("home/without_unit.html", title=visit.words("home.without_unit"))
    found = visit.client.gather(**_asked(visit, capacity))
    mine, digest, overview = found["mine"]["items"], found["digest"], found["overview"]
    own = {(each["todo"], each["title"], each["due_on"]) for each in mine}
    below = [each for each in found["groups"]["items"] if (each["todo"], each["title"], each["due_on"]) not in own]
    late = [each for each in below if _is_late(visit, each)]
    near = [each for each in below if not _is_late(visit, each) and each["due_on"]]
    return visit.render(
        "home/home.html", title=visit.words("home.today"), capacity=capacity, digest=digest,
        mine=[own_row(visit, each) for each in mine], late=rows_below(visit, late)[:SHOWN],
        near=rows_below(visit, near)[:SHOWN], may_record=capacity.role in STAFF,
        badges={"home": digest["totals"]["mine"]["total"]},
        figures=by_code(overview["figures"]) if overview else {}, months=found["months"] and found["months"]["series"],
    )  # fmt: skip


@area.page("/todos")
def todos(visit: Visit) -> str:
    """List what units below have to do: all of it, one duty, or one duty by one day."""
    place = visit.capacity.organization_id if visit.capacity else ""
    wanted = {name: said for name in ("todo", "group", "standing") if (said := request.args.get(name))}
    cursor = request.args.get("cursor")
    answer = visit.client.get(f"/organizations/{place}/todos", below_too=True, limit=50, cursor=cursor, **wanted)
    return visit.render(
        "home/todos.html", title=visit.words("home.todos"), rows=[own_row(visit, each) for each in answer["items"]],
        is_filtered=bool(wanted), next_cursor=cursor_of(answer["next"]), is_first=cursor is None,
    )  # fmt: skip


def _is_late(visit: Visit, group: Mapping[str, Any]) -> bool:
    return group["standing"] in MARKS or (group["due_on"] or "9999") < visit.today.isoformat()


def _asked(visit: Visit, capacity: Capacity) -> dict[str, Any]:
    client, place = visit.client, capacity.organization_id
    here = f"/levels/{capacity.level}/{place}"
    asked: dict[str, Any] = {
        "mine": partial(client.get, f"/organizations/{place}/todos", mine=True, limit=50),
        "digest": partial(client.get, f"/organizations/{place}/home"),
        "groups": partial(client.get, f"/organizations/{place}/todos/groups", below_too=True, limit=200),
        "overview": partial(client.look, f"{here}/overview", indicators=",".join(FIGURES), children=False),
        "months": partial(client.look, f"{here}/indicators/activities", series="month", fields="series"),
    }
    return asked if capacity.below and capacity.level != "branch" else asked | {"groups": lambda: {"items": []}}
