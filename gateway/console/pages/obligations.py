"""What organizational life asks of each organization, how it stands, the rules, and who was excused."""

from collections.abc import Mapping
from typing import Any

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.formats import period
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.pages.activities import TABS
from gateway.console.records import RecordView, serve_record
from gateway.console.roles import ABOVE, DISTRICT, STAFF
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
ONE = "/obligations/{obligation_id}"
KIND = Column(name="kind", kind="code", group="activity_kind")
UNIT, PERIOD = Column(name="organization_id", kind="unit"), Column(name="period", kind="period")
STANDING = Column(name="standing", kind="tag")


def _waits(_visit: Visit, record: Record) -> bool:
    return record.get("standing") in {"due", "late", "planned"}


def _is_open_now(_visit: Visit, record: Record) -> bool:
    return record.get("standing") in {"due", "late"}


def _is_expected(_visit: Visit, record: Record) -> bool:
    return bool(record.get("status") == "expected")


def _may_be_excused(visit: Visit, record: Record) -> bool:
    here = visit.capacity is not None and visit.capacity.organization_id == record.get("organization_id")
    return _is_expected(visit, record) and not here


def _filled(_visit: Visit, record: Record) -> Mapping[str, Any]:
    return {"organization_id": record["organization_id"], "kind": record["kind"], "about": record["id"]}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    unit = record["organization_id"]
    return [
        (visit.words("fields.organization_id"), names_of(visit, {unit}).get(unit, "")),
        (visit.words("fields.kind"), _title(visit, record)),
    ]


def _title(visit: Visit, record: Record) -> str:
    kind = visit.code("activity_kind", record["kind"])
    return visit.words("activities.title_of", period=period(record["period"], visit.language), kind=kind)


def _of_year(visit: Visit, _params: Params, _record: Record) -> str:
    here = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.get("/organizations", within=here, limit=1, total=True)
    return visit.words("obligations.settings.numbers", n=found.get("total") or "–")


HOLD = Button(words="activities.record.title", path="/activities", roles=STAFF, when=_is_open_now, query=_filled)
RULES = Button(words="obligations.rules.title", path="/obligations/rules", method="GET")
serve_list(
    area,
    ListView(
        path="/obligations", words="obligations.list", opens=ONE.replace("obligation_id", "id"),
        filters=("organization_id", "year", "kind", "standing"), groups={"kind": "activity_kind"},
        query=lambda visit, _params: {"year": visit.today.year},
        columns=(KIND, UNIT, PERIOD, Column(name="due_on", kind="day"), STANDING, Column(name="met_on", kind="day")),
        acts=(
            HOLD,
            Button(words="obligations.excuse.act", path="/obligations/{id}/excuses", roles=ABOVE, when=_may_be_excused),
        ),
        buttons=(
            RULES,
            Button(words="obligations.settings.title", path="/obligations/settings", roles=frozenset({DISTRICT})),
        ),
    ),
)  # fmt: skip
serve_record(
    area,
    RecordView(
        path=ONE, words="obligations.one", standing=STANDING, title=_title,
        summary=(
            KIND, UNIT, PERIOD, Column(name="opens_on", kind="day"), Column(name="due_on", kind="day"),
            Column(name="late_from", kind="day"), Column(name="missed_from", kind="day"),
            Column(name="met_on", kind="day"),
            Column(
                name="activity_id", kind="words", opens="/activities/{activity_id}",
                value=lambda _visit, record: "obligations.look_activity" if record.get("activity_id") else None,
            ),
            Column(name="excuse"), Column(name="excused_by"), Column(name="excused_on", kind="day"),
        ),
        buttons=(
            Button(
                words="activities.record.title", path="/activities", roles=STAFF, when=_waits, query=_filled,
                primary=True,
            ),
            Button(words="obligations.excuse.title", path=f"{ONE}/excuses", roles=ABOVE, when=_may_be_excused),
            Button(
                words="obligations.withdraw.title", path=f"{ONE}/excuse-withdrawals", roles=ABOVE,
                when=lambda _visit, record: record.get("status") == "excused",
            ),
            RULES,
        ),
    ),
)  # fmt: skip


@area.page("/obligations/rules")
def rules(visit: Visit) -> str:
    """Show what is asked how often, of whom, and where that is written."""
    here = visit.capacity.organization_id if visit.capacity else ""
    found = visit.client.get("/obligations/rules", organization_id=here)
    crumbs = [(visit.words("obligations.list.title"), "/obligations")]
    title = visit.words("obligations.rules.title")
    return visit.render("activities/rules.html", title=title, crumbs=[*crumbs, (title, "")], found=found)


serve_form(area, FormView(method="POST", path=f"{ONE}/excuses", words="obligations.excuse", about=_about))
serve_form(area, FormView(method="POST", path=f"{ONE}/excuse-withdrawals", words="obligations.withdraw", about=_about))
serve_form(
    area,
    FormView(
        method="POST", path="/obligations/settings", words="obligations.settings", hidden=("organization_id",),
        fields=("year",), values=lambda visit, _params, _record: {"year": visit.today.year}, consequence=_of_year,
        after=lambda _visit, _params, _answer: "/api/v1/obligations",
    ),
)  # fmt: skip
