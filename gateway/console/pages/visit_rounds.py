"""Rounds of visits: the list, what a round is drafted and changed by, and how it is called off and closed."""

from collections.abc import Mapping
from typing import Any

from gateway.console import choices
from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Option, Params, Picks, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.schedules.parties import PLANNERS
from gateway.console.visit import Visit

TABS = ("/visit-rounds", "/visits", "/visit-stops", "/visit-score-sheets", "/visit-commitments")
area = Area("observation_visits", tabs=TABS)
ROUND = "/visit-rounds/{round_id}"
STATUS = Column(name="status", kind="tag", group="round_status")
KIND = Column(name="kind", kind="code", group="round_kind")
MADE = ("title", "kind", "period", "days", "hosts", "basis", "settings")
KINDS_OF = {"street_staff": "internal"}


def _periods(visit: Visit, _params: Params, record: Record) -> list[Option]:
    offered = choices.quarters(visit.today)
    kept = record.get("period")
    return offered if not kept or kept in dict(offered) else [(kept, kept), *offered]


def _days(visit: Visit, _params: Params, record: Record) -> list[Option]:
    first, last = choices.quarter_of(choices.named("period", record) or choices.quarters(visit.today)[0][0])
    return choices.working_days(visit, max(first, min(visit.today, last)), last, record.get("days") or ())


def _stops(visit: Visit, _params: Params, record: Record) -> list[tuple[str, str, Mapping[str, str]]]:
    """Return the stops that may be visited, those of the round's owner and of all below it."""
    own = visit.capacity.organization_id if visit.capacity else ""
    place = str(record.get("organization_id") or own)
    known = dict(choices.units(visit, place))
    found = choices.all_of(visit.client, "/visit-stops", organization_id=place, status="active")
    return [
        (
            each["id"], f"{each['name']}　{known.get(each['organization_id'], '').partition('（')[0]}",
            {"organization_id": each["organization_id"]},
        )
        for each in found
    ]  # fmt: skip


def _as_drafted(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    role = visit.capacity.role if visit.capacity else ""
    return {"kind": KINDS_OF.get(role, "cross"), "period": choices.quarters(visit.today)[0][0]}


def _as_it_is(visit: Visit, params: Params, _record: Record) -> Mapping[str, Any]:
    found = choices.all_of(visit.client, f"/visit-rounds/{params['round_id']}/participants")
    return {"hosts": [{name: each[name] for name in ("stop_id", "required", "worth")} for each in found]}


STOPS = {"hosts": Picks("stop_id", _stops)}
serve_list(
    area,
    ListView(
        path="/visit-rounds", words="visit_rounds.list", filters=("kind", "period", "status"),
        groups={"kind": "round_kind", "status": "round_status"}, opens="/visit-rounds/{id}",
        columns=(
            Column(name="title"), KIND, Column(name="period"), Column(name="organization_id", kind="unit"), STATUS,
            Column(name="organizations", kind="number"), Column(name="delegations", kind="number"),
            Column(name="visits", kind="number"),
        ),
        buttons=(Button(words="visit_rounds.draft.title", path="/visit-rounds", roles=PLANNERS, primary=True),),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/visit-rounds", words="visit_rounds.draft", hidden=("organization_id",),
        fields=MADE, groups={"kind": "round_kind"}, picks=STOPS,
        options={"period": _periods, "days": _days}, values=_as_drafted,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path=ROUND, words="visit_rounds.amend", fields=("title", "days", "hosts", "basis", "settings"),
        picks=STOPS, options={"days": _days}, values=_as_it_is,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(method="POST", path=f"{ROUND}/cancellations", words="visit_rounds.cancel", fields=("reason",)),
)
serve_form(area, FormView(method="POST", path=f"{ROUND}/closures", words="visit_rounds.close"))
