"""Every kind of official document, laid out by LibreOffice, stands on its pages as GB/T 9704-2012 says."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.documents import layout
from gateway.documents.docx_format import MEDIA, render_docx
from tests.gateway.documents.rendering import Page, Row, dash_below_text, pages, render_pdf
from tests.gateway.documents.samples import documents
from tests.gateway.full_district.quarters import address
from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

NAMES = (
    "rectification_notice", "circular_of_criticism", "interview_notice", "responsibility_letter", "appraisal_result",
    "quarterly_report", "everything",
)  # fmt: skip
WORD = {"Accept": MEDIA}
OF_SHORT_PARAGRAPHS = ("responsibility_letter", "appraisal_result", "quarterly_report")
TABLE_HEAD = "项目满分得分依据"
OF_FIGURES = "quarterly_report"
"""Its lines have digits, beside which LibreOffice leaves gaps: such a line has room for a sign or two less."""
LINE = layout.PITCH / 1440 * 25.4
WITHIN = 0.2
"""Millimetres by which the box of a sign is wider than the sign."""


def characters(row: Row) -> float:
    """Count the characters of a line, a Latin one as a half."""
    return layout.width_of(row.text)


class Rendered(NamedTuple):
    """A document's file and its measured pages."""

    pdf: Path
    pages: list[Page]

    def full(self) -> Iterator[tuple[int, Page]]:
        """Yield the pages of text between the first and the last two, with their numbers; a table's rows are higher."""
        for number, page in list(enumerate(self.pages, start=1))[1:-2]:
            if not any(row.text == TABLE_HEAD for row in page.rows):
                yield number, page


@pytest.fixture(scope="module")
def rendered(
    libreoffice: str, tmp_path_factory: pytest.TempPathFactory, full_district: FullDistrict
) -> dict[str, Rendered]:
    """Return every document, rendered by one start of LibreOffice; the report as the API answers it."""
    assert libreoffice
    made = {name: render_docx(each) for name, each in documents(tmp_path_factory.mktemp("documents")).items()}
    report = full_district.people["district"].get(address(full_district, "district", "2026Q2"), headers=WORD)
    made["quarterly_report"] = report.data
    return {name: Rendered(pdf, pages(pdf)) for name, pdf in render_pdf(made).items()}


def test_every_kind_of_document_is_rendered(rendered: dict[str, Rendered]) -> None:
    assert sorted(rendered) == sorted(NAMES)
    assert all(len(document.pages) > 3 for document in rendered.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_full_page_has_22_lines_of_28_characters(rendered: dict[str, Rendered], name: str) -> None:
    for _, page in rendered[name].full():
        assert len(page.rows) == 22
        most = max(characters(row) for row in page.rows)
        assert (26 <= most <= 28) if name == OF_FIGURES else (most == 28)
        between = [below.bottom - above.bottom for above, below in pairwise(page.rows)]
        assert between == pytest.approx([LINE] * 21, abs=0.05)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_SHORT_PARAGRAPHS])
def test_a_page_of_one_paragraph_has_616_characters(rendered: dict[str, Rendered], name: str) -> None:
    counts = [[characters(row) for row in page.rows] for _, page in rendered[name].full()]
    assert [28] * 22 in counts


@pytest.mark.parametrize("name", NAMES)
def test_the_text_keeps_its_margins_within_a_millimetre(rendered: dict[str, Rendered], name: str) -> None:
    for _, page in rendered[name].full():
        bottom = page.rows[-1].bottom
        block = (min(row.left for row in page.rows), bottom - 22 * LINE, max(row.right for row in page.rows), bottom)
        assert block == pytest.approx((28, 37, 184, 262), abs=1)
    for page in rendered[name].pages:
        assert min(row.left for row in page.rows) >= 28 - WITHIN
        assert min(row.top for row in page.rows) >= 37 - WITHIN
        assert max(row.right for row in page.rows) <= 184 + WITHIN
        assert max(row.bottom for row in page.rows) <= 262 + WITHIN


@pytest.mark.parametrize("name", NAMES)
def test_page_numbers_stand_below_the_text_odd_ones_right_and_even_ones_left(
    rendered: dict[str, Rendered], name: str
) -> None:
    for number, page in enumerate(rendered[name].pages, start=1):
        assert page.number.text == f"—{number}—"
        one = 14 / 72 * 25.4
        place = (184 - page.number.right) if number % 2 else (page.number.left - 28)
        assert place == pytest.approx(one, abs=1)
        assert dash_below_text(rendered[name].pdf, number) == pytest.approx(7, abs=0.5)


def test_a_signature_stands_below_the_text_and_the_imprint_at_the_foot(rendered: dict[str, Rendered]) -> None:
    rows = rendered["everything"].pages[-1].rows
    texts = [row.text for row in rows]
    assert texts[-2:] == ["抄送：区人大常委会办公室，区政府办公室。", "思明区委办公室2026年4月9日印发"]
    assert rows[-1].bottom == pytest.approx(262, abs=3)
    organ, day = texts.index("思明区委"), texts.index("2026年4月9日")
    assert day == organ + 1
    assert 184 - rows[day].right == pytest.approx(4 * layout.CHARACTER / 1440 * 25.4, abs=1)
    # LibreOffice keeps gaps beside digits, so that what is centred by the standard's widths is off by two of them.
    assert rows[organ].left + rows[organ].right == pytest.approx(rows[day].left + rows[day].right, abs=10)


def test_the_sides_of_an_agreement_sign_beside_each_other(rendered: dict[str, Rendered]) -> None:
    texts = [row.text for row in rendered["responsibility_letter"].pages[-1].rows]
    assert texts[-3:] == ["思明区委厦港街道党工委", "区委书记（签字）：街道党工委书记（签字）：", "2026年3月2日" * 2]
