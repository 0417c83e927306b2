"""Posts, terms and tiers of organizations, what thresholds propose, and what there is to be reminded of."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, Record, names_of
from gateway.console.forms import FormView, Option, Params
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView
from gateway.console.organization_lists import serve_organization_list
from gateway.console.people import member_options
from gateway.console.records import RecordView, serve_record
from gateway.console.roles import COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN
from gateway.console.visit import Visit

area = Area("organizations")
PLACE, TERM, TIER = "/organizations/{organization_id}", "/terms/{term_id}", "/organizations/{organization_id}/tiers"
KEEPERS, TEMPLATE = frozenset({DISTRICT, STREET, COMMUNITY, SYSTEM_ADMIN}), "organizations/list.html"
UNIT, PERIOD = Column(name="organization_id", kind="unit"), Column(name="period", kind="period")
STANDING = Column(name="standing", kind="tag", group="term_standing")
TIERED = Column(name="tier", kind="tag")
TERM_DAYS = (Column(name="began_on", kind="day"), Column(name="due_on", kind="day"))


def _is_held(_visit: Visit, post: Record) -> bool:
    return bool(post.get("held"))


def _runs(_visit: Visit, term: Record) -> bool:
    return term.get("standing") in {"running", "due", "overdue"}


def _stands(_visit: Visit, tier: Record) -> bool:
    return bool(tier.get("stands")) and not tier.get("reduced")


def _above(visit: Visit, record: Record) -> bool:
    return bool(visit.capacity and visit.capacity.organization_id != record["organization_id"])


def _people(visit: Visit, params: Params, _record: Record) -> list[Option]:
    return member_options(visit, params["organization_id"])


def _to(section: str) -> Any:
    return lambda _visit, _params, answer: f"/api/v1/organizations/{answer.json['organization_id']}/{section}"


def _since(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    return {"from_on": visit.today, "began_on": visit.today, "decided_on": visit.today, "period": visit.today.year}


def _whose(visit: Visit, record: Record) -> list[Option]:
    unit = record.get("organization_id") or record.get("id") or ""
    return [(visit.words("fields.organization_id"), names_of(visit, {unit}).get(unit, ""))]


serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/posts", words="posts.list", template=TEMPLATE, filters=("title", "below", "as_of"),
        groups={"title": "post"},
        columns=(
            Column(name="person_name"), Column(name="title", kind="code", group="post"), UNIT,
            Column(name="from_on", kind="day"), Column(name="until_on", kind="day"),
        ),
        acts=(Button(words="posts.relieve.act", path="/posts/{id}/ends", roles=KEEPERS, when=_is_held),),
        buttons=(Button(words="organizations.assign.title", path=f"{PLACE}/posts", primary=True),),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{PLACE}/posts", words="organizations.assign", groups={"title": "post"}, values=_since,
        options={"member_id": _people}, after=_to("posts"), about=_whose,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/posts/{post_id}/ends", words="posts.relieve", fields=("until_on",), record="",
        values=lambda visit, _params, _record: {"until_on": visit.today}, after=_to("posts"),
    ),
)  # fmt: skip
serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/terms", words="posts.terms", template=TEMPLATE, opens="/terms/{id}",
        filters=("standing", "below"), groups={"standing": "term_standing"},
        columns=(
            Column(name="began_on", kind="day"), UNIT, Column(name="due_on", kind="day"), Column(name="years"),
            STANDING,
        ),
        acts=(
            Button(
                words="posts.shift.act", path="/terms/{id}/shifts", roles=KEEPERS,
                when=lambda visit, term: _runs(visit, term) and _above(visit, term),
            ),
        ),
        buttons=(Button(words="posts.elect.title", path=f"{PLACE}/terms", primary=True),),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=TERM, words="posts.term", standing=STANDING,
        crumbs=lambda visit, term: [
            (visit.words("posts.terms.title"), f"/organizations/{term['organization_id']}/terms")
        ],
        summary=(
            UNIT, *TERM_DAYS, Column(name="years"), Column(name="regular_due_on", kind="day"),
            Column(name="remind_from", kind="day"), Column(name="shift_basis"), Column(name="ended_on", kind="day"),
        ),
        buttons=(
            Button(words="posts.elect.title", path="/organizations/{organization_id}/terms", roles=KEEPERS, when=_runs),
            Button(words="posts.shift.title", path=f"{TERM}/shifts", when=_runs),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{PLACE}/terms", words="posts.elect", values=_since, after=_to("terms"), about=_whose
    ),
)
serve_form(
    area,
    FormView(
        method="POST", path=f"{TERM}/shifts", words="posts.shift", fields=("due_on", "basis"), about=_whose,
        hidden=("expected_version",),
        values=lambda _visit, _params, term: {"due_on": term["due_on"], "expected_version": term["version"]},
    ),
)  # fmt: skip
serve_organization_list(
    area,
    ListView(
        path=TIER, words="posts.tiers", template=TEMPLATE, filters=("period", "tier", "below", "standing_only"),
        columns=(
            PERIOD, UNIT, TIERED, Column(name="reason"), Column(name="basis"), Column(name="decided_on", kind="day"),
        ),
        acts=(
            Button(
                words="posts.withdraw_tier.act", path="/organizations/{organization_id}/tiers/{id}/withdrawals",
                roles=KEEPERS, when=lambda visit, tier: _stands(visit, tier) and _above(visit, tier),
            ),
        ),
        buttons=(
            Button(words="posts.proposals.title", path=f"{PLACE}/tier-proposals", method="GET"),
            Button(words="posts.decide.title", path=TIER, primary=True),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=f"{TIER}/{{tier_period}}", words="posts.tier", state=TIERED,
        summary=(
            UNIT, PERIOD, Column(name="reason"), Column(name="basis"), Column(name="decided_on", kind="day"),
            Column(name="decided_by", kind="unit"), Column(name="withdrawn_on", kind="day"),
            Column(name="withdrawal_reason"),
        ),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=TIER, words="posts.decide", hidden=("proposal_id",), values=_since, about=_whose,
        fields=("period", "tier", "reason", "basis", "decided_on"), after=_to("tiers"),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{TIER}/{{tier_id}}/withdrawals", words="posts.withdraw_tier", record="",
        after=_to("tiers"),
    ),
)  # fmt: skip
serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/tier-proposals", words="posts.proposals", template=TEMPLATE,
        filters=("period", "below", "open_only"), query=lambda _visit, _params: {"below": "true"},
        columns=(
            PERIOD, UNIT, TIERED, Column(name="score"), Column(name="basis"), Column(name="proposed_on", kind="day"),
        ),
        acts=(
            Button(
                words="posts.decide.title", path="/organizations/{organization_id}/tiers", roles=KEEPERS, when=_above,
                query=lambda _visit, one: {"period": one["period"], "tier": one["tier"], "proposal_id": one["id"]},
            ),
        ),
    ),
)  # fmt: skip
serve_organization_list(
    area,
    ListView(
        path=f"{PLACE}/warnings", words="posts.warnings", template=TEMPLATE, filters=("below",),
        query=lambda _visit, _params: {"below": "true"},
        columns=(Column(name="detail"), UNIT, Column(name="due_on", kind="day"), Column(name="citation")),
    ),
)  # fmt: skip
