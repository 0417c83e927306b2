"""A document has the same words as `.docx` and as HTML, the same bytes each time, and takes any text for text."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis.strategies import text
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from gateway.documents import Heading, OfficialDocument, Paragraph, Signature, Table, layout
from gateway.documents.docx_format import render_docx
from gateway.documents.html_format import render_html
from gateway.documents.official_document import Line, chinese_number, elements
from gateway.documents.organs import organ_name, organs_on
from shared import trees
from shared.trees import Version
from tests.gateway.documents.samples import everything

DAY, LATER = date(2026, 10, 9), date(2026, 11, 9)
SHORT = OfficialDocument(
    title="通知", body=(Paragraph("请参加。"),), signatures=(Signature("区委", DAY),), written_on=DAY
)
HOSTILE = "<script>alert('1')</script>&amp;]]>\x00\x0b\x1b[31m\ufffe\ud800“完”"
SHOWN = "<script>alert('1')</script>&amp;]]>[31m“完”"


class Words(HTMLParser):
    """Collects what stands in the paragraphs and cells of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.within = 0
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        if tag in {"p", "h1", "h2", "h3", "th", "td"}:
            self.texts.append("")
        self.within += tag == "main"

    def handle_data(self, data):
        if self.within and self.texts:
            self.texts[-1] += data.strip("\n")


def words_of_docx(content: bytes) -> list[str]:
    """Return the text of every paragraph, those of tables among them."""
    body = docx.Document(io.BytesIO(content)).element.body
    return ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in body.iter(qn("w:p"))]


def words_of_html(content: bytes) -> list[str]:
    return Words(content.decode()).texts


@pytest.mark.parametrize("document", [SHORT, everything()], ids=["short", "everything"])
def test_both_formats_have_the_same_words(document: OfficialDocument) -> None:
    assert sorted(words_of_docx(render_docx(document))) == sorted(words_of_html(render_html(document)))


def test_the_same_document_has_the_same_bytes() -> None:
    assert render_docx(everything()) == render_docx(everything())
    assert render_html(everything()) == render_html(everything())
    with zipfile.ZipFile(io.BytesIO(render_docx(SHORT))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(render_docx(SHORT))).core_properties
    assert (properties.title, properties.author, properties.created.date()) == ("通知", "区委", DAY)


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    document = replace(
        everything(),
        title=HOSTILE, number=HOSTILE, letterhead=HOSTILE, addressees=(HOSTILE,), annexes=(HOSTILE,), remark=HOSTILE,
        copies=(HOSTILE,), printed_by=HOSTILE, signatures=(Signature(HOSTILE, DAY),),
        body=(Heading(HOSTILE), Paragraph(HOSTILE), Table((HOSTILE,), ((HOSTILE,),))),
    )  # fmt: skip
    for words in (words_of_docx(render_docx(document)), words_of_html(render_html(document))):
        assert sum(word.count(SHOWN) for word in words) == 13
    assert b"<script" not in render_html(document)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(text())
def test_any_text_can_be_rendered(written: str) -> None:
    document = replace(SHORT, title=written, body=(Heading(written), Paragraph(written)))
    assert sorted(words_of_docx(render_docx(document))) == sorted(words_of_html(render_html(document)))


def test_headings_are_numbered_at_each_level_anew() -> None:
    levels = [(1, "甲"), (2, "乙"), (3, "丙"), (4, "丁"), (4, "戊"), (2, "己"), (3, "庚"), (1, "辛"), (2, "壬")]
    body = tuple(Heading(name, level) for level, name in levels)
    lines = [each for each in elements(replace(SHORT, body=body)) if isinstance(each, Line)]
    assert [each.text for each in lines if each.style.startswith("heading")] == [
        "一、甲", "（一）乙", "1. 丙", "（1）丁", "（2）戊", "（二）己", "1. 庚", "二、辛", "（一）壬",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十"), (1100, "一千一百")],
)  # fmt: skip
def test_a_number_is_written_in_chinese(number: int, written: str) -> None:
    assert chinese_number(number) == written


@pytest.mark.parametrize(
    ("name", "level", "party_form", "called"),
    [
        ("思明区", "district", "committee", "思明区委"),
        ("厦港街道", "street", "working_committee", "厦港街道党工委"),
        ("莲翔社区", "community", "committee", "莲翔社区党委"),
        ("莲翔社区党委", "community", "committee", "莲翔社区党委"),
        ("中共莲翔社区支部委员会", "branch", "branch", "中共莲翔社区支部委员会"),
        ("思明区", "district", None, "思明区"),
    ],
)
def test_an_organization_signs_as_its_party_organization(
    name: str, level: str, party_form: str | None, called: str
) -> None:
    version = Version(valid_from=DAY, parent_id=None, level=level, name=name, party_form=party_form)
    assert organ_name(version) == called


def test_an_organization_is_called_as_on_the_day_of_the_document() -> None:
    first = Version(valid_from=DAY, valid_until=LATER, parent_id=None, level="community", name="莲翔社区")
    second = Version(valid_from=LATER, parent_id=None, level="community", name="莲翔里社区", party_form="committee")
    engine = create_engine("sqlite://")
    trees.metadata.create_all(engine)
    with Session(engine) as session:
        trees.upsert_timelines(session, "d", [trees.Timeline(organization_id="c", versions=(first, second))])
        days = (DAY, LATER, date(2000, 1, 1))
        assert [organs_on(session, ["c"], day)["c"] for day in days] == ["莲翔社区", "莲翔里社区党委", "莲翔里社区党委"]
    engine.dispose()


@pytest.mark.parametrize(
    ("unit", "titles"),
    [
        ("莲翔社区党委", ["关于莲翔社区党委有关问题的整改意见单"]),
        ("鹭江街道莲翔社区党委", ["关于鹭江街道莲翔社区党委有关问题的", "整改意见单"]),
    ],
)
def test_a_title_longer_than_a_line_is_broken_where_its_words_end(unit: str, titles: list[str]) -> None:
    document = replace(SHORT, title=f"关于{unit}有关问题的\n整改意见单")
    assert [each.text for each in elements(document) if isinstance(each, Line) and each.style == "title"] == titles
    assert document.whole_title == "".join(titles)


def test_one_annex_has_no_number_and_several_have() -> None:
    def annexes(*names: str) -> list[str]:
        document = replace(SHORT, annexes=names)
        return [each.text for each in elements(document) if isinstance(each, Line) and each.style.startswith("annex")]

    assert annexes() == []
    assert annexes("名单") == ["附件：名单"]
    assert annexes("名单", "附表") == ["附件：1.名单", "2.附表"]


def test_the_file_names_the_typefaces_of_the_standard_and_what_replaces_them() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(SHORT))) as parts:
        styles, fonts, settings = (
            parts.read(f"word/{name}.xml").decode() for name in ("styles", "fontTable", "settings")
        )
    for font in layout.FONTS:
        assert f'w:eastAsia="{font.name}"' in styles
        assert re.search(f'w:name="{font.name}"><w:altName w:val="{font.instead[0]},', fonts)
    assert "<w:evenAndOddHeaders/>" in settings
