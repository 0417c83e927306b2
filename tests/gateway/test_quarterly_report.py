"""The quarterly report of the full district: every blank opens to records whose sum it is, on screen and on paper."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest

from gateway.documents import docx_format, html_format
from gateway.reports.quarterly import slots_of, template, text_of
from gateway.reports.template import load_template, template_text
from shared.rights import STREET, Grant
from tests.gateway.full_district.quarters import LEVELS, address, median_of, opened
from tests.scenarios.supervision import CLAUSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

QUARTERS = ("2025Q4", "2026Q1", "2026Q2")


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_slot_opens_to_records_whose_sum_it_is(full_district: FullDistrict, level: str, quarter: str) -> None:
    report = full_district.get(address(full_district, level, quarter))
    slots = list(slots_of(report))
    assert len(slots) > 40
    for slot in slots:
        if slot["is_share"]:
            numerator, denominator = (opened(full_district, href) for href in slot["parts"].values())
            assert slot["value"] == (round(numerator / denominator, 4) if denominator else None), slot
        elif slot["is_median"]:
            assert median_of(full_district, slot["href"], report["tree_as_of"]) == slot["value"], slot
        else:
            assert opened(full_district, slot["href"]) == slot["value"], slot


@pytest.mark.parametrize("level", LEVELS)
def test_no_sentence_is_without_a_figure_but_the_turned(full_district: FullDistrict, level: str) -> None:
    report = full_district.get(address(full_district, level, QUARTERS[-1]))
    sentences = [each for section in report["sections"] for part in section["parts"] for each in part["sentences"]]
    for sentence in sentences:
        values = [segment["slot"]["value"] for segment in sentence["segments"] if segment["slot"]]
        assert bool(sentence["zero"]) is not any(values), text_of(sentence["segments"])


@pytest.mark.parametrize("level", LEVELS)
def test_on_paper_it_says_what_the_screen_says(full_district: FullDistrict, level: str) -> None:
    path = address(full_district, level, QUARTERS[-1])
    report, person = full_district.get(path), full_district.people["district"]
    word = person.get(path, headers={"Accept": docx_format.MEDIA})
    assert word.status_code == 200
    paper = "".join(paragraph.text for paragraph in docx.Document(BytesIO(word.data)).paragraphs)
    page = person.get(path, headers={"Accept": html_format.MEDIA}).text
    for section in report["sections"]:
        for sentence in (each for part in section["parts"] for each in part["sentences"]):
            said = text_of(sentence["segments"], sentence["zero"])
            assert said in paper
            assert said in page
    longest = {"district": 5000, "street": 5000, "community": 2500}
    assert len(paper) <= longest[level]


NAMED = {"name", "title", "organization", "post", "mentors", "text_id", "account_name"}
"""Fields in which names of units and persons stand, and titles that somebody gave."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def said_in(report: Any, field: str = "") -> Iterator[str]:
    """Yield every text of a report but for names and what people typed."""
    if isinstance(report, dict):
        for name, value in report.items():
            is_typed = name == "words" and isinstance(value, list)
            if not is_typed and (name not in NAMED or (name == "title" and "sections" in report)):
                yield from said_in(value, name)
    elif isinstance(report, list):
        for value in report:
            yield from said_in(value, field)
    elif isinstance(report, str):
        yield report


@pytest.mark.parametrize("level", LEVELS)
def test_in_english_it_says_the_same_figures_without_a_chinese_word(full_district: FullDistrict, level: str) -> None:
    path, person = address(full_district, level, QUARTERS[-1]), full_district.people["district"]
    english = {"Accept-Language": "en"}
    report, translated = full_district.get(path), person.get(path, headers=english).json
    assert (report["language"], translated["language"]) == ("zh", "en")
    assert [said for said in said_in(translated) if CHINESE.search(said)] == []
    figures = [
        sorted((slot["indicator"], slot["time"], slot["kind"] or "", slot["value"]) for slot in slots_of(each))
        for each in (report, translated)
    ]
    assert figures[0] == figures[1]
    assert all(slot["name"].isascii() for slot in slots_of(translated))
    page = person.get(path, headers=english | {"Accept": html_format.MEDIA}).text
    assert '<html lang="en">' in page
    for section in translated["sections"]:
        for sentence in (each for part in section["parts"] for each in part["sentences"]):
            assert text_of(sentence["segments"], sentence["zero"], "en") in unescape(page)
    body = re.sub(r'<span lang="zh-CN">.*?</span>|<style>.*?</style>', "", page, flags=re.DOTALL)
    assert CHINESE.findall(body) == []
    word = person.get(path, headers=english | {"Accept": docx_format.MEDIA})
    assert report["title"] in [paragraph.text for paragraph in docx.Document(BytesIO(word.data)).paragraphs]


def test_a_text_that_names_other_figures_in_the_other_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = template_text("quarterly")
    without = text.replace("with {session_attendances}", "with")
    monkeypatch.setattr("gateway.reports.template.template_text", lambda _name: without)
    with pytest.raises(ValueError, match="names other figures than"):
        load_template("quarterly")


BAD: tuple[tuple[str, int, str], ...] = (
    ("2027Q1", 422, "report_quarter_not_begun"),
    ("2026H1", 422, "report_of_no_quarter"),
    ("2026Q5", 422, "figure_period_malformed"),
)


@pytest.mark.parametrize(("quarter", "status", "code"), BAD)
def test_what_is_no_quarter_that_has_begun_is_refused(
    full_district: FullDistrict, quarter: str, status: int, code: str
) -> None:
    answer = full_district.people["district"].get(address(full_district, "district", quarter))
    assert (answer.status_code, answer.json["type"].rsplit(":", 1)[-1]) == (status, code)


def test_another_format_is_refused(full_district: FullDistrict) -> None:
    path = address(full_district, "district", QUARTERS[-1])
    answer = full_district.people["district"].get(path, headers={"Accept": "application/pdf"})
    assert answer.status_code == 406


def test_every_level_has_its_title_and_its_basis() -> None:
    assert set(template().title) == set(template().basis) == set(LEVELS)


@pytest.mark.parametrize(("method", "step"), [("GET", ""), ("POST", "/freezes")])
def test_who_sees_the_unit_alone_is_shown_no_report_of_what_is_below(
    full_district: FullDistrict, method: str, step: str
) -> None:
    unit = full_district.ids["east"]
    grant = Grant(STREET, unit, below=False)
    alone = full_district.harness.person(grant, district_id=full_district.ids["district"], organization_id=unit)
    path = f"{address(full_district, 'street', QUARTERS[-1])}{step}"
    answer = alone.get(path) if method == "GET" else alone.post(path, {"while_running": True})
    assert answer.status_code == 403
    assert answer.json["type"].endswith("grant_does_not_reach")


def test_what_is_found_most_and_each_campaign_stand_in_it_and_open(full_district: FullDistrict) -> None:
    report = full_district.get(address(full_district, "district", "2026Q1"))
    parts = [part for section in report["sections"] for part in section["parts"] if part["breakdown"]]
    assert len(parts) == 2
    for part in parts:
        listed = part["breakdown"]
        assert [each["count"] for each in listed["items"]] == sorted(
            (each["count"] for each in listed["items"]), reverse=True
        )
        behind = sum(opened(full_district, href) for href in listed["hrefs"].values())
        assert sum(each["count"] for each in listed["items"]) == behind
    campaigns, clauses = (part["breakdown"]["items"] for part in parts)
    assert [each["name"] for each in campaigns] == ["学习传承"]
    assert {each["name"] for each in clauses} == {CLAUSE}


def test_what_falls_due_next_is_counted_by_kind(full_district: FullDistrict) -> None:
    report = full_district.get(address(full_district, "district", "2026Q2"))
    (due,) = [part["due"] for section in report["sections"] for part in section["parts"] if part["due"]]
    kinds = {each["what"]: each["count"] for each in due["kinds"]}
    assert sum(kinds.values()) == due["count"]
    assert kinds["开展组织生活并录入"] > 1


@pytest.mark.parametrize(("quarter", "said"), [("2025Q4", "尚无帮联单位"), ("2026Q2", "帮联单位：甲second")])
def test_a_lagging_unit_is_named_with_who_helps_it(full_district: FullDistrict, quarter: str, said: str) -> None:
    report = full_district.get(address(full_district, "district", quarter))
    paper = full_district.people["district"].get(
        address(full_district, "district", quarter), headers={"Accept": "text/html"}
    )
    assert f"甲first（{said}）" in paper.text
    (units,) = [
        part["units"] for section in report["sections"] for part in section["parts"]
        if part["heading"] == "后进单位及原因"
    ]  # fmt: skip
    assert units["items"][0]["mentors"] == ([] if quarter == "2025Q4" else ["甲second"])
