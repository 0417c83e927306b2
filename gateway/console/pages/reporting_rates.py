"""Organizational life in figures: the rate of each unit, how much was held, and what there is to be reminded of."""

from typing import Any

from flask import request

from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.figures import share
from gateway.console.formats import period
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.activities import TABS
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
NUMBERS = ("expected", "actual", "on_time", "met_late", "late", "missed", "excused", "records")


def _share(_visit: Visit, unit: Record) -> str:
    found = share(unit["actual"], unit["expected"])
    return f"{unit['actual']}/{unit['expected']}" if found is None else f"{found}%"


def _unit(_visit: Visit, unit: Record) -> str:
    return str(unit["organization"])


def _silence(_visit: Visit, unit: Record) -> str:
    if unit["own"] or unit["silent"]:
        return "own" if unit["own"] else "silent"
    return "heard" if unit["records"] else "unasked"


serve_list(
    area,
    ListView(
        path="/reporting-rates", words="rates.list", filters=("organization_id", "period"),
        query=lambda visit, _params: {"period": visit.today.year},
        columns=(
            Column(name="organization", value=_unit, opens="/obligations?organization_id={organization_id}"),
            Column(
                name="silent", kind="tag", group="silence",
                value=_silence,
            ),
            *(Column(name=name, kind="number") for name in NUMBERS),
            Column(name="share_actual", kind="text", value=_share),
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/activity-warnings", words="rates.warnings", filters=("year",),
        query=lambda visit, _params: {"year": visit.today.year},
        columns=(Column(name="detail"), Column(name="citation")),
    ),
)  # fmt: skip


@area.page("/activity-counts")
def counts(visit: Visit) -> str:
    """Show how much was held in a period, by kind and by the mode of sessions."""
    here = request.args.get("organization_id") or (visit.capacity.organization_id if visit.capacity else "")
    asked = request.args.get("period") or str(visit.today.year)
    found: dict[str, Any] = visit.client.get("/activity-counts", organization_id=here, period=asked)
    parts = [
        ("kind", [(visit.code("activity_kind", code), n) for code, n in found["by_kind"].items()]),
        ("mode", [(visit.code("session_mode", code), n) for code, n in found["sessions_by_mode"].items()]),
    ]
    return visit.render(
        "activities/counts.html", title=visit.words("rates.counts.title"), found=found, parts=parts, asked=asked,
        named=period(asked, visit.language),
    )  # fmt: skip
