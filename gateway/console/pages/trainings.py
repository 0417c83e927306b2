"""Trainings that posts ask for: who needs which by when, and what was attended elsewhere."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.forms import FormView, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.activities import TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
ONE = "/training-needs/{training_need_id}"
TRAINING, STANDING = (
    Column(name="training", kind="code"),
    Column(name="standing", kind="tag", group="training_standing"),
)
UNIT, POST, DUE = (
    Column(name="organization_id", kind="unit"),
    Column(name="post", kind="code"),
    Column(name="due_on", kind="day"),
)
HOURS = (Column(name="hours", kind="number"), Column(name="hours_attended", kind="number"))


def _is_open(_visit: Visit, need: Record) -> bool:
    return bool(need.get("status") == "open")


def _known(visit: Visit, _params: Params, need: Record) -> Mapping[str, Any]:
    left = max(1, (need.get("hours") or 0) - (need.get("hours_attended") or 0))
    return {"title": visit.code("training", need["training"]), "hours": left, "held_on": visit.today}


def _rules(visit: Visit) -> str:
    here = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.get("/training-needs/rules", organization_id=here)
    title = visit.words("trainings.rules.title")
    crumbs = [(visit.words("trainings.list.title"), "/training-needs"), (title, "")]
    return visit.render("activities/trainings.html", title=title, crumbs=crumbs, found=found)


serve_list(
    area,
    ListView(
        path="/training-needs", words="trainings.list", opens="/training-needs/{id}",
        filters=("organization_id", "standing"), groups={"standing": "training_standing"},
        columns=(TRAINING, UNIT, POST, *HOURS, DUE, STANDING),
        acts=(Button(words="trainings.attended.act", path="/training-needs/{id}/trainings", when=_is_open),),
        buttons=(Button(words="trainings.rules.title", path="/training-needs/rules", method="GET"),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="trainings.one", standing=STANDING,
        title=lambda visit, need: visit.code("training", need["training"]),
        summary=(UNIT, POST, *HOURS, Column(name="from_on", kind="day"), DUE, Column(name="met_on", kind="day")),
        buttons=(
            Button(words="trainings.attended.title", path=f"{ONE}/trainings", when=_is_open, primary=True),
        ),
    ),
)  # fmt: skip
area.page("/training-needs/rules")(_rules)
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/trainings", words="trainings.attended", values=_known,
        fields=("title", "hours", "held_on", "guest_speaker", "evidence"), rest=("guest_speaker", "evidence"),
    ),
)  # fmt: skip
