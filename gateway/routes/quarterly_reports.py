"""Freezing of quarterly reports (情况报告), and what has changed since one was frozen."""

from typing import Any

from flask import current_app

from gateway import request_headers
from gateway.blueprints import Blueprint
from gateway.reports.freezing import changes_since, composed_report
from gateway.reports.quarterly import quarterly_report
from gateway.routes.levels import REPORT, require_figures
from gateway.schemas import meetings_reports as frozen
from gateway.schemas import reports as schemas
from gateway.service_calls import call, query_local
from shared.errors import Conflict, Forbidden
from shared.rights import SEE_FIGURES

freezing = Blueprint("freezing of reports", "/api/v1", "情况报告定稿 · freezing reports", service="meetings")


@freezing.post(f"{REPORT}/freezes", schemas.QuarterlyReportFreezing, frozen.QuarterlyReportAnswer, versioned=False)
def freeze_report(level: str, organization_id: str, quarter: str, **said: Any) -> Any:
    """定稿：数字和记录从此不变 · freeze the report as it is now; the one before is superseded."""
    # A key that is missing or not in its form is refused before anything is composed.
    request_headers.idempotency_key()
    require_figures(organization_id, {"period": quarter})
    named = {"organization_id": organization_id, "quarter": quarter}
    composed = query_local(composed_report, level=level, **named)
    document = current_app.json.dumps(schemas.FrozenReport().dump(composed.pop("document")))
    return call("meetings", "freeze_quarterly_report", document=document, **named, **composed, **said)


@freezing.get("/quarterly-reports/<id:quarterly_report_id>/changes", schemas.ReportChangesAnswer)
def report_changes(quarterly_report_id: str) -> Any:
    """定稿之后的变化 · which figures of a frozen report are others by what is known now."""
    report = call("meetings", "quarterly_report", quarterly_report_id=quarterly_report_id)
    document = report["document"]
    if report["digest"] is None:
        raise Conflict("report_not_frozen", quarter=report["quarter"])
    if document is None:
        raise Forbidden("grant_does_not_reach", right=SEE_FIGURES)
    organization = document["organization"]
    require_figures(organization["id"], {"period": report["quarter"]})
    named = {"level": organization["level"], "organization_id": organization["id"], "quarter": report["quarter"]}
    return {"items": changes_since(document, query_local(quarterly_report, **named))}
