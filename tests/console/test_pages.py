"""Every page, as its role opens it: it is there, reads well, fits, and says everything in one language."""

import re

import pytest

from gateway.console import words
from shared.rights import STREET
from tests.console.browsing import WIDTHS
from tests.console.places import places, unknown

CHINESE = r"[\u3400-\u9fff]"
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z]+\.[a-z_]+\b")
TEXTS = """(pattern) => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, holder = node.parentElement;
    if (["SCRIPT", "STYLE"].includes(holder.tagName) || !node.textContent.trim()) continue;
    const typed = holder.closest("textarea, [data-typed]");
    if (!typed && holder.closest("[lang]").lang !== "zh-CN" && new RegExp(pattern).test(node.textContent)) {
      found.push(node.textContent.trim());
    }
  }
  return found;
}"""
"""Texts that match a pattern and stand in an element that is not said to be Chinese."""
SHOWN = """() => {
  for (const each of document.querySelectorAll("[data-typed], [data-typed] option")) each.hidden = true;
  return document.body.innerText;
}"""
"""The text of a page without what somebody has typed, such as usernames."""
MOST_NODES = 1500
every_place = pytest.mark.parametrize("place", places(), ids=str)


def speak(visitor, language, address):
    visitor.context.add_cookies([{"name": "lang", "value": language, "url": address}])


def test_every_page_that_needs_an_id_is_given_one():
    assert unknown() == []


@every_place
def test_a_page_reads_well_in_every_width_and_says_everything_in_one_language(visitors, place):
    visitor, address = visitors.of(place.role), place.address(visitors.served)
    speak(visitor, "zh", visitors.served.address)
    words.MISSING.clear()
    response = visitor.open(address)
    assert response.status == 200, visitor.page.inner_text("main")
    for width in WIDTHS:
        visitor.widen(width)
        assert visitor.axe_faults() == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.page.locator("h1").count() == 1
    assert visitor.page.locator("*").count() <= MOST_NODES
    assert CODE.findall(visitor.page.evaluate(SHOWN)) == []
    speak(visitor, "en", visitors.served.address)
    visitor.open(address)
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert visitor.page.evaluate(TEXTS, CHINESE) == []
    assert set() == words.MISSING


def test_a_page_works_without_javascript(visitors):
    visitor = visitors.of(STREET, java_script_enabled=False)
    visitor.open("/console/suggestions/new")
    assert visitor.page.get_by_role("button", name="提出，送给答复单位").is_visible()
