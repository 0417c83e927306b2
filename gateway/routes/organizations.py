"""The tree of organizations, valid over time: each of its changes, and a whole district taken over."""

from typing import Any

from werkzeug.datastructures import FileStorage

from gateway.asking import ask, require, require_somewhere
from gateway.blueprints import Blueprint
from gateway.files import FORMS, read_table
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

blueprint = Blueprint(
    "organizations",
    __name__,
    url_prefix="/api/v1/organizations",
    description="组织体系 · the tree of organizations, valid over time",
)
ONE = "/<id:organization_id>"
AMENDABLE = ("division_code", "lon_gcj02", "lat_gcj02", "party_form")


@blueprint.lists("", OrganizationAnswer, query=OrganizationFilter)
def organizations(**asked: Any) -> Any:
    """组织列表 · organizations by division code, as far as one's grants reach."""
    if asked.get("within"):
        require("organizations.read", asked["within"])
    return ask("organizations", "organizations", **asked)


@blueprint.takes("", Opening, ChangeAnswer)
def open_organization(**asked: Any) -> Any:
    """设立组织 · open an organization from a day on."""
    return _changed("open_organization", asked.get("parent_id"), **asked)


@blueprint.shows(ONE, OrganizationDetailAnswer, query=Standing)
def organization(organization_id: str, **asked: Any) -> Any:
    """组织详情 · an organization on a day, with its way up."""
    require_somewhere("organizations.read")
    return ask("organizations", "organization", organization_id=organization_id, **asked)


@blueprint.changes(ONE, Amendment, ChangeAnswer)
def amend_organization(organization_id: str, **asked: Any) -> Any:
    """修改代码、坐标或形式 · set the code, place or form from a day on."""
    changes = {name: asked.pop(name) for name in AMENDABLE if name in asked}
    return _changed("amend_organization", organization_id, organization_id=organization_id, changes=changes, **asked)


@blueprint.lists(f"{ONE}/children", OrganizationAnswer, query=ChildFilter)
def children(organization_id: str, **asked: Any) -> Any:
    """直接下级 · what stands directly below."""
    require("organizations.read", organization_id)
    return ask("organizations", "organizations", parent_id=organization_id, **asked)


@blueprint.lists(f"{ONE}/history", HistoryAnswer)
def history(organization_id: str, **asked: Any) -> Any:
    """变动记录 · what ever changed, newest first: from which day on, recorded when, by whom."""
    require("organizations.read", organization_id)
    return ask("organizations", "history", organization_id=organization_id, **asked)


@blueprint.takes(f"{ONE}/renames", Renaming, ChangeAnswer)
def rename_organization(organization_id: str, **asked: Any) -> Any:
    """更名 · give another name from a day on."""
    return _changed("rename_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.takes(f"{ONE}/moves", Moving, ChangeAnswer)
def move_organization(organization_id: str, **asked: Any) -> Any:
    """调整隶属 · put it, with everything below, under another parent from a day on."""
    return _changed("move_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.takes(f"{ONE}/merges", Merging, ChangeAnswer)
def merge_organizations(organization_id: str, **asked: Any) -> Any:
    """合并 · let others end in this one, or all of them in a new one."""
    return _changed("merge_organizations", organization_id, organization_id=organization_id, **asked)


@blueprint.takes(f"{ONE}/splits", Splitting, SplitAnswer)
def split_organization(organization_id: str, **asked: Any) -> Any:
    """拆分 · divide it into parts."""
    return _changed("split_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.takes(f"{ONE}/closures", Closing, ChangeAnswer)
def close_organization(organization_id: str, **asked: Any) -> Any:
    """撤销 · end it; the day before is its last."""
    return _changed("close_organization", organization_id, organization_id=organization_id, **asked)


@blueprint.takes("/imports", ImportAsked, ImportRequestAnswer, status=202, form=True)
def import_organizations(file: FileStorage, **asked: Any) -> Any:
    """导入一个区 · take a district over from CSV or Excel; ask the job how far it is."""
    require_somewhere("organizations.change")
    rows = read_table(file, FORMS["organizations"])
    return ask("organizations", "request_import", rows=rows, file_name=file.filename or "", **asked)


@blueprint.shows("/imports/<id:job_id>", ImportAnswer)
def import_job(job_id: str) -> Any:
    """导入进度 · how far an import is."""
    return ask("organizations", "import_job", job_id=job_id)


@blueprint.lists("/imports/<id:job_id>/rows", ImportRowAnswer, query=ImportRowFilter)
def import_rows(**asked: Any) -> Any:
    """逐行结果 · what was found about every row of the file."""
    return ask("organizations", "import_rows", **asked)


def _changed(command: str, place: str | None, **asked: Any) -> Any:
    if place is None:
        require_somewhere("organizations.change")
    else:
        require("organizations.change", place)
    return ask("organizations", command, **asked)
