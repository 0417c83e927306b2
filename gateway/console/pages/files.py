"""Files: the two imports, each tried beside the file before it is confirmed, and where lists are exported."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, request

from gateway.console import choices
from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.directory import cursor_of
from gateway.console.downloads import serve_download
from gateway.console.forms.filled import new_key
from gateway.console.sign_in import SignInNeeded
from gateway.console.visit import Visit, go

area = Area("files")
RUNNING = frozenset({"receiving", "waiting", "running"})
ROWS = 50


@dataclass(frozen=True)
class Import:
    """One kind of import: its address, its fields besides the file, the columns of its template, who may use it."""

    name: str
    path: str
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    roles: frozenset[str]

    def job(self, job_id: str) -> str:
        """Return the address of one of its jobs."""
        return f"{self.path}/{job_id}"


IMPORTS = {
    each.name: each
    for each in (
        Import(
            "organizations", "/organizations/imports", ("effective_on",),
            ("code", "name", "level", "parent_code", "lon_gcj02", "lat_gcj02"),
            frozenset({"district_staff", "system_admin"}),
        ),
        Import(
            "points", "/point-imports", ("organization_id", "basis"),
            ("member_id", "item", "occurred_on", "times", "reason", "evidence"),
            frozenset({"district_staff", "street_staff", "community_staff"}),
        ),
    )
}  # fmt: skip


@area.page("/files")
def files(visit: Visit) -> str:
    """Show which imports there are for a person, what became of the last ones, and what may be exported."""
    role = visit.capacity.role if visit.capacity else ""
    jobs = visit.client.look("/jobs", limit=20) or {"items": []}
    lists = [each for each in EXPORTED if visit.page_of(f"/api/v1{each}")]
    return visit.render(
        "files/files.html", title=visit.words("menu.files"), lists=lists,
        imports=[each for each in IMPORTS.values() if role in each.roles],
        jobs=[each for each in jobs["items"] if each["kind"].endswith("import")],
    )  # fmt: skip


EXPORTED = (
    "/organizations", "/activities", "/projects", "/demonstration-points", "/visits", "/notices", "/data-requests",
)  # fmt: skip
"""Lists that are often asked for as a file; every other one has the same links above its rows."""


@area.page("/files/templates/<name>.csv", file=True)
def template(visit: Visit, name: str) -> Response:
    """Hand out an empty table with the headings of an import, as Excel opens it."""
    columns = IMPORTS[name].columns if name in IMPORTS else ()
    line = ",".join(visit.words(f"files.columns.{each}") for each in columns)
    given = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(f"\ufeff{line}\r\n", content_type="text/csv; charset=utf-8", headers=given)


@area.page("/organizations/imports/new", methods=("GET", "POST"))
def import_organizations(visit: Visit) -> "str | Response":
    """Take a district over from a file."""
    return _import(visit, IMPORTS["organizations"])


@area.page("/point-imports/new", methods=("GET", "POST"))
def import_points(visit: Visit) -> "str | Response":
    """Enter points that were approved on paper."""
    return _import(visit, IMPORTS["points"])


@area.page("/organizations/imports/<job_id>")
def organizations_job(visit: Visit, job_id: str) -> str:
    """Show what became of a file of organizations, row by row."""
    return _job(visit, IMPORTS["organizations"], job_id)


@area.page("/point-imports/<job_id>")
def points_job(visit: Visit, job_id: str) -> str:
    """Show what became of a file of points, row by row."""
    return _job(visit, IMPORTS["points"], job_id)


serve_download(area, "/organizations/imports/{job_id}/annotated-sheet")
serve_download(area, "/point-imports/{point_import_id}/annotated-sheet")


def _import(visit: Visit, kind: Import) -> "str | Response":
    if request.method == "GET":
        return _form(visit, kind, None)
    is_trial = "trial" in request.form
    sent: dict[str, Any] = {name: request.form.get(name, "") for name in kind.fields}
    given = request.files.get("file")
    if given is not None and given.filename:
        sent["file"] = (given.stream, given.filename)
    answer = visit.client.upload(kind.path, sent | ({"dry_run": "true"} if is_trial else {}), key=new_key())
    if answer.status == 401:  # noqa: PLR2004 - HTTP's own number
        raise SignInNeeded
    is_beside = "HX-Request" in request.headers
    if answer.is_refusal:
        page = visit.render("files/refused.html", title="", details=_details(answer)) if is_beside else None
        return Response(page or _form(visit, kind, answer), 200 if is_beside else answer.status)
    job_id = answer.json["id"]
    if is_beside:
        return _result(visit, kind, visit.client.get(kind.job(job_id)))
    return go(visit.link(kind.job(job_id), after=answer.position))


def _form(visit: Visit, kind: Import, refused: Answer | None) -> str:
    title = visit.words(f"files.{kind.name}.title")
    values = {"effective_on": visit.today.isoformat()} | {name: request.form[name] for name in request.form}
    return visit.render(
        "files/import.html", title=title, kind=kind, values=values, crumbs=[(title, "")],
        units=choices.units(visit) if "organization_id" in kind.fields else [],
        details=_details(refused) if refused else [],
    )  # fmt: skip


def _job(visit: Visit, kind: Import, job_id: str) -> str:
    found = visit.client.get(kind.job(job_id))
    if "HX-Request" in request.headers:
        return _result(visit, kind, found)
    title = found["file_name"] or visit.words(f"files.{kind.name}.title")
    way = [(visit.words(f"files.{kind.name}.title"), f"{kind.path}/new"), (title, "")]
    return visit.render("files/job.html", title=title, crumbs=way, **_shown(visit, kind, found))


def _result(visit: Visit, kind: Import, job: Mapping[str, Any]) -> str:
    return visit.render("files/result.html", title="", **_shown(visit, kind, job))


def _shown(visit: Visit, kind: Import, job: Mapping[str, Any]) -> dict[str, Any]:
    wanted = request.args.get("outcome") or ("refused" if (job.get("outcomes") or {}).get("refused") else "")
    is_running = job["state"] in RUNNING
    rows = partial(
        visit.client.look, f"{kind.job(job['id'])}/rows", limit=ROWS, outcome=wanted,
        cursor=request.args.get("cursor"),
    )  # fmt: skip
    found = (None if is_running else rows()) or {"items": [], "next": None}
    outcomes: Mapping[str, int] = job.get("outcomes") or {}
    return {
        "kind": kind, "job": job, "is_running": is_running, "rows": found["items"], "outcomes": outcomes,
        "wanted": wanted, "next_cursor": cursor_of(found["next"]), "faulty": outcomes.get("refused", 0),
        "notes": [*(job.get("notes") or []), *([job["reason"]] if job.get("reason") else [])],
    }  # fmt: skip


def _details(answer: Answer) -> list[str]:
    errors = answer.problem.get("errors") or [{"detail": answer.problem.get("detail", "")}]
    return [str(each["detail"]) for each in errors]
