"""The quarterly report: each figure a button that opens its records, words that people type, freezing, and Word."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, abort, request

from gateway.console import formats
from gateway.console.actions import allowed_on
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, serve_list
from gateway.console.visit import Visit, go

area = Area("meetings")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REPORT = "/levels/{level}/{organization_id}/quarterly-reports/{quarter}"
MOST_SIGNS = 5000
"""Characters from which a report is too long to be read out."""
STATUS = Column(name="status", kind="tag", group="quarterly_report_status")


@area.page("/levels/<level>/<organization_id>/quarterly-reports/<quarter>")
def report(visit: Visit, level: str, organization_id: str, quarter: str) -> str:
    """Show the report as it stands now, with the words that were typed in it."""
    params = {"level": level, "organization_id": organization_id, "quarter": quarter}
    client, whose = visit.client, {"organization_id": organization_id, "quarter": quarter}
    found = client.gather(
        report=partial(client.get, REPORT.format(**params)),
        texts=partial(client.look, "/quarterly-report-texts", **whose, limit=50),
        frozen=partial(client.look, "/quarterly-reports", **whose, status="frozen", limit=5),
        allowed=partial(allowed_on, visit, organization_id),
    )
    live = found["report"]
    texts = {each["slot"]: each for each in _items(found["texts"])}
    frozen = [each for each in _items(found["frozen"]) if each["organization_id"] == organization_id]
    allowed = found["allowed"]
    may_write = allowed is not None and allowed.permits("POST", "/api/v1/quarterly-report-texts")
    return visit.render(
        "reports/report.html", title=live["title"], report=live, texts=texts, frozen=frozen[:1], params=params,
        crumbs=[(live["organization"]["name"], f"/levels/{level}/{organization_id}/overview"), (live["title"], "")],
        may_write=may_write, is_long=_signs(live, texts) > MOST_SIGNS, signs=_signs(live, texts), quarter=quarter,
        quarters=_quarters(visit), figure_address=lambda slot: visit.page_of(slot["href"]),
        panel_of=lambda slot: _panel_address(visit, live, slot),
    )  # fmt: skip


@area.page("/levels/<level>/<organization_id>/quarterly-reports/<quarter>/word")
def word(visit: Visit, level: str, organization_id: str, quarter: str) -> Response:
    """Hand on the report as a Word file."""
    path = REPORT.format(level=level, organization_id=organization_id, quarter=quarter)
    return _file(visit.client.read_as(path, WORD))


@area.page("/levels/<level>/<organization_id>/figures/<indicator>/panel")
def panel(visit: Visit, level: str, organization_id: str, indicator: str) -> str:
    """Show beside a report where one of its figures comes from."""
    here, client = f"/levels/{level}/{organization_id}", visit.client
    when = {name: request.args.get(name) for name in ("period", "as_of")}
    records = {**when, "time": request.args.get("time"), "kind": request.args.get("kind")}
    found = client.gather(
        figure=partial(client.get, f"{here}/indicators/{indicator}", **when),
        records=partial(client.get, f"{here}/figures/{indicator}/records", limit=10, **records),
        dictionary=partial(client.get, "/indicators"),
    )
    known = next(each for each in found["dictionary"]["items"] if each["indicator"] == indicator)
    return visit.render(
        "reports/panel.html", title=known["name"], known=known, figure=found["figure"]["figure"], here=here,
        siblings=found["figure"]["siblings"], records=found["records"], indicator=indicator, when=records,
    )  # fmt: skip


@area.page("/quarterly-reports/<quarterly_report_id>")
def frozen_report(visit: Visit, quarterly_report_id: str) -> str:
    """Show a report as it was frozen, and which of its figures are others by what is known now."""
    path = f"/quarterly-reports/{quarterly_report_id}"
    found = visit.client.gather(
        report=partial(visit.client.get, path), changes=partial(visit.client.look, f"{path}/changes")
    )
    kept = found["report"]
    if kept["document"] is None:
        abort(404)
    document, organization = kept["document"], kept["document"]["organization"]
    return visit.render(
        "reports/frozen.html", title=document["title"], report=document, kept=kept, changes=_items(found["changes"]),
        texts={each["slot"]: each for each in kept["texts"] or []}, may_write=False, is_long=False, frozen=[],
        crumbs=[(organization["name"], f"/levels/{organization['level']}/{organization['id']}/overview"),
                (document["title"], "")],
        figure_address=lambda slot: visit.link(f"{path}/records", href=slot["href"]),
    )  # fmt: skip


@area.page("/quarterly-reports/<quarterly_report_id>/records")
def frozen_records(visit: Visit, quarterly_report_id: str) -> str:
    """List the records behind a figure as they were when it was frozen."""
    kept = visit.client.get(f"/quarterly-reports/{quarterly_report_id}")
    document = kept["document"] or {"title": "", "records": {}}
    behind = document["records"].get(request.args.get("href", ""), {})
    rows = [(href, visit.page_of(href), value) for href, value in behind.items()]
    crumbs = [(document["title"], f"/quarterly-reports/{quarterly_report_id}"), (visit.words("reports.records"), "")]
    return visit.render("reports/records.html", title=visit.words("reports.records"), crumbs=crumbs, rows=rows)


def _items(answer: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [] if answer is None else list(answer["items"])


def _signs(live: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> int:
    sentences = [one for section in live["sections"] for part in section["parts"] for one in part["sentences"]]
    pieces = (each for one in sentences for each in one["segments"])
    said = (str(each["slot"]["value"]) if each["slot"] else each["text"] for each in pieces)
    return sum(map(len, said)) + sum(len(each["text"] or "") for each in texts.values())


def _quarters(visit: Visit) -> list[str]:
    """Return the quarters of which a report may be wanted: the present one and the four before it."""
    number = visit.today.year * 4 + (visit.today.month - 1) // 3
    return [f"{each // 4}Q{each % 4 + 1}" for each in range(number, number - 5, -1)]


def _panel_address(visit: Visit, live: Mapping[str, Any], slot: Mapping[str, Any]) -> str:
    whose = live["organization"]
    when = {"period": live["quarter"], "as_of": live["tree_as_of"], "time": slot["time"], "kind": slot["kind"]}
    return visit.link(f"/levels/{whose['level']}/{whose['id']}/figures/{slot['indicator']}/panel", **when)


def _file(answer: Answer) -> Response:
    response = Response(answer.content, content_type=answer.headers["Content-Type"])
    response.headers["Content-Disposition"] = answer.headers.get("Content-Disposition", "attachment")
    return response


def _what_is_frozen(visit: Visit, live: Record) -> list[tuple[str, str]]:
    figures = len(re.findall(r"'slot': \{", str(live)))
    return [
        (visit.words("reports.freeze.report"), live["title"]),
        (visit.words("reports.freeze.day"), formats.plain_day(live["tree_as_of"], visit.today, visit.language)),
        (visit.words("reports.freeze.figures"), visit.words("reports.freeze.counted", n=figures)),
    ]


def _while_running(_visit: Visit, _params: Params, live: Record) -> Mapping[str, Any]:
    return {"while_running": live["is_running"]}


def _report_of_text(_visit: Visit, _params: Params, answer: Answer) -> str:
    said = answer.json
    return f"/console/quarterly-report-texts/{said['id']}/report"


@area.page("/quarterly-report-texts/<text_id>/report")
def report_of_text(visit: Visit, text_id: str) -> Response:
    """Go back to the report in which words were typed."""
    said = visit.client.get(f"/quarterly-report-texts/{text_id}")
    place = visit.client.get(f"/organizations/{said['organization_id']}")
    path = REPORT.format(level=place["level"], organization_id=place["id"], quarter=said["quarter"])
    return go(visit.link(f"{path}#{said['slot']}", after=request.args.get("after")))


serve_form(
    area,
    FormView(
        method="POST", path=f"{REPORT}/freezes", words="reports.freeze", about=_what_is_frozen, values=_while_running,
        after=lambda _visit, _params, answer: f"/api/v1/quarterly-reports/{answer.json['id']}",
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path="/quarterly-report-texts", words="reports.write", fields=("text",), after=_report_of_text,
        hidden=("organization_id", "quarter", "slot"),
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="PATCH", path="/quarterly-report-texts/{text_id}", words="reports.amend", fields=("text",),
        after=_report_of_text,
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path="/quarterly-reports", words="reports.list", opens="/quarterly-reports/{id}", filters=("quarter", "status"),
        groups={"status": "quarterly_report_status"},
        columns=(
            Column(name="quarter"), Column(name="organization_id", kind="unit"), STATUS,
            Column(name="frozen_at", kind="moment"), Column(name="superseded_because"),
        ),
    ),
)  # fmt: skip
