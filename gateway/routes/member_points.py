"""The ledger of member points: totals of one unit's members, one member's entries, reversals, and bulk entry."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.schemas.member_points import (
    PointEntryAnswer,
    PointEntryFilter,
    PointImportAnswer,
    PointImportAsked,
    PointImportRowAnswer,
    PointImportRowFilter,
    PointMemberTotalAnswer,
    PointReversalAsked,
    PointTotalsFilter,
)
from gateway.service_calls import call, call_in_parts, require, require_any_scope
from gateway.table_files import FORMS, Row, read_rows

blueprint = Blueprint(
    "member points", __name__, url_prefix="/api/v1", description="党员积分流水 · the ledger of member points"
)
ENTRY, IMPORT = "/point-entries/<id:entry_id>", "/point-imports/<id:point_import_id>"
ROWS, PART = 100_000, 1_000
"""Rows that a file may have, and rows that travel to the service at once."""


@blueprint.list(
    "/organizations/<id:organization_id>/member-points", PointMemberTotalAnswer, query=PointTotalsFilter, personal=True
)
def members(organization_id: str, **asked: Any) -> Any:
    """本组织党员积分，按编号排列，读取留痕 · totals of a unit's members by id; whoever reads them is on record."""
    require("member_points.read_members", organization_id)
    return call("member_points", "members", organization_id=organization_id, **asked)


@blueprint.list("/members/<id:member_id>/point-entries", PointEntryAnswer, query=PointEntryFilter, personal=True)
def entries(**asked: Any) -> Any:
    """党员积分流水，读取留痕 · a member's ledger; whoever reads it is on record."""
    require_any_scope("member_points.read_members")
    return call("member_points", "entries", **asked)


@blueprint.get(ENTRY, PointEntryAnswer, personal=True)
def entry(entry_id: str) -> Any:
    """一笔积分流水，读取留痕 · one entry; whoever reads it is on record."""
    require_any_scope("member_points.read")
    return call("member_points", "entry", entry_id=entry_id)


@blueprint.post(f"{ENTRY}/reversals", PointReversalAsked, PointEntryAnswer, versioned=False)
def reverse_entry(**asked: Any) -> Any:
    """冲正 · reverse an entry with a reason; nothing is edited or removed."""
    require_any_scope("member_points.approve")
    return call("member_points", "reverse_entry", **asked)


@blueprint.post("/point-imports", PointImportAsked, PointImportAnswer, status=202, form=True)
def import_points(file: FileStorage, organization_id: str, **asked: Any) -> Any:
    """批量录入积分 · enter points from CSV or Excel, all or nothing; ask the job how far it is."""
    require("member_points.approve", organization_id)
    rows = read_rows(file, FORMS["point_imports"], most=ROWS)
    first = list(islice(rows, PART))
    said = {"organization_id": organization_id, "file_name": file.filename or ""}
    job = call_in_parts("member_points", "begin_import", 0, **said, **asked)
    number = 0
    for number, part in enumerate(_parts(first, rows), start=1):
        call_in_parts("member_points", "hand_in_rows", number, point_import_id=job["id"], rows=part)
    return call_in_parts("member_points", "request_import", number + 1, point_import_id=job["id"])


@blueprint.get(IMPORT, PointImportAnswer)
def import_job(point_import_id: str) -> Any:
    """批量录入进度 · how far a bulk entry is."""
    require_any_scope("member_points.read_members")
    return call("member_points", "import_job", point_import_id=point_import_id)


@blueprint.list(f"{IMPORT}/rows", PointImportRowAnswer, query=PointImportRowFilter, personal=True)
def import_rows(**asked: Any) -> Any:
    """逐行结果，读取留痕 · what was found about every row; whoever reads it is on record."""
    require_any_scope("member_points.read_members")
    return call("member_points", "import_rows", **asked)


def _parts(first: list[Row], rows: Iterator[Row]) -> Iterator[list[Row]]:
    part = first
    while part:
        yield part
        part = list(islice(rows, PART))
