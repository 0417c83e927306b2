"""The three levels: district, street, community."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Response, current_app, g

from gateway import figure_records, indicator_queries, map_queries, overview_queries, request_headers, sparse_fields
from gateway.app_context import app_context
from gateway.authentication import identity
from gateway.blueprints import Blueprint, accepted_media
from gateway.documents import RENDERERS, OfficialDocument, docx_format
from gateway.figure_sums import asked_for
from gateway.i18n import language
from gateway.reports.quarterly import quarterly_report
from gateway.reports.quarterly_document import document_of_report
from gateway.reports.report_back import report_back
from gateway.reports.report_words import fill_in
from gateway.request_policy import JSON
from gateway.schemas import levels as schemas
from gateway.schemas.reports import LiveReportAnswer, ReportBackOutlineAnswer
from gateway.service_calls import cached, call_every, organs, path_on, query_local, require
from shared.errors import Forbidden, Unavailable
from shared.rights import SEE_FIGURES

NO_AGE = b'"age_seconds": null'
LEVEL = "/levels/<any(district, street, community, branch):level>/<id:organization_id>"
REPORT = "/levels/<any(district, street, community):level>/<id:organization_id>/quarterly-reports/<string:quarter>"
blueprint = Blueprint("levels", "/api/v1", "三级总览 · the three levels")


@dataclass(frozen=True)
class Page:
    """An overview as it is sent, but for its age."""

    text: bytes
    newest: datetime | None
    tag: str

    @classmethod
    def load(cls, params: dict[str, Any]) -> "Page":
        """Load an overview and serialise it as its schema has it."""
        answer = query_local(overview_queries.overview, **params)
        # Thousands of figures are plain numbers and texts already; only what is above them has to be made so.
        lists = {name: answer.pop(name) for name in ("figures", "children")}
        shown = sparse_fields.selected(schemas.OverviewAnswer().dump(answer) | lists)
        text = f"{current_app.json.dumps(shown)}\n".encode()
        return cls(text, answer["freshness"]["as_of"], hashlib.blake2b(text, digest_size=12).hexdigest())

    def at(self, moment: datetime) -> bytes:
        """Return the text with the age that its newest fact has at a moment."""
        if self.newest is None:
            return self.text
        age = max(0.0, (moment - self.newest).total_seconds())
        return self.text.replace(NO_AGE, NO_AGE.replace(b"null", b"%.1f" % age), 1)


@blueprint.get(f"{LEVEL}/overview", schemas.OverviewAnswer, query=schemas.OverviewQuery)
def overview(organization_id: str, **params: Any) -> Any:
    """总览：本级及直接下级的各项数字 · the figures of an organization and of everyone directly below."""
    require_figures(organization_id, params)
    here, params = app_context(), params | {"organization_id": organization_id}
    given = sorted((name, str(value)) for name, value in params.items())
    paths = [path_on(organization_id, day) for day in _days(params)]
    sees_below = any(identity().actor.reaches_below(SEE_FIGURES, path) for path in paths)
    key = ("overview", here.today, language(), g.get("selected_fields"), sees_below, *given)
    page = cached(key, partial(Page.load, params))
    request_headers.note_reading(page.tag)
    return Response(page.at(here.clock()), mimetype=JSON)


@blueprint.get(f"{LEVEL}/indicators/<string:indicator>", schemas.IndicatorOfAnswer, query=schemas.IndicatorOfQuery)
def indicator_of(organization_id: str, **params: Any) -> Any:
    """一个指标：本期、上期、同级、分类和走势 · one figure, the period before, siblings, kinds and its series."""
    require_figures(organization_id, params)
    here, params = app_context(), params | {"organization_id": organization_id, "selected": g.get("selected_fields")}
    given = sorted((name, str(value)) for name, value in params.items() if name != "selected")
    paths = [path_on(organization_id, day) for day in _days(params)]
    above = [identity().actor.reaches_below(SEE_FIGURES, path[n:]) for path in paths for n in (0, 1) if path[n:]]
    key = ("indicator", here.today, language(), params["selected"], *above, *given)
    return cached(key, partial(query_local, indicator_queries.indicator_of, **params))


@blueprint.get(f"{LEVEL}/map", schemas.MapAnswer, query=schemas.MapQuery)
def map_of(organization_id: str, **params: Any) -> Any:
    """地图：下级组织的位置和一个指标 · where the organizations below stand, and one figure of each."""
    require_figures(organization_id, params)
    found = query_local(map_queries.map_of, organization_id=organization_id, **params)
    return found | {"attribution": app_context().settings.map_attribution}


@blueprint.list(
    f"{LEVEL}/figures/<string:indicator>/records", schemas.FigureRecordAnswer, query=schemas.FigureRecordsQuery
)
def records(organization_id: str, **params: Any) -> Any:
    """一个数字背后的记录 · the records behind a figure."""
    require_figures(organization_id, params)
    return query_local(figure_records.records, organization_id=organization_id, **params)


def require_figures(organization_id: str, params: dict[str, Any]) -> None:
    """Require the right to see figures where the organization is, or was in the tree that is asked for."""
    require(SEE_FIGURES, organization_id, day=_days(params)[0])


def _days(params: dict[str, Any]) -> tuple[date, date]:
    """Return the day whose tree is asked for, and today: who sees below on either is shown what is below."""
    asked = {name: params.get(name) for name in ("period", "quarter", "as_of")}
    return asked_for(app_context().today, **asked).tree_day, app_context().today


def _on_paper(report: dict[str, Any]) -> OfficialDocument:
    organization_id = report["organization"]["id"]
    return document_of_report(report, organs([organization_id], report["until"])[organization_id])


@blueprint.get(REPORT, LiveReportAnswer, on_paper=_on_paper)
def report_of_quarter(level: str, organization_id: str, quarter: str) -> Any:
    """季度情况报告：每个数字都能打开 · live, every figure opens; by Accept as JSON, as HTML, as a Word file."""
    require_figures(organization_id, {"period": quarter})
    named = {"organization_id": organization_id, "quarter": quarter}
    # The Word file is the official document, which is in Chinese whoever reads it.
    tongue = "zh" if accepted_media((JSON, *RENDERERS)) == docx_format.MEDIA else language()
    report = query_local(quarterly_report, level=level, tongue=tongue, **named)
    try:
        fill_in(report, call_every("meetings", "report_texts", **named))
    except (Unavailable, Forbidden):
        return report | {"words_known": False}
    return report | {"words_known": True}


@blueprint.get(f"{LEVEL}/report-back-outlines/<string:quarter>", ReportBackOutlineAnswer)
def report_back_outline(level: str, organization_id: str, quarter: str) -> Any:
    """汇报提纲：变化最大的数字、未解决的问题、下季度到期 · what a unit's report to a meeting begins with."""
    require_figures(organization_id, {"period": quarter})
    return query_local(report_back, level=level, organization_id=organization_id, quarter=quarter)


@blueprint.get("/indicators", schemas.IndicatorDictionaryAnswer)
def indicators() -> Any:
    """指标字典 · the data dictionary."""
    return {"items": overview_queries.dictionary()}
