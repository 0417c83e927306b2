"""Every list is a file as well: typed cells, headings in words, its columns explained, no formula of a stranger."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest

from gateway.blueprints import SERVED
from gateway.table_files.exports import CSV, XLSX, columns_of
from shared.jobs import ENDED
from tests.expect import done, until
from tests.gateway.api_scenario import CODE, FILE, SINCE, YEAR, ApiScenario
from tests.gateway.documented import application
from tests.scenarios.http import POINTS_HEAD

NAMES = ("=1+1", "+86", "@用户", "#N/A", "𠮷野，“甲”\n乙")


@pytest.fixture(scope="module")
def filled(api: ApiScenario) -> ApiScenario:
    """Return the scenario with projects whose titles a spreadsheet might take for something else."""
    here = {"organization_id": api.ids["organization_id"]}
    for title in NAMES:
        body = {"year": YEAR - 1, "category": "work_innovation", "title": title.replace("\n", " "), "lead_post": "书记"}
        done(api.people["community"].post("/projects", body | here))
    return api


def exported(api: ApiScenario, media: str, **options: Any) -> Any:
    query = {"organization_id": api.ids["organization_id"], "year": YEAR - 1, "limit": 2} | options
    headers = {"Accept": media}
    answer = api.people["community"].get("/projects", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == media
    return answer


def test_a_csv_file_has_every_row_and_nothing_that_is_computed(filled: ApiScenario) -> None:
    answer = exported(filled, CSV)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="projects.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    titles = {row["标题"] for row in rows}
    assert {"'=1+1", "'+86", "'@用户", "#N/A", "𠮷野，“甲” 乙"} <= titles
    assert len(rows) > 2


def test_a_list_that_is_too_long_for_a_file_is_refused_whole(filled: ApiScenario, monkeypatch: Any) -> None:
    monkeypatch.setattr("gateway.list_exports.ROWS", 2)
    query = {"organization_id": filled.ids["organization_id"], "year": YEAR - 1}
    refused = filled.people["community"].get("/projects", query_string=query, headers={"Accept": CSV})
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert "2 行" in refused.json["detail"]


def test_a_workbook_has_typed_cells_and_a_sheet_of_its_columns(filled: ApiScenario) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(filled, XLSX).data))
    assert book.sheetnames == ["数据", "字段说明"]
    head, *rows = book["数据"].iter_rows()
    at = {cell.value: number for number, cell in enumerate(head)}
    found = {row[at["标题"]].value: row for row in rows}
    assert {"=1+1", "+86", "@用户", "#N/A"} <= found.keys()
    one = found["=1+1"]
    assert one[at["标题"]].data_type == "s"
    assert (one[at["年度"]].value, one[at["年度"]].data_type) == (YEAR - 1, "n")
    days = [cell.value for row in rows for cell in row if isinstance(cell.value, date)]
    assert days
    explained = [[cell.value for cell in row] for row in book["字段说明"].iter_rows()]
    assert explained[0] == ["列", "字段", "类型", "说明"]
    assert len(explained) == len(head) + 1


def test_chosen_fields_and_english_headings_are_those_of_the_file(filled: ApiScenario) -> None:
    query = {"organization_id": filled.ids["organization_id"], "fields": "title,year"}
    headers = {"Accept": CSV, "Accept-Language": "en"}
    answer = filled.people["community"].get("/projects", query_string=query, headers=headers)
    (head, *_) = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert {"title", "year"} <= set(head)
    assert "lead post" not in head


def test_whoever_may_not_read_a_list_gets_no_file_of_it(filled: ApiScenario) -> None:
    query = {"organization_id": filled.ids["organization_id"]}
    answer = filled.people["stranger"].get("/projects", query_string=query, headers={"Accept": CSV})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    plain = filled.people["community"].get("/projects", query_string=query, headers={"Accept": "text/html, */*;q=0.1"})
    assert plain.mimetype == "application/json"


def lists() -> Iterator[tuple[str, Any]]:
    """Yield every list of the API with what it is a list of."""
    for view in application().view_functions.values():
        operation, route, _ = getattr(view, SERVED, ("", None, ""))
        if route is not None and route.exports is not None:
            yield operation, route.exports


def test_every_column_of_every_list_has_a_heading_in_words() -> None:
    found = list(lists())
    assert len(found) > 100
    bare = {
        (operation, column.name)
        for operation, item in found
        for column in columns_of(item, "zh")
        if not any("一" <= sign <= "鿿" for sign in column.heading)
    }
    assert bare == set()


def annotated(api: ApiScenario, path: str, form: dict[str, Any]) -> list[list[Any]]:
    job = done(api.people["district"].upload(path, form))
    job_id = job["id"]
    until(lambda: done(api.people["district"].get(f"{path}/{job_id}"))["state"], lambda state: state in ENDED)
    answer = api.people["district"].get(f"{path}/{job_id}/annotated-sheet")
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.data))["数据"].iter_rows()]


def test_a_checked_file_comes_back_with_what_becomes_of_each_row(api: ApiScenario) -> None:
    text = f"{FILE}{CODE}002,,street,{CODE}\n"
    form = {"file": (io.BytesIO(text.encode()), "区.csv"), "effective_on": SINCE, "dry_run": "true"}
    head, *rows = annotated(api, "/organizations/imports", form)
    assert head[:3] == ["行", "区划代码", "名称"]
    assert head[-2:] == ["结果", "说明"]
    assert [row[0] for row in rows] == [2, 3, 4]
    assert rows[-1][-2] == "有误"
    assert rows[-1][-1]


def test_a_checked_file_of_points_comes_back_annotated(api: ApiScenario) -> None:
    form = {
        "file": (io.BytesIO(f"{POINTS_HEAD}nobody,helping,2024-05-06,=好事\n".encode()), "积分.csv"),
        "organization_id": api.ids["organization_id"], "basis": "会议纪要", "dry_run": "true",
    }  # fmt: skip
    head, row = annotated(api, "/point-imports", form)
    assert (row[head.index("行")], row[head.index("党员编号")], row[-2]) == (2, "nobody", "有误")
    assert "=好事" in row
