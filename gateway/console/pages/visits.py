"""Visits: whether a host receives one, that it took place, and the review held right after."""

from collections.abc import Mapping
from typing import Any

from gateway.console import choices
from gateway.console.actions import Button, buttons
from gateway.console.areas import Area
from gateway.console.columns import Column, cells
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.visit_rounds import TABS
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.schedules.parties import acts_for, plans_kind
from gateway.console.visit import Visit

visits = Area("observation_visits", tabs=TABS)
VISIT = "/visits/{visit_id}"
STATUS = Column(name="status", kind="tag", group="visit_status")
COMING = frozenset({"announced", "confirmed"})
PARTIES = (Column(name="organization_id", kind="unit"), Column(name="visiting_organization_id", kind="unit"))


def when_of(visit: Visit, record: Record) -> str:
    """Say the hours of a visit."""
    del visit
    return f"{record['begins']}–{record['ends']}"


def _can_hold(visit: Visit, record: Record) -> bool:
    here = (record["organization_id"], record["visiting_organization_id"])
    return (
        record["status"] in COMING
        and record["day"] <= visit.today.isoformat()
        and any(acts_for(visit, each) for each in here)
    )


def _host(*statuses: str) -> Any:
    return lambda visit, record: record["status"] in statuses and acts_for(visit, record["organization_id"])


def _planner(*statuses: str) -> Any:
    return lambda visit, record: (
        record["status"] in statuses
        and plans_kind(visit, record["kind"])
        and acts_for(visit, record["organization_id"])
        and not record.get("reduced")
    )


ACTS = (
    Button(words="visits.confirm.title", path=f"{VISIT}/confirmations", primary=True, when=_host("announced")),
    Button(words="visits.decline.title", path=f"{VISIT}/declines", when=_host("announced", "confirmed")),
    Button(words="visits.take_back.title", path=f"{VISIT}/declines/withdrawals", when=_host("declined")),
    Button(words="visits.hold.title", path=f"{VISIT}/holdings", primary=True, when=_can_hold),
    Button(words="visits.review.title", path=f"{VISIT}/reviews", primary=True, when=_planner("held")),
    Button(words="visits.score.title", path=f"{VISIT}/score-sheets", when=_planner("held")),
    Button(
        words="visits.withdraw.title", path=f"{VISIT}/withdrawals", when=_planner("announced", "confirmed", "declined")
    ),
)


def _members_of(name: str) -> Any:
    def offered(visit: Visit, _params: Params, record: Record) -> list[Option]:
        return choices.members(visit, record.get(name, ""))

    return offered


def _expected(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    found = visit.client.look(f"/visit-delegations/{record['delegation_id']}") or {}
    return {"held_on": record["day"], "visitors": found.get("members") or []}


def _what(visit: Visit, record: Record) -> list[tuple[str, str]]:
    hosts, visiting = cells(visit, PARTIES, [record])[0]
    said = visit.words("visits.about", visiting=visiting.text, host=hosts.text)
    return [
        (visit.words("visits.visit"), said),
        (visit.words("fields.day"), f"{record['day']} {when_of(visit, record)}"),
    ]


def _more(visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    found = visit.client.look(f"/visits/{params['visit_id']}/review") if record["status"] == "held" else None
    acting = [each for each in ACTS if not (found and each.path.endswith("/reviews"))]
    return {"review": found, "acting": buttons(visit, acting, None, params, record)}


def _crumbs(visit: Visit, record: Record) -> list[tuple[str, str]]:
    del visit
    return [(record["title"], f"/visit-rounds/{record['round_id']}")]


serve_list(
    visits,
    ListView(
        path="/visits", words="visits.list", opens="/visits/{id}",
        filters=("as_visitor", "period", "status", "first_day", "last_day"), groups={"status": "visit_status"},
        columns=(
            Column(name="title"), Column(name="day", kind="day"), Column(name="hours", value=when_of), *PARTIES,
            Column(name="head_count", kind="number"), Column(name="confirm_by", kind="day"), STATUS,
        ),
        template="visits/visits.html",
    ),
)  # fmt: skip
serve_record(
    visits,
    RecordView(
        path=VISIT, words="visits.record", state=STATUS, crumbs=_crumbs, steps="way", step_group="visit_step",
        title=lambda visit, record: visit.words(
            "visits.record.named", unit=cells(visit, PARTIES[:1], [record])[0][0].text, title=record["title"]
        ),
        summary=(
            Column(name="day", kind="day"), Column(name="hours", value=when_of), *PARTIES,
            Column(name="head_count", kind="number"), Column(name="travel_minutes", kind="number"),
            Column(name="confirm_by", kind="day"), Column(name="answered_on", kind="day"), Column(name="reason"),
            Column(name="held_on", kind="day"),
        ),
        parts=(
            Part(
                name="conflicts", of="conflicts",
                columns=(Column(name="kind", kind="code", group="visit_conflict"), Column(name="detail")),
            ),
        ),
        template="visits/visit.html", more=_more,
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/confirmations", words="visits.confirm", fields=("opinion",), about=_what,
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/declines", words="visits.decline", fields=("reason", "another_day"), about=_what,
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/declines/withdrawals", words="visits.take_back", fields=("reason",), record=VISIT,
        about=_what,
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/withdrawals", words="visits.withdraw", fields=("reason",), about=_what,
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/holdings", words="visits.hold", fields=("held_on", "hosts", "visitors"),
        about=_what, values=_expected,
        options={"hosts": _members_of("organization_id"), "visitors": _members_of("visiting_organization_id")},
    ),
)  # fmt: skip
serve_form(
    visits,
    FormView(
        method="POST", path=f"{VISIT}/reviews", words="visits.review", about=_what,
        fields=("reviewed_on", "summary", "strengths", "gaps", "commitments"),
        values=lambda _visit, _params, record: {"reviewed_on": record.get("held_on")},
    ),
)  # fmt: skip
serve_form(visits, FormView(
    method="POST", path=f"{VISIT}/score-sheets", words="visits.score", about=_what,
    after=lambda _visit, _params, answer: f"/api/v1/visit-score-sheets/{answer.json['id']}",
))  # fmt: skip
