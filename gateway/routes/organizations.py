"""The tree of organizations, valid over time: each of its changes, and a whole district taken over."""

from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.i18n import language
from gateway.schemas import organizations as schemas
from gateway.service_calls import call, call_every, require, require_any_scope
from gateway.table_files import FORMS, read_table
from gateway.table_files.annotated import annotated
from gateway.table_files.exports import XLSX

blueprint = Blueprint(
    "organizations",
    "/api/v1/organizations",
    "组织体系 · the tree of organizations, valid over time",
    service="organizations",
)
READ, CHANGE = "organizations.read", "organizations.change"
ONE = "/<id:organization_id>"
AMENDABLE = ("division_code", "lon_gcj02", "lat_gcj02", "party_form")


@blueprint.list("", schemas.OrganizationAnswer, query=schemas.OrganizationFilter)
def organizations(**params: Any) -> Any:
    """组织列表 · organizations by division code, as far as one's grants reach."""
    if params.get("within"):
        require(READ, params["within"])
    return call("organizations", "organizations", **params)


@blueprint.post("", schemas.OrganizationOpening, schemas.OrganizationChangeAnswer)
def open_organization(**params: Any) -> Any:
    """设立组织 · open an organization from a day on."""
    if params.get("parent_id") is None:
        require_any_scope(CHANGE)
    else:
        require(CHANGE, params["parent_id"])
    return call("organizations", "open_organization", **params)


blueprint.get(ONE, schemas.OrganizationDetailAnswer, query=schemas.OrganizationDayQuery).calls(
    "organization", READ, "组织详情 · an organization on a day, with its way up.", any_scope=True
)


@blueprint.patch(ONE, schemas.OrganizationAmendment, schemas.OrganizationChangeAnswer)
def amend_organization(organization_id: str, **params: Any) -> Any:
    """修改代码、坐标或形式 · set the code, place or form from a day on."""
    require(CHANGE, organization_id)
    changes = {name: params.pop(name) for name in AMENDABLE if name in params}
    return call("organizations", "amend_organization", organization_id=organization_id, changes=changes, **params)


@blueprint.list(f"{ONE}/children", schemas.OrganizationAnswer, query=schemas.OrganizationChildFilter)
def children(organization_id: str, **params: Any) -> Any:
    """直接下级 · what stands directly below."""
    require(READ, organization_id)
    return call("organizations", "organizations", parent_id=organization_id, **params)


blueprint.list(f"{ONE}/history", schemas.OrganizationHistoryAnswer).calls(
    "history", READ, "变动记录 · what ever changed, newest first: from which day on, recorded when, by whom."
)
blueprint.post(f"{ONE}/renames", schemas.OrganizationRename, schemas.OrganizationChangeAnswer).calls(
    "rename_organization", CHANGE, "更名 · give another name from a day on."
)
blueprint.post(f"{ONE}/moves", schemas.OrganizationMove, schemas.OrganizationChangeAnswer).calls(
    "move_organization", CHANGE, "调整隶属 · put it, with everything below, under another parent from a day on."
)
blueprint.post(f"{ONE}/merges", schemas.OrganizationMerge, schemas.OrganizationChangeAnswer).calls(
    "merge_organizations", CHANGE, "合并 · let others end in this one, or all of them in a new one."
)
blueprint.post(f"{ONE}/splits", schemas.OrganizationSplit, schemas.OrganizationSplitAnswer).calls(
    "split_organization", CHANGE, "拆分 · divide it into parts."
)
blueprint.post(f"{ONE}/closures", schemas.OrganizationClosure, schemas.OrganizationChangeAnswer).calls(
    "close_organization", CHANGE, "撤销 · end it; the day before is its last."
)


@blueprint.post("/imports", schemas.OrganizationImport, schemas.OrganizationImportRequestAnswer, status=202, form=True)
def import_organizations(file: FileStorage, **params: Any) -> Any:
    """导入一个区 · take a district over from CSV or Excel; ask the job how far it is."""
    require_any_scope(CHANGE)
    rows = read_table(file, FORMS["organizations"])
    return call("organizations", "request_import", rows=rows, file_name=file.filename or "", **params)


@blueprint.download("/imports/<id:job_id>/annotated-sheet", XLSX)
def annotated_import(job_id: str) -> Any:
    """批注表：原表加结果和说明 · the file's rows with what becomes of each and why, as a workbook."""
    rows = call_every("organizations", "import_rows", job_id=job_id)
    content = annotated(FORMS["organizations"], rows, language())
    return {"content": content, "file_name": "annotated.xlsx"}


blueprint.get("/imports/<id:job_id>", schemas.OrganizationImportAnswer).calls(
    "import_job", None, "导入进度 · how far an import is."
)
blueprint.list(
    "/imports/<id:job_id>/rows", schemas.OrganizationImportRowAnswer, query=schemas.OrganizationImportRowFilter
).calls("import_rows", None, "逐行结果 · what was found about every row of the file.")
