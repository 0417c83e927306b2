"""The year's ten practical matters: drafted, published, each with the parts of the units."""

from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console.actions import Button, allowed_on, buttons
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.forms import FormView, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, headings, rows
from gateway.console.pages.projects import TABS
from gateway.console.roles import DISTRICT
from gateway.console.visit import Visit

area = Area("projects", tabs=TABS)
LIST = ListView(
    path="/practical-matters", words="matters.list", opens="/projects/{id}",
    columns=(
        Column(name="title"), Column(name="number"), Column(name="lead_post"),
        Column(name="status", kind="tag", group="project_status"), Column(name="standing", kind="tag"),
        Column(name="percent", kind="percent"), Column(name="people_served", kind="number"),
        Column(name="difficulties_solved", kind="number"),
    ),
)  # fmt: skip
WHO = frozenset({DISTRICT})
STEPS = (
    Button(words="matters.new.title", path="/practical-matters", roles=WHO, primary=True),
    Button(words="matters.publish.title", path="/practical-matters/publications", roles=WHO),
)


@area.page("/practical-matters")
def matters(visit: Visit) -> str:
    """Show a year's list, published or still a draft."""
    found = _list(visit)
    here = visit.capacity.organization_id if visit.capacity else ""
    may = buttons(visit, () if found["published_on"] else STEPS, allowed_on(visit, here), {}, found)
    return visit.render(
        "projects/matters.html", title=visit.words("matters.list.title"), found=found, buttons=may,
        headings=headings(visit, LIST.words, LIST.columns), rows=rows(visit, LIST, found["items"], {}),
    )  # fmt: skip


def _list(visit: Visit) -> dict[str, Any]:
    here = visit.capacity.organization_id if visit.capacity else ""
    asked = request.args.get("year") or visit.today.year
    found: dict[str, Any] = visit.client.get("/practical-matters", organization_id=here, year=asked)
    return found


def _year(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"year": request.args.get("year") or visit.today.year, "on": visit.today}


def _publishing(visit: Visit, _params: Params, _record: Record) -> str:
    found = _list(visit)
    return visit.words("matters.publish.numbers", n=len(found["items"]), wanted=found["wanted"])


def _to_list(_visit: Visit, _params: Params, _answer: Any) -> str:
    return "/api/v1/practical-matters"


serve_form(
    area,
    FormView(
        method="POST", path="/practical-matters", words="matters.new", hidden=("organization_id",), values=_year,
        fields=("title", "lead_post", "content", "year", "on"), after=_to_list,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/practical-matters/publications", words="matters.publish", hidden=("organization_id",),
        fields=("year", "on"), values=_year, consequence=_publishing, after=_to_list,
    ),
)  # fmt: skip
