"""The tree of organizations, valid over time: each of its changes, and a whole district taken over."""

from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.blueprints import Blueprint
from gateway.schemas.organizations import (
    Amendment,
    ChangeAnswer,
    ChildFilter,
    Closing,
    HistoryAnswer,
    ImportAnswer,
    ImportAsked,
    ImportRequestAnswer,
    ImportRowAnswer,
    ImportRowFilter,
    Merging,
    Moving,
    Opening,
    OrganizationAnswer,
    OrganizationDetailAnswer,
    OrganizationFilter,
    Renaming,
    SplitAnswer,
    Splitting,
    Standing,
)
from gateway.service_calls import call, require, require_any_scope
from gateway.table_files import FORMS, read_table

blueprint = Blueprint(
    "organizations",
    __name__,
    url_prefix="/api/v1/organizations",
    description="组织体系 · the tree of organizations, valid over time",
)
ONE = "/<id:organization_id>"
AMENDABLE = ("division_code", "lon_gcj02", "lat_gcj02", "party_form")


@blueprint.list("", OrganizationAnswer, query=OrganizationFilter)
def organizations(**asked: Any) -> Any:
    """组织列表 · organizations by division code, as far as one's grants reach."""
    if asked.get("within"):
        require("organizations.read", asked["within"])
    return call("organizations", "organizations", **asked)


@blueprint.post("", Opening, ChangeAnswer)
def open_organization(**asked: Any) -> Any:
    """设立组织 · open an organization from a day on."""
    return _changed("open_organization", asked.get("parent_id"), **asked)


@blueprint.get(ONE, OrganizationDetailAnswer, query=Standing)
def organization(organization_id: str, **asked: Any) -> Any:
    """组织详情 · an organization on a day, with its way up."""
    require_any_scope("organizations.read")
    return call("organizations", "organization", organization_id=organization_id, **asked)


@blueprint.patch(ONE, Amendment, ChangeAnswer)
def amend_organization(organization_id: str, **asked: Any) -> Any:
    """修改代码、坐标或形式 · set the code, place or form from a day on."""
    changes = {name: asked.pop(name) for name in AMENDABLE if name in asked}
    return _changed("amend_organization", organization_id, organization_id=organization_id, changes=changes, **asked)


@blueprint.list(f"{ONE}/children", OrganizationAnswer, query=ChildFilter)
def children(organization_id: str, **asked: Any) -> Any:
    """直接下级 · what stands directly below."""
    require("organizations.read", organization_id)
    return call("organizations", "organizations", parent_id=organization_id, **asked)


@blueprint.list(f"{ONE}/history", HistoryAnswer)
def history(organization_id: str, **asked: Any) -> Any:
    """变动记录 · what ever changed, newest first: from which day on, recorded when, by whom."""
    require("organizations.read", organization_id)
    return call("organizations", "history", organization_id=organization_id, **asked)


@blueprint.post(f"{ONE}/renames", Renaming, ChangeAnswer)
def rename_organization(organization_id: str, **asked: Any) -> Any:
    """更名 · give another name from a day on."""
    return _changed("rename_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.post(f"{ONE}/moves", Moving, ChangeAnswer)
def move_organization(organization_id: str, **asked: Any) -> Any:
    """调整隶属 · put it, with everything below, under another parent from a day on."""
    return _changed("move_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.post(f"{ONE}/merges", Merging, ChangeAnswer)
def merge_organizations(organization_id: str, **asked: Any) -> Any:
    """合并 · let others end in this one, or all of them in a new one."""
    return _changed("merge_organizations", organization_id, organization_id=organization_id, **asked)


@blueprint.post(f"{ONE}/splits", Splitting, SplitAnswer)
def split_organization(organization_id: str, **asked: Any) -> Any:
    """拆分 · divide it into parts."""
    return _changed("split_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.post(f"{ONE}/closures", Closing, ChangeAnswer)
def close_organization(organization_id: str, **asked: Any) -> Any:
    """撤销 · end it; the day before is its last."""
    return _changed("close_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.post("/imports", ImportAsked, ImportRequestAnswer, status=202, form=True)
def import_organizations(file: FileStorage, **asked: Any) -> Any:
    """导入一个区 · take a district over from CSV or Excel; ask the job how far it is."""
    require_any_scope("organizations.change")
    rows = read_table(file, FORMS["organizations"])
    return call("organizations", "request_import", rows=rows, file_name=file.filename or "", **asked)


@blueprint.get("/imports/<id:job_id>", ImportAnswer)
def import_job(job_id: str) -> Any:
    """导入进度 · how far an import is."""
    return call("organizations", "import_job", job_id=job_id)


@blueprint.list("/imports/<id:job_id>/rows", ImportRowAnswer, query=ImportRowFilter)
def import_rows(**asked: Any) -> Any:
    """逐行结果 · what was found about every row of the file."""
    return call("organizations", "import_rows", **asked)


def _changed(command: str, place: str | None, **asked: Any) -> Any:
    if place is None:
        require_any_scope("organizations.change")
    else:
        require("organizations.change", place)
    return call("organizations", command, **asked)
