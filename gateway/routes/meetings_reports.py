"""Quarterly reports (情况报告): those that were frozen, and the words that people type beside the figures."""

from gateway.blueprints import Blueprint
from gateway.schemas import meetings_reports as schemas

READ, HOLD = "meetings.read", "meetings.hold"

reports = Blueprint(
    "quarterly reports", "/api/v1/quarterly-reports", "定稿的情况报告 · frozen quarterly reports", service="meetings"
)

reports.list("", schemas.QuarterlyReportAnswer, query=schemas.QuarterlyReportFilter).calls(
    "quarterly_reports", READ, "定稿的情况报告列表 · the frozen reports of an organization and everyone below it."
)
reports.get("/<id:quarterly_report_id>", schemas.QuarterlyReportDetailAnswer).calls(
    "quarterly_report", READ, "一份情况报告 · a report with what was frozen, and its way."
)

texts = Blueprint(
    "quarterly report texts",
    "/api/v1/quarterly-report-texts",
    "情况报告中填写的文字 · words typed in quarterly reports",
    service="meetings",
)

texts.list("", schemas.ReportTextAnswer, query=schemas.ReportTextFilter).calls(
    "report_texts", READ, "一份报告中填写的文字 · the words typed at the slots of a report."
)
texts.post("", schemas.ReportTextWriting, schemas.ReportTextAnswer).calls(
    "write_report_text", HOLD, "填写文字 · type words at a slot of a report."
)
texts.get("/<id:text_id>", schemas.ReportTextAnswer).calls("report_text", READ, "一处文字 · the words at one slot.")
texts.patch("/<id:text_id>", schemas.ReportTextAmendment, schemas.ReportTextAnswer).calls(
    "amend_report_text", HOLD, "修改文字 · change the words at a slot, or remove them with null."
)
