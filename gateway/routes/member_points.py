"""The ledger of member points: totals of one unit's members, one member's entries, reversals, and bulk entry."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.i18n import language
from gateway.schemas import member_points as schemas
from gateway.service_calls import call_every, call_in_parts, require
from gateway.table_files import FORMS, Row, read_rows
from gateway.table_files.annotated import annotated
from gateway.table_files.exports import XLSX

READ_MEMBERS = "member_points.read_members"
ENTRY, IMPORT = "/point-entries/<id:entry_id>", "/point-imports/<id:point_import_id>"
ROWS, PART = 100_000, 1_000
blueprint = Blueprint("member points", "/api/v1", "党员积分流水 · the ledger of member points", service="member_points")
"""Rows that a file may have, and rows that travel to the service at once."""

blueprint.list(
    "/organizations/<id:organization_id>/member-points",
    schemas.PointMemberTotalAnswer,
    query=schemas.PointTotalsFilter,
    personal=True,
).calls(
    "members",
    READ_MEMBERS,
    "本组织党员积分，按编号排列，读取留痕 · totals of a unit's members by id; whoever reads them is on record.",
)
blueprint.list(
    "/members/<id:member_id>/point-entries", schemas.PointEntryAnswer, query=schemas.PointEntryFilter, personal=True
).calls("entries", READ_MEMBERS, "党员积分流水，读取留痕 · a member's ledger; whoever reads it is on record.")
blueprint.get(ENTRY, schemas.PointEntryAnswer, personal=True).calls(
    "entry", "member_points.read", "一笔积分流水，读取留痕 · one entry; whoever reads it is on record."
)
blueprint.post(f"{ENTRY}/reversals", schemas.PointEntryReversal, schemas.PointEntryAnswer, versioned=False).calls(
    "reverse_entry", "member_points.approve", "冲正 · reverse an entry with a reason; nothing is edited or removed."
)


@blueprint.post("/point-imports", schemas.PointImport, schemas.PointImportAnswer, status=202, form=True)
def import_points(file: FileStorage, organization_id: str, **params: Any) -> Any:
    """批量录入积分 · enter points from CSV or Excel, all or nothing; ask the job how far it is."""
    require("member_points.approve", organization_id)
    rows = read_rows(file, FORMS["point_imports"], most=ROWS)
    first = list(islice(rows, PART))
    said = {"organization_id": organization_id, "file_name": file.filename or ""}
    job = call_in_parts("member_points", "begin_import", 0, **said, **params)
    number = 0
    for number, part in enumerate(_parts(first, rows), start=1):
        call_in_parts("member_points", "hand_in_rows", number, point_import_id=job["id"], rows=part)
    return call_in_parts("member_points", "request_import", number + 1, point_import_id=job["id"])


blueprint.get(IMPORT, schemas.PointImportAnswer).calls(
    "import_job", READ_MEMBERS, "批量录入进度 · how far a bulk entry is."
)
blueprint.list(f"{IMPORT}/rows", schemas.PointImportRowAnswer, query=schemas.PointImportRowFilter, personal=True).calls(
    "import_rows", READ_MEMBERS, "逐行结果，读取留痕 · what was found about every row; whoever reads it is on record."
)


@blueprint.download(f"{IMPORT}/annotated-sheet", XLSX, personal=True)
def annotated_import(point_import_id: str) -> Any:
    """批注表：原表加结果和说明，读取留痕 · the file's rows with their outcome, as a workbook; reading is on record."""
    rows = call_every("member_points", "import_rows", point_import_id=point_import_id)
    content = annotated(FORMS["point_imports"], rows, language())
    return {"content": content, "file_name": "annotated.xlsx"}


def _parts(first: list[Row], rows: Iterator[Row]) -> Iterator[list[Row]]:
    part = first
    while part:
        yield part
        part = list(islice(rows, PART))
