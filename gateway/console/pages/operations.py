"""What runs: jobs of all kinds, and events that were tried too often and wait for somebody's decision."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record
from gateway.console.forms import FormView, Option, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.visit import Visit

area = Area("operations", tabs=("/operations", "/jobs", "/parked-events"))
EVENT = ("service", "position")


def _which(_visit: Visit, record: Record) -> Mapping[str, Any]:
    return {name: record[name] for name in EVENT}


def _process(visit: Visit, record: Record) -> str:
    return visit.words(f"operations.process.{record['service']}")


def _source(visit: Visit, record: Record) -> str:
    return visit.words(f"operations.process.{record['source']}")


def _event(visit: Visit, record: Record) -> str:
    """Say which event it is: its own name, which the log and the documentation know it by."""
    return visit.words("operations.event", name=record["event"].replace("_", " "))


def _services(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    found = (visit.client.look("/parked-events", limit=50) or {"items": []})["items"]
    return [(each["service"], visit.words(f"operations.process.{each['service']}")) for each in found]


serve_list(
    area,
    ListView(
        path="/jobs", words="operations.jobs",
        columns=(
            Column(name="title", opens="{href}"), Column(name="kind_name"), Column(name="organization_id", kind="unit"),
            Column(name="state_name"), Column(name="percent", kind="percent"), Column(name="asked_at", kind="moment"),
            Column(name="ended_at", kind="moment"), Column(name="reason"),
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/parked-events", words="operations.parked",
        columns=(
            Column(name="event", value=_event), Column(name="service", value=_process),
            Column(name="source", value=_source), Column(name="parked_at", kind="moment"),
            Column(name="attempts", kind="number"), Column(name="behind", kind="number"), Column(name="error"),
        ),
        acts=(
            Button(words="operations.replay.title", path="/parked-events/replays", query=_which),
            Button(words="operations.discard.title", path="/parked-events/discards", query=_which),
        ),
    ),
)  # fmt: skip
for decision in ("replay", "discard"):
    serve_form(
        area,
        FormView(
            method="POST", path=f"/parked-events/{decision}s", words=f"operations.{decision}", fields=("reason",),
            hidden=EVENT, after=lambda _visit, _params, _answer: "/api/v1/parked-events",
        ),
    )  # fmt: skip


@area.page("/operations")
def operations(visit: Visit) -> str:
    """Show what runs, what waits for a decision, and which districts there are."""
    found = visit.client.gather(
        jobs=partial(visit.client.look, "/jobs", limit=50),
        parked=partial(visit.client.look, "/parked-events", limit=50),
    )
    jobs, parked = ((found[name] or {"items": []})["items"] for name in ("jobs", "parked"))
    running = [each for each in jobs if each["ended_at"] is None]
    return visit.render(
        "operations/operations.html", title=visit.words("operations.title"), running=running,
        failed=[each for each in jobs if each["state"] == "failed"], parked=parked,
        behind=sum(each["behind"] for each in parked), badges={"operations": len(parked)},
    )  # fmt: skip
