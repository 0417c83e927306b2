"""Headings are found where offices put them, days and codes are read as they wrote them, and what was read is said."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from werkzeug.datastructures import FileStorage

from gateway.table_files import FORMS, Form, read_grid, read_table
from gateway.table_files.forms import described, folded
from shared.errors import Invalid
from tests.gateway.old_excel import old_workbook
from tests.tooling.trees import ROOT

Rows = Sequence[Sequence[Any]]
TREE, POINTS = FORMS["organizations"], FORMS["point_imports"]
HEAD = ["区划代码", "名称", "级别", "上级代码"]
FIRST = ["350211", "集美区", "区", ""]
READ = dict(zip(("code", "name", "level", "parent_code"), FIRST, strict=True))
COVER = [["集美区委组织部"], ["填表说明"], ["一、", "请如实填写名称"]]


def read(content: bytes, form: Form = TREE) -> list[dict[str, Any]]:
    return read_table(FileStorage(io.BytesIO(content), "table"), form)


def read_first(content: bytes) -> dict[str, Any]:
    (row,) = read(content)
    return {name: cell for name, cell in row.items() if name != "number"}


def refused(content: bytes, form: Form = TREE) -> Invalid:
    with pytest.raises(Invalid) as found:
        read(content, form)
    return found.value


def separated(rows: Rows, separator: str = ",") -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode()


def workbook(rows: Rows, *, before: dict[str, tuple[Rows, str]] | None = None, since_1904: bool = False) -> bytes:
    """Return an .xlsx file with sheets before the one that has these rows, each visible or hidden."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else book.epoch
    sheets = {**(before or {}), "名册": (rows, "visible")}
    for name, (lines, state) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(list(line))
    book.remove(book.worksheets[0])
    book.active = len(sheets) - 1
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


every_kind = pytest.mark.parametrize("write", [separated, workbook, old_workbook], ids=["csv", "xlsx", "xls"])


@every_kind
@pytest.mark.parametrize(
    "above",
    [
        [["集美区组织一览表"]],
        [["集美区组织一览表", "", "", ""], [], ["填表单位：区委组织部", "", "填表日期：2026年11月2日"]],
        [["组织信息", "", "", "上级"], ["（一）", "（二）", "（三）", "（四）"]],
        [[f"说明 {number}"] for number in range(19)],
    ],
)
def test_headings_are_found_below_titles(write: Callable[[Rows], bytes], above: Rows) -> None:
    (row,) = read(write([*above, HEAD, FIRST]))
    assert row == READ | {"number": len(above) + 2}


@every_kind
def test_headings_below_the_first_twenty_lines_are_none(write: Callable[[Rows], bytes]) -> None:
    assert refused(write([*([f"说明 {number}"] for number in range(20)), HEAD, FIRST])).code == "file_columns_missing"


@pytest.mark.parametrize(
    "heading",
    [
        ["\u200b区划代码", "名称\ufeff", "级\u00a0别", "上级代码\u2060"],
        [" 区划\n代码", "名　称", "　级别", "上级 代码 "],
        ["*区划代码", "名称（必填）", "级别(区/街道/社区)", "上级代码："],
        ["行政区划代码", "单位名称", "行政级别", "上级单位代码"],
        ["统计用区划代码【12位】", "组织名称", "层级", "上级编码"],
        ["CODE", "Name", "LEVEL", "Parent Code"],
        ["division_code", "name", "level", "parent-code"],
    ],
)
def test_headings_are_known_as_offices_write_them(heading: list[str]) -> None:
    assert read_first(separated([heading, FIRST])) == READ
    assert read_first(workbook([heading, FIRST])) == READ


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff", "\ufeff\u200b\ufeff", ""])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_a_second_byte_order_mark_hides_no_heading(mark: str, separator: str) -> None:
    assert read_first(mark.encode() + separated([["一览表，含说明；"], HEAD, FIRST], separator)) == READ


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_excel_calls_unicode_text_is_read(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert read_first((mark + separated([HEAD, FIRST], "\t").decode()).encode(encoding)) == READ


def test_lines_of_an_old_mac_are_read_below_a_title() -> None:
    assert read_first("一览表\r区划代码,名称,级别,上级代码\r350211,集美区,区,".encode("gb18030")) == READ


def test_a_sheet_behind_a_cover_and_hidden_ones_is_the_one_that_is_read() -> None:
    hidden = [HEAD, ["990000", "旧区", "区", ""]]
    before = {"封面": (COVER, "visible"), "旧": (hidden, "hidden"), "更旧": (hidden, "veryHidden")}
    assert read_first(workbook([["一览表"], HEAD, FIRST], before=before)) == READ
    assert read_first(old_workbook([["一览表"], HEAD, FIRST], hidden=hidden)) == READ


def test_two_visible_sheets_with_rows_are_refused_by_name_and_one_of_headings_alone_is_passed_over() -> None:
    assert read_first(workbook([HEAD, FIRST], before={"模板": ([HEAD], "visible")})) == READ
    refusal = refused(workbook([HEAD, FIRST], before={"东片": ([HEAD, FIRST], "visible")}))
    assert refusal.code == "file_sheets_ambiguous"
    assert "“东片”“名册”" in refusal.text("zh")


def test_of_several_headings_for_one_column_its_own_name_counts_and_two_synonyms_are_refused() -> None:
    line = ["350211001001", "集美街道", "浔江社区", "社区", "350211001"]
    own = separated([["区划代码", "街道名称", "名称", "级别", "上级代码"], line])
    assert read_first(own)["name"] == "浔江社区"
    refusal = refused(separated([["区划代码", "街道名称", "社区名称", "级别", "上级代码"], line]))
    assert refusal.code == "file_columns_ambiguous"
    assert "“街道名称”“社区名称”都可能是“名称”" in refusal.text("zh")
    entry = ["7", "m1", "帮困", "helping", "2026-11-02", "好事"]
    points = separated([["编号", "党员编号", "加分项目", "项目代码", "发生日期", "事由"], entry])
    assert [(row["member_id"], row["item"]) for row in read(points, POINTS)] == [("m1", "helping")]


def test_a_comma_without_quotes_cuts_nothing_off_in_silence() -> None:
    lines = ["党员编号,项目代码,发生日期,事由", "m1,helping,2026-11-02,帮老人,扫院子"]
    refusal = refused("\n".join(lines).encode(), POINTS)
    assert refusal.code == "file_row_longer"
    assert "第 2 行" in refusal.text("zh")
    noted = separated([[*HEAD, ""], [*FIRST, "已核"]])
    assert read_first(noted) == read_first(separated([HEAD, [*FIRST, "", " "]])) == READ


def test_a_refusal_says_in_chinese_what_was_read_and_what_is_expected() -> None:
    said = refused(workbook([["一览表"], ["code", "单位名称", "areaCode"], FIRST])).text("zh")
    for part in (
        "缺少：级别、上级代码",
        "工作表“名册”第 2 行：“code”、“单位名称”、“areaCode”",
        "区划代码、名称、级别、上级代码",
    ):
        assert part in said
    assert "division code, name, level, parent code" in refused(b"a,b\n1,2\n").text("en")
    assert "没有内容" in refused(b"").text("zh")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html xmlns:x='urn:schemas'><table><tr><td>1</td></tr></table></html>", "file_is_web_page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "file_is_web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "file_is_web_page"),
        (b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "file_has_password"),
        ('区划代码,名称,级别,上级代码\n350211,"集美"区,区,\n'.encode(), "file_quotes"),
    ],
)
def test_what_is_another_kind_of_file_is_told_so(content: bytes, code: str) -> None:
    assert refused(content).code == code


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("'350211", "350211"),
        ('="350211"', "350211"),
        ("＝“350211”", "350211"),
        ("350211.0", "350211"),
        ("３５０２１１．０", "３５０２１１"),
        ("3.50211E+11", "3.50211E+11"),
        ("350211.5", "350211.5"),
    ],
)
def test_what_spreadsheets_do_to_a_code_is_undone(cell: str, said: str) -> None:
    # In an .xlsx, what begins with = is a formula.
    for write in (separated, old_workbook) if cell.startswith("=") else (separated, old_workbook, workbook):
        assert read(write([HEAD, [cell, *FIRST[1:]]]))[0]["code"] == said


ROW = ["m1", "helping", "", "好事"]
POINTS_HEAD = ["党员编号", "项目代码", "发生日期", "事由"]
DAY = date(2026, 11, 2)
SERIAL = (DAY - date(1899, 12, 30)).days
SERIAL_1904 = (DAY - date(1904, 1, 1)).days


def day(content: bytes) -> str:
    return str(read(content, POINTS)[0]["occurred_on"])


def dated(cell: Any) -> Rows:
    return [POINTS_HEAD, [*ROW[:2], cell, ROW[3]]]


@pytest.mark.parametrize("write", [workbook, old_workbook], ids=["xlsx", "xls"])
def test_a_day_of_a_workbook_is_that_day_in_both_date_systems(write: Callable[..., bytes]) -> None:
    assert day(write(dated(SERIAL))) == day(write(dated(SERIAL + 0.5))) == DAY.isoformat()
    assert day(write(dated(SERIAL_1904), since_1904=True)) == DAY.isoformat()
    assert day(write(dated(str(SERIAL_1904)), since_1904=True)) == DAY.isoformat()
    assert day(write(dated(DAY))) == DAY.isoformat()


def test_a_date_of_a_workbook_that_counts_from_1904_is_that_day() -> None:
    assert day(workbook(dated(DAY), since_1904=True)) == DAY.isoformat()


WRITTEN = ("2026-11-02", "2026-11-2", "2026/11/2", "2026/11/02", "2026.11.2", "2026年11月2日", "2026 年 11 月 2 日")


@pytest.mark.parametrize("text", [*WRITTEN, "２０２６／１１／２", str(SERIAL)])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    for write in (separated, workbook, old_workbook):
        assert day(write(dated(text))) == DAY.isoformat()


NO_DAYS = ("2026-W45-1", "20261102", "2026-306", "11/2/2026", "2026-11/2", "2026年11月", "2026-13-1", "26-11-2", "1_0")


@pytest.mark.parametrize("text", [*NO_DAYS, "2026/11/2 0:00"])
def test_what_is_no_day_to_people_stays_as_it_is_and_is_refused_later(text: str) -> None:
    assert day(separated(dated(text))) == text


def test_a_number_in_a_column_of_no_days_is_no_day() -> None:
    assert read(workbook([HEAD, [SERIAL, *FIRST[1:]]]))[0]["code"] == str(SERIAL)


@pytest.mark.parametrize("write", [workbook, old_workbook], ids=["xlsx", "xls"])
def test_a_grid_is_read_from_a_workbook_too(write: Callable[[Rows], bytes]) -> None:
    grid = read_grid(
        FileStorage(io.BytesIO(write([["路程"], ["", "甲", "乙"], ["甲", "", 5.5], ["乙", 7, ""]])), "m"), 3
    )
    assert grid == [["路程"], ["", "甲", "乙"], ["甲", "", "5.5"], ["乙", "7"]]


def test_the_grid_of_a_workbook_is_the_visible_sheet_of_numbers() -> None:
    before = {"封面": (COVER, "visible"), "旧": ([[1, 2, 3]] * 9, "hidden")}
    content = workbook([["", "甲"], ["甲", 5]], before=before)
    assert read_grid(FileStorage(io.BytesIO(content), "m"), 3) == [["", "甲"], ["甲", "5"]]


@pytest.mark.parametrize("name", FORMS)
def test_no_heading_means_two_columns_of_a_form(name: str) -> None:
    said = [
        heading
        for column in FORMS[name].columns
        for heading in {folded(each) for each in (*column.headings, column.name, column.en, column.zh)}
    ]
    assert len(said) == len(set(said))


def test_the_columns_of_every_import_stand_in_the_documentation() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for form in FORMS.values():
        for column in form.columns:
            need = "是 yes" if column.required else ""
            others = "、".join(column.headings)
            line = f"| {column.zh} {column.en} | {need} | {column.about_zh} · {column.about_en} | {others} |"
            assert line in page, line


def test_the_columns_of_every_import_stand_in_the_description_of_its_file() -> None:
    for form in FORMS.values():
        for column in form.columns:
            assert column.zh in described(form)
            assert column.about_en in described(form)
