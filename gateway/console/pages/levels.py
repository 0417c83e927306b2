"""The three levels: the figures of an organization and of the units below, down to the records behind each."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request

from gateway.console import maps
from gateway.console.areas import Area
from gateway.console.columns import Column, cells
from gateway.console.directory import cursor_of
from gateway.console.figures import by_code
from gateway.console.formats import as_day
from gateway.console.periods import periods
from gateway.console.topics import topic_named, topics, values
from gateway.console.visit import Visit

area = Area("levels")
CARDS = (
    "obligations_met", "obligations_expected", "obligations_missed", "halls_established", "halls", "halls_missing",
    "halls_building", "sessions", "projects_accepted", "projects_approved", "projects_at_risk", "projects_silent",
    "matters", "rectification_closed", "rectification_open", "rectification_overdue", "demonstration_points_overdue",
)  # fmt: skip
BELOW = {"district": "street", "street": "community", "community": "branch"}
RECORD = (
    Column(name="organization"),
    Column(name="record_type", kind="code", group="record_type"),
    Column(name="value", kind="number"),
)


@area.page("/levels/<level>/<organization_id>/overview")
def overview(visit: Visit, level: str, organization_id: str) -> str:
    """Show an organization's figures, those of the units below, the map of them, and what is most urgent."""
    topic = topic_named(request.args.get("topic"))
    when = {name: request.args.get(name) for name in ("period", "as_of") if request.args.get(name)}
    found = visit.client.gather(**_asked(visit, level, organization_id, topic.codes, when))
    answer, rates = found["overview"], {each["organization_id"]: each for each in _items(found["rates"])}
    place = found["place"] or {"path": []}
    urgent = [each for each in _items(found["urgent"]) if each["standing"] == "overdue"]
    return visit.render(
        "levels/overview.html", title=answer["organization"]["name"], crumbs=_crumbs(visit, place, answer, when),
        answer=answer, figures=by_code(answer["figures"]), topic=topic, topics=topics(), level=level, when=when,
        below=BELOW.get(level, "branch"), periods=periods(visit.today), rates=rates, place=organization_id,
        units=_units(answer["children"], topic, rates), map=_map(found["map"], answer), urgent=urgent,
        is_past=as_day(answer["tree_as_of"]) != visit.today, silent=_silent(rates), freshness=answer["freshness"],
        is_table=request.args.get("show") == "table",
    )  # fmt: skip


@area.page("/levels/<level>/<organization_id>/figures/<indicator>/records")
def records(visit: Visit, level: str, organization_id: str, indicator: str) -> str:
    """List the records behind a figure, each with what it adds, and open every one of them."""
    when = {name: request.args.get(name) for name in ("period", "as_of", "quarter", "time", "kind")}
    here = f"/levels/{level}/{organization_id}"
    cursor = request.args.get("cursor")
    found = visit.client.gather(
        page=partial(visit.client.get, f"{here}/figures/{indicator}/records", limit=50, cursor=cursor, **when),
        figure=partial(visit.client.look, f"{here}/indicators/{indicator}", period=when["period"], as_of=when["as_of"]),
    )
    items = found["page"]["items"]
    rows = [(cells(visit, RECORD, [each])[0], visit.page_of(each["href"]), each) for each in items]
    figure = found["figure"]
    title = figure["figure"]["name"] if figure else visit.words("levels.records")
    unit = figure["organization"]["name"] if figure else ""
    crumbs = [(unit, f"{here}/overview"), (title, "")]
    return visit.render(
        "levels/records.html", title=title, crumbs=crumbs, rows=rows, figure=figure, when=when,
        next_cursor=cursor_of(found["page"]["next"]), is_first=cursor is None, unit=unit,
    )  # fmt: skip


def _asked(visit: Visit, level: str, place: str, codes: list[str], when: Mapping[str, Any]) -> dict[str, Any]:
    client, here = visit.client, f"/levels/{level}/{place}"
    day = {"as_of": when["as_of"]} if "as_of" in when else {}
    wanted = ",".join(dict.fromkeys([*CARDS, *codes]))
    points = "community" if level in {"district", "street"} else "branch"
    period = when.get("period") or visit.today.year
    return {
        "overview": partial(client.get, f"{here}/overview", indicators=wanted, **when),
        "place": partial(client.look, f"/organizations/{place}", **day),
        "rates": partial(client.look, "/reporting-rates", organization_id=place, period=period, limit=200),
        "map": partial(client.look, f"{here}/map", of=points, indicator="activities", **when),
        "urgent": partial(client.look, f"/organizations/{place}/todos", below_too=True, standing="overdue", limit=6),
    }  # fmt: skip


def _items(answer: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [] if answer is None else list(answer["items"])


def _crumbs(visit: Visit, place: Mapping[str, Any], answer: Mapping[str, Any], when: Mapping[str, Any]) -> Any:
    above = reversed(place["path"])
    way = [(each["name"], visit.link(f"/levels/{each['level']}/{each['id']}/overview", **when)) for each in above]
    return [*way, (answer["organization"]["name"], "")]


def _units(children: list[dict[str, Any]], topic: Any, rates: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the units below: those with most that is silent or late first, else in the order of the tree."""
    made = []
    for child in children:
        figures, rate = by_code(child["figures"]), rates.get(child["organization"]["id"])
        made.append(
            {"unit": child["organization"], "rate": rate, "cells": [values(each, figures) for each in topic.columns]}
        )
    return sorted(made, key=_silence)


def _silence(row: dict[str, Any]) -> tuple[int, int]:
    rate = row["rate"] or {}
    late = sum(cell["number"] or 0 for cell in row["cells"] if cell["column"].kind == "late")
    return -(rate.get("silent_units") or int(bool(rate.get("silent")))), -late


def _silent(rates: Mapping[str, Any]) -> tuple[int, int] | None:
    below = [each for each in rates.values() if not each["own"]]
    if not below:
        return None
    if any(each["units"] for each in below):
        return sum(each["silent_units"] for each in below), sum(each["units"] for each in below)
    return sum(each["silent"] for each in below), len(below)


def _map(found: dict[str, Any] | None, answer: Mapping[str, Any]) -> maps.ShownMap | None:
    parents = {each["organization"]["id"]: each["organization"]["name"] for each in answer["children"]}
    return maps.drawn(found, parents) if found else None
