"""Every page, as its role opens it: it is there, reads well, fits, and says everything in one language.

What a browser alone can tell is looked at for each template in the ordinary run, and for each page in the long one.
"""

import re
from functools import cache

import pytest

from gateway.console import words
from shared.messaging.call_audits import PREFIX
from shared.rights import STREET
from tests.console.browsing import WIDTHS
from tests.console.page_faults import untranslated
from tests.console.places import places, unknown
from tests.console.reading import MOST_BYTES, MOST_BYTES_OF_HOME, Reader
from tests.gateway.full_district.snapshot import emitted_by
from tests.tooling.trees import ROOT

TEMPLATES = ROOT / "gateway" / "console" / "templates"
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z]+\.[a-z_]+\b")
MOST_NODES, MOST_CALLS = 1500, 6
EXTENDED = re.compile(r'{% extends "([^"]+)" %}')
NOT_OPENED = {
    "accounts/created.html", "accounts/key.html", "error.html", "files/refused.html", "forms/trial.html",
    "home/without_unit.html", "organizations/trial.html", "sign_in/forgotten.html", "sign_in/leaving.html",
    "sign_in/openid.html", "sign_in/sign_in.html",
}  # fmt: skip
"""Templates of what a form answers, and of who is not signed in or has nothing to do: journeys meet those."""


@cache
def page_templates():
    """Return the templates of pages: those that extend others and are extended by none."""
    texts = {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    return sorted(name for name, text in texts.items() if EXTENDED.search(text) and name not in NOT_OPENED)


@pytest.fixture(scope="module")
def reader(console):
    return Reader(console)


def test_every_page_that_needs_an_id_is_given_one():
    assert unknown() == []


def test_looking_for_the_addresses_of_pages_changes_nothing(console):
    def emitted():
        return [each for each in emitted_by(console.harness) if not each.partition_key.startswith(PREFIX)]

    before = emitted()
    assert {each.address(console) for each in places()}
    assert emitted() == before


@pytest.mark.parametrize("place", places(), ids=str)
def test_a_page_is_there_and_says_everything_in_one_language(reader, place):
    words.MISSING.clear()
    english, page = reader.read(place, "en"), reader.read(place)
    assert page.status == 200, page.tree.text_content()
    assert len(page.tree.xpath("//h1")) == 1
    assert len(page.tree.xpath("//*")) <= MOST_NODES
    assert CODE.findall("\n".join(text for _, text in page.texts(typed=False))) == []
    assert english.tree.get("lang") == "en"
    assert untranslated(english) == []
    assert set() == words.MISSING


@pytest.mark.parametrize("place", places(), ids=str)
def test_a_page_keeps_its_budget_of_bytes_and_of_calls(reader, place):
    reader.read(place, "en")  # Names of organizations are asked for once and known then.
    page = reader.read(place)
    assert page.weight <= (MOST_BYTES_OF_HOME if place.rule == "/" else MOST_BYTES)
    assert len(page.calls) <= MOST_CALLS, page.calls


def look_at(visitors, place):
    visitor, address = visitors.of(place.role), place.address(visitors.served)
    visitor.context.add_cookies([{"name": "lang", "value": "zh", "url": visitors.served.address}])
    response = visitor.open(address)
    assert response.status == 200, visitor.page.inner_text("main")
    for width in WIDTHS:
        visitor.widen(width)
        assert visitor.axe_faults() == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("template", page_templates())
def test_a_page_of_each_template_reads_well_in_every_width(visitors, reader, template):
    look_at(visitors, next(each for each in places() if reader.read(each).template == template))


@pytest.mark.long
@pytest.mark.parametrize("place", places(), ids=str)
def test_a_page_reads_well_in_every_width(visitors, place):
    look_at(visitors, place)


def test_a_page_works_without_javascript(visitors):
    visitor = visitors.of(STREET, java_script_enabled=False)
    visitor.open("/console/suggestions/new")
    assert visitor.page.get_by_role("button", name="提出，送给答复单位").is_visible()
