"""How far the planner is with a round: asked by the page itself every second, said aloud at each quarter of the way."""

from datetime import datetime
from typing import Any

from flask import Response, render_template, request

from gateway.console.visit import Visit, go

RUNNING = frozenset({"waiting", "running"})
SAID = 25
"""Percent after which a listener is told again."""


def is_running(round_: dict[str, Any]) -> bool:
    """Return whether a schedule is being looked for."""
    planning = round_.get("planning")
    return planning is not None and planning["state"] in RUNNING


def figures(visit: Visit, round_: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a planning that is on its way."""
    planning = round_["planning"]
    begun = datetime.fromisoformat(planning["started_at"]) if planning.get("started_at") else None
    used = int((visit.now - begun).total_seconds()) if begun else 0
    return {"planning": planning, "used": max(0, used), "said": planning["percent"] // SAID * SAID}


def progress(visit: Visit, round_id: str) -> "str | Response":
    """Render the progress of a planning alone for the round's page, which is shown itself to whoever opens this.

    When the planning is over, the page is loaded again.
    """
    page = visit.link(f"/visit-rounds/{round_id}")
    if "HX-Request" not in request.headers:
        return go(page)
    found = visit.client.get(f"/visit-rounds/{round_id}")
    if not is_running(found):
        return Response(status=200, headers={"HX-Redirect": page})
    shown = figures(visit, found)
    is_new = str(shown["said"]) != request.args.get("said", "")
    return render_template(
        "rounds/progress.html", visit=visit, t=visit.words, link=visit.link, round=found, is_new=is_new, **shown
    )
