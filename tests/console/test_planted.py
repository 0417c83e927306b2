"""A fault that is planted is found: what the tests of pages look with would see it.

That a page imports a service is planted in tests/tooling/test_import_contracts.py.
"""

import pytest

from gateway.console import words
from shared.rights import COMMUNITY, STREET
from tests.console import submissions
from tests.console.page_faults import TOKEN, forms_without_token, inline_code, is_by_roll, untranslated
from tests.console.plain import Plain
from tests.console.reading import ReadPage
from tests.console.served import username_of
from tests.tooling.trees import ROOT

TEMPLATES = sorted((ROOT / "gateway" / "console" / "templates").rglob("*.html"))
ON_WHITE = {"4.4": "#787878", "4.5": "#767676"}
"""Greys by their contrast on white; 4.5 is the least that may be."""
SORT_BY_POINTS = """() => {
  const body = document.querySelector("main tbody");
  const points = (row) => Number(row.cells[row.cells.length - 2].innerText) || 0;
  body.append(...[...body.rows].sort((one, other) => points(other) - points(one)));
}"""


def page_of(body):
    return ReadPage(200, "", f'<html lang="en"><body>{body}</body></html>'.encode(), 0)


def test_no_template_has_a_script_a_style_or_a_form_without_its_token():
    texts = {path.name: path.read_text("utf-8") for path in TEMPLATES}
    assert [name for name, text in texts.items() if inline_code(text)] == []
    assert [name for name, text in texts.items() if forms_without_token(text)] == []


@pytest.mark.parametrize(
    "planted", ['<p style="color: red">', "<style>p {}</style>", '<a onclick="go()">', "<script>go()</script>"]
)
def test_an_inline_style_or_script_is_found(planted):
    assert inline_code(f"<p>text</p>{planted}")


def test_a_form_without_its_token_is_found():
    form = '<form class="form" method="post"><input name="name"></form>'
    assert forms_without_token(form)
    assert not forms_without_token(form.replace("<input", f"{TOKEN}<input"))


def test_an_untranslated_text_is_found_and_a_name_is_none():
    assert untranslated(page_of("<p>未译</p>")) == ["未译"]
    assert untranslated(page_of('<p lang="zh-CN">思明区</p><p>All units</p>')) == []


def test_a_form_counts_as_submitted_when_it_is_done_and_not_when_it_is_shown_again(console, monkeypatch):
    monkeypatch.setattr(submissions, "SUBMITTED", set())
    form, street = "/suggestions/new", Plain.signed_in(console.address, username_of(STREET))
    street.open(form).hand_in("提出，送给答复单位", 事由="负担").hand_in("先存草稿")
    assert form in submissions.never_submitted()
    street.does("提出，送给答复单位", 名称="表格太多", 内容="每月三次")
    assert form not in submissions.never_submitted()


def test_a_key_without_words_is_found():
    words.MISSING.clear()
    assert words.words("home.nowhere_said", "en") == "home.nowhere_said"
    assert {"home.nowhere_said"} == words.MISSING
    words.MISSING.clear()


def test_a_contrast_of_less_than_four_and_a_half_is_found(visitors):
    visitor = visitors.of(STREET)
    visitor.open("/console/account")
    heading = visitor.page.get_by_role("main").get_by_role("term").first
    for contrast, colour in ON_WHITE.items():
        heading.evaluate(f"(each) => {{ each.style.color = '{colour}'; each.style.background = '#fff'; }}")
        found = [each for each in visitor.axe_faults() if each.startswith("color-contrast")]
        assert bool(found) is (contrast == "4.4"), contrast


def test_persons_in_the_order_of_their_points_are_found(visitors):
    visitor, unit = visitors.of(COMMUNITY), visitors.served.ids["first"]
    visitor.open("/console/member-points")
    assert is_by_roll(visitor, unit)
    visitor.page.evaluate(SORT_BY_POINTS)
    assert not is_by_roll(visitor, unit)
