"""Tables that people hand in, as their programs write them: read right, or refused with the reason."""

import csv
import io
import re
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import Any

import openpyxl
import pytest
from openpyxl import DEFUSEDXML
from werkzeug.datastructures import FileStorage

from gateway.table_files import CELL, COLUMNS, LAST_LINE, ROWS, UNPACKED, Column, Form, read_grid, read_table
from shared.errors import Invalid
from tests.expect import done
from tests.gateway.api_scenario import FILE, SINCE, ApiScenario
from tests.gateway.old_excel import old_workbook

FORM = Form(
    (
        Column(name="code", zh="代码", en="code", kind="code", required=True),
        Column(name="name", zh="名称", en="name", required=True, headings=("单位名称",)),
        Column(name="level", zh="级别", en="level"),
        Column(name="on", zh="日期", en="on", kind="day"),
    )
)
HEAD, FIRST = ["代码", "名称"], ["350203", "湖滨社区"]
READ = [{"code": "350203", "name": "湖滨社区", "number": 2}]
Sheet = Sequence[Sequence[Any]]
INLINE = re.compile(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>')
SPACE = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def read(content: bytes) -> list[dict[str, Any]]:
    return read_table(FileStorage(io.BytesIO(content), "district"), FORM)


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as found:
        read(content)
    assert found.value.field == "file"
    assert found.value.text("en")
    return found.value.code


def separated(rows: Sheet, separator: str = ",", ending: str = "\r\n") -> bytes:
    """Return a CSV file in UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=ending).writerows(rows)
    return written.getvalue().encode()


def workbook(rows: Sheet, *, far: tuple[int, int, Any] | None = None) -> bytes:
    """Return an .xlsx file whose first sheet has these rows, and a cell `far` away."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if far is not None:
        book.active.cell(*far)
    book.create_sheet("说明").append(["代码", "不是第一张表"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """Return an .xlsx file with its parts written otherwise, and some more of them."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(part.filename, change(part.filename, before.read(part)))
        for name, text in more:
            after.writestr(name, text)
    return written.getvalue()


def shared_workbook(rows: Sheet, declared: bytes = b"") -> bytes:
    """Return an .xlsx file as Excel itself writes it: all texts in one part, and their numbers in the cells."""
    content = workbook(rows)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        texts = INLINE.findall(packed.read("xl/worksheets/sheet1.xml"))
    numbers = iter(range(len(texts)))

    def change(name: str, text: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return text.replace(b"</Types>", SHARED + b"</Types>")
        if name.endswith("/sheet1.xml"):
            return INLINE.sub(lambda _: b't="s"><v>%d</v>' % next(numbers), text)
        return text

    said = b"".join(b"<si><t>" + text + b"</t></si>" for text in texts)
    return rewritten(content, change, ("xl/sharedStrings.xml", declared + b"<sst xmlns=%s>%s</sst>" % (SPACE, said)))


def in_sheet(rows: Sheet, old: bytes, new: bytes) -> bytes:
    """Return an .xlsx file in whose first sheet something stands in the place of something else."""

    def change(name: str, text: bytes) -> bytes:
        if not name.endswith("/sheet1.xml"):
            return text
        assert old in text
        return text.replace(old, new, 1)

    return rewritten(workbook(rows), change)


WRITERS = {"csv": separated, "xlsx": workbook, "xlsx of Excel": shared_workbook, "xls": old_workbook}
every_kind = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


class TestAnyKind:
    @every_kind
    def test_a_table_is_read_with_its_line_numbers(self, write: Callable[[Sheet], bytes]) -> None:
        rows = [HEAD, FIRST, ["", ""], [" ", ""], ["350204", "东社区"]]
        assert read(write(rows)) == [*READ, {"code": "350204", "name": "东社区", "number": 5}]

    @every_kind
    def test_headings_are_known_by_any_of_their_names_in_any_order(self, write: Callable[[Sheet], bytes]) -> None:
        assert read(write([["备注", " Name ", "CODE"], ["无", "湖滨社区", "350203"]])) == READ

    @every_kind
    def test_what_has_no_name_is_left_out_and_what_is_short_stays_short(self, write: Callable[[Sheet], bytes]) -> None:
        (row,) = read(write([["代码", "", "名称", "level"], ["350203", "x", "湖滨社区"]]))
        assert {name: cell for name, cell in row.items() if cell} == READ[0]

    @every_kind
    def test_a_table_of_headings_alone_has_no_rows(self, write: Callable[[Sheet], bytes]) -> None:
        assert read(write([HEAD])) == []

    @every_kind
    @pytest.mark.parametrize("rows", [[], [[""]], [FIRST], [["代码", "other"], FIRST]])
    def test_a_table_without_its_columns_is_refused(self, write: Callable[[Sheet], bytes], rows: Sheet) -> None:
        assert refused(write(rows)) == "file_columns_missing"

    @every_kind
    def test_the_columns_that_are_missing_are_named_as_people_write_them(self, write: Callable[[Sheet], bytes]) -> None:
        with pytest.raises(Invalid) as found:
            read(write([["代码"], ["350203"]]))
        assert {name: found.value.params[name] for name in ("missing_zh", "missing_en", "expected_zh")} == {
            "missing_zh": "名称", "missing_en": "name", "expected_zh": "代码、名称",
        }  # fmt: skip
        assert "第 1 行" in found.value.text("zh")

    @pytest.fixture
    def most(self, monkeypatch: pytest.MonkeyPatch) -> int:
        """Rows that a file may have here: with thousands the tests would be about writing files."""
        monkeypatch.setattr("gateway.table_files.ROWS", 200)
        return 200

    def test_a_district_with_all_its_communities_is_far_from_the_limit(self) -> None:
        found = read(separated([HEAD, *([number, "a"] for number in range(ROWS))]))
        assert (len(found), found[-1]["number"]) == (20_000, 20_001)

    @every_kind
    def test_as_many_rows_as_there_may_be_are_read_and_one_more_is_refused(
        self, write: Callable[[Sheet], bytes], most: int
    ) -> None:
        rows: list[list[Any]] = [HEAD, *([number, "a"] for number in range(most))]
        found = read(write(rows))
        assert (len(found), found[-1]["number"]) == (most, most + 1)
        assert refused(write([*rows, [1, "a"]])) == "file_too_long"

    @every_kind
    def test_blank_lines_push_nothing_out(self, write: Callable[[Sheet], bytes], most: int) -> None:
        rows: list[list[Any]] = [HEAD, *repeat([], 9), *([number, "a"] for number in range(most))]
        found = read(write(rows))
        assert (len(found), found[-1]["number"]) == (most, most + 10)
        assert refused(write([*rows, [1, "a"]])) == "file_too_long"

    @every_kind
    def test_columns_beyond_any_form_are_not_read(self, write: Callable[[Sheet], bytes]) -> None:
        blanks = [""] * (COLUMNS - 2)
        (row,) = read(write([[*HEAD, *blanks, "level"], [*FIRST, *blanks, "street"]]))
        assert row == READ[0]
        assert refused(write([["代码", *blanks, "", "名称"], [*FIRST]])) == "file_columns_missing"

    @every_kind
    def test_a_cell_is_read_as_far_as_any_text_goes(self, write: Callable[[Sheet], bytes]) -> None:
        (row,) = read(write([HEAD, ["350203", "长" * (CELL + 1)]]))
        assert row["name"] == "长" * CELL


class TestSeparated:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16"])
    def test_the_encodings_of_office_programs_are_read(self, encoding: str) -> None:
        assert read(separated([HEAD, FIRST]).decode().encode(encoding)) == READ

    def test_a_rare_name_is_read(self) -> None:
        text = separated([HEAD, ["350203", "𠮷㙍社区"]]).decode()
        assert {read(text.encode(encoding))[0]["name"] for encoding in ("utf-8", "gb18030")} == {"𠮷㙍社区"}

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
    def test_other_encodings_are_refused(self, encoding: str) -> None:
        assert refused(separated([HEAD, FIRST]).decode().encode(encoding)) == "file_unreadable"

    @pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_any_usual_separator_and_ending_is_understood(self, separator: str, ending: str) -> None:
        assert read(separated([HEAD, FIRST, ["350204", "a"]], separator, ending))[:1] == READ

    def test_what_is_quoted_may_hold_separators_and_lines(self) -> None:
        (row,) = read('代码,名称\n350203,"东、西,""南""\n北"\n'.encode())
        assert row["name"] == '东、西,"南"\n北'

    def test_a_last_line_without_an_end_is_read(self) -> None:
        assert read("代码,名称\n350203,湖滨社区".encode()) == READ

    def test_what_looks_like_a_formula_or_a_number_stays_text(self) -> None:
        rows = [HEAD, ["=1+1", "@SUM(A1)"], ["007", "1E3"]]
        assert [(row["code"], row["name"]) for row in read(separated(rows))] == [("=1+1", "@SUM(A1)"), ("007", "1E3")]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file_columns_missing"),
            ("\ufeff".encode(), "file_columns_missing"),
            (b"\r\n\r\n", "file_columns_missing"),
            ('代码,名称\n350203,"湖'.encode(), "file_quotes"),
            ('代码,名称\n350203,"湖"滨\n'.encode(), "file_quotes"),
            ("代码,名称\n350203,湖滨\n".encode("utf-8-sig") + b"\xc9\xe7", "file_unreadable"),
            ("代码,名称\n350203,湖\0滨\n".encode(), "file_unreadable"),
            ("代码,名称\n350203,".encode() + b"\xff\xff\n", "file_unreadable"),
            (f"代码,名称\n350203,{'长' * 200_000}\n".encode(), "file_unreadable"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "file_columns_missing"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_unreadable"),
            (b"<html><table><tr><td>code</td></tr></table></html>", "file_is_web_page"),
        ],
    )
    def test_what_is_no_such_table_is_refused(self, content: bytes, code: str) -> None:
        assert refused(content) == code


class TestCells:
    @pytest.mark.parametrize("write", [workbook, old_workbook], ids=["xlsx", "xls"])
    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            (350203, "350203"),
            (350203.0, "350203"),
            (990100001001, "990100001001"),
            (118.105, "118.105"),
            (-0.5, "-0.5"),
            (0, "0"),
            (date(2026, 3, 2), "2026-03-02"),
            ("007", "007"),
        ],
    )
    def test_a_cell_says_what_people_see_in_it(self, write: Callable[[Sheet], bytes], cell: Any, said: str) -> None:
        (row,) = read(write([HEAD, [cell, "a"]]))
        assert row["code"] == said

    def test_a_text_that_looks_like_a_formula_stays_text(self) -> None:
        assert read(old_workbook([HEAD, ["=1+1", "a"]]))[0]["code"] == "=1+1"

    def test_a_day_with_an_hour_is_that_day(self) -> None:
        (row,) = read(workbook([HEAD, [datetime(2026, 3, 2, 15, 30), "a"]]))  # noqa: DTZ001 - a cell has no zone
        assert row["code"] == "2026-03-02"

    def test_a_formula_is_read_as_what_it_came_to(self) -> None:
        computed = in_sheet([HEAD, ["=350000+203", "a"]], b"<v></v>", b"<v>350203</v>")
        assert read(computed)[0]["code"] == "350203"

    def test_a_formula_that_nothing_has_computed_says_nothing(self) -> None:
        assert read(workbook([HEAD, ["=350000+203", "a"]])) == [{"code": "", "name": "a", "number": 2}]


@pytest.mark.slow
class TestWorkbooks:
    @pytest.mark.parametrize("line", [ROWS + 100, LAST_LINE])
    def test_what_stands_far_below_is_not_lost(self, line: int) -> None:
        found = read(workbook([HEAD, FIRST], far=(line, 1, "350299")))
        assert found == [*READ, {"code": "350299", "name": "", "number": line}]

    def test_the_last_cell_of_a_sheet_costs_nothing(self) -> None:
        begun = time.process_time()
        assert read(workbook([HEAD, FIRST], far=(LAST_LINE, 16_384, "x"))) == READ
        assert time.process_time() - begun < 5

    def test_what_a_sheet_says_of_its_size_is_not_believed(self) -> None:
        assert read(in_sheet([HEAD, FIRST], b'ref="A1:B2"', b'ref="A1"')) == READ

    def test_a_line_beyond_all_sheets_ends_the_reading(self) -> None:
        absurd = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
        begun = time.process_time()
        assert read(in_sheet([HEAD, FIRST], b"</sheetData>", absurd)) == READ
        assert time.process_time() - begun < 5

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/more.xml"])
    def test_what_unpacks_to_more_than_there_may_be_is_refused_unread(self, part: str) -> None:
        written = io.BytesIO(shared_workbook([HEAD, FIRST]))
        with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as packed, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile says that a name is there already
            with packed.open(part, "w") as bomb:
                for _ in range(UNPACKED // 2**20 + 1):
                    bomb.write(bytes(2**20))
        assert len(written.getvalue()) < 200_000
        begun = time.process_time()
        assert refused(written.getvalue()) == "file_unreadable"
        assert time.process_time() - begun < 0.5

    def test_a_part_that_is_larger_than_it_says_is_refused(self) -> None:
        content = bytearray(workbook([HEAD, FIRST]))
        for mark, size in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            at = content.rindex(mark, 0, content.rindex(b"xl/worksheets/sheet1.xml" if size == 24 else b"PK\x01\x02"))
            content[at + size : at + size + 4] = (10).to_bytes(4, "little")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert 10 in {part.file_size for part in packed.infolist()}
        assert refused(bytes(content)) == "file_unreadable"

    @pytest.mark.parametrize("steps", [2, 9])
    def test_entities_that_grow_are_refused(self, steps: int) -> None:
        # Two steps do no harm; a parser that was told to refuses every entity, and Expat what grows beyond measure.
        grown = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
        declared = f'<!DOCTYPE sst [<!ENTITY a0 "aaaaaaaaaa">{grown}]>'.encode()
        content = shared_workbook([HEAD, ["350203", f"&a{steps};"]], declared)
        content = rewritten(content, lambda _, text: text.replace(b"&amp;a", b"&a"))
        if steps == 2 and not DEFUSEDXML:
            assert read(content)[0]["name"] == "a" * 1000
        else:
            assert refused(content) == "file_unreadable"

    @pytest.mark.parametrize("ending", ["workbook.xml", "sheet1.xml", "[Content_Types].xml"])
    def test_a_broken_workbook_is_refused(self, ending: str) -> None:
        broken = rewritten(
            workbook([HEAD, FIRST]), lambda name, text: text[: len(text) // 2] if name.endswith(ending) else text
        )
        assert refused(broken) == "file_unreadable"

    def test_what_is_packed_but_no_workbook_is_refused(self) -> None:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as packed:
            packed.writestr("代码.csv", "代码,名称\n350203,湖滨社区\n")
        assert refused(written.getvalue()) == "file_unreadable"

    @pytest.mark.parametrize("write", [workbook, old_workbook], ids=["xlsx", "xls"])
    def test_half_a_workbook_is_refused(self, write: Callable[[Sheet], bytes]) -> None:
        content = write([HEAD, FIRST])
        assert refused(content[: len(content) // 2]) == "file_unreadable"
        assert refused(content[:4]) == "file_unreadable"


@pytest.mark.slow
class TestHandedIn:
    @pytest.mark.parametrize("file", [None, FileStorage(io.BytesIO(b"code,name\n1,a\n"), "")])
    def test_a_form_without_a_file_is_told_so(self, file: FileStorage | None) -> None:
        with pytest.raises(Invalid) as found:
            read_table(file, FORM)
        assert found.value.code == "file_missing"

    @pytest.mark.parametrize(
        ("file", "code"),
        [
            ((io.BytesIO(FILE.encode()), ""), "file_missing"),
            ("code,name", "file_missing"),
            ((io.BytesIO(b"PK\x03\x04"), "district.xlsx"), "file_unreadable"),
            ((io.BytesIO(b"name"), "district.csv"), "file_columns_missing"),
        ],
    )
    def test_the_answer_names_the_field_and_the_reason(self, api: ApiScenario, file: Any, code: str) -> None:
        answer = api.operator.upload("/organizations/imports", {"file": file, "effective_on": SINCE})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "file")
        assert answer.json["errors"][0]["code"] == code

    @every_kind
    def test_any_kind_is_taken_whatever_its_name_says(self, api: ApiScenario, write: Callable[[Sheet], bytes]) -> None:
        content = write([line.split(",") for line in FILE.splitlines()])
        form = {"file": (io.BytesIO(content), "district.txt"), "effective_on": SINCE, "dry_run": "true"}
        assert done(api.operator.upload("/organizations/imports", form))["rows_total"] == 2


@pytest.mark.parametrize(
    ("content", "read_as"),
    [
        (b",a,b\na,0,5\n\nb,7,0\n", [["", "a", "b"], ["a", "0", "5"], ["b", "7", "0"]]),
        ("\ufeff；,甲\n甲,3\n".encode(), [["；", "甲"], ["甲", "3"]]),
        (";甲;乙\n甲;1;2\n".encode("gb18030"), [["", "甲", "乙"], ["甲", "1", "2"]]),
        (b"", []),
    ],
)
def test_a_grid_is_read_cell_by_cell_whatever_separates_them(content: bytes, read_as: list[list[str]]) -> None:
    assert read_grid(FileStorage(io.BytesIO(content), "minutes.csv"), 3) == read_as


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (None, "file_missing"),
        ("a text", "file_missing"),
        (FileStorage(io.BytesIO(b"\xff\xff\xff"), "minutes.csv"), "file_unreadable"),
        (FileStorage(io.BytesIO(b'"a\nb'), "minutes.csv"), "file_quotes"),
        (FileStorage(io.BytesIO(b"1\n" * 24), "minutes.csv"), "file_too_long"),
        (FileStorage(io.BytesIO(b"1,2,3,4\n"), "minutes.csv"), "file_too_long"),
    ],
)
def test_what_is_no_grid_is_refused(file: FileStorage | str | None, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        read_grid(file, 3)
