"""The home page says what is late as late, and offers each role only what it may do."""

import pytest

from shared.rights import AUDITOR, COMMUNITY, DISTRICT, SECURITY_ADMIN, STREET, SYSTEM_ADMIN
from tests.console.places import Place
from tests.console.reading import MOST_BYTES_OF_HOME, Reader

FILES = 3
"""The page, its style and its script."""
RECORD, OPEN = "录入一次活动", "开设账号"


@pytest.fixture(scope="module")
def reader(console):
    return Reader(console)


def offered(reader, rule, role):
    main = reader.read(Place(rule, role)).tree.xpath("//main")[0]
    return {link.text_content().strip() for link in main.xpath(".//a")}


@pytest.mark.parametrize("role", [STREET, DISTRICT])
def test_what_fell_due_stands_under_what_is_late_and_not_under_what_falls_due(reader, role):
    cards = reader.read(Place("/", role)).tree.xpath("//main//section")
    near = next(each for each in cards if "快到期的" in each.xpath("string(.//h2)"))
    late = next(each for each in cards if "已逾期" in each.xpath("string(.//h2)"))
    assert "逾期" not in near.xpath("string(.//ul)")
    assert "逾期" in late.xpath("string(.//ul)")


def test_who_audits_is_offered_nothing_to_record(reader):
    assert RECORD in offered(reader, "/", COMMUNITY)
    assert RECORD not in offered(reader, "/", AUDITOR)


@pytest.mark.parametrize("role", [DISTRICT, COMMUNITY])
def test_what_a_browser_with_nothing_kept_loads_comes_compressed_and_is_little(visitors, role):
    visitor, asked = visitors.of(role), []
    visitor.page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108 - it marks what it calls
    page = visitor.open("/console")
    assert page.all_headers()["content-encoding"] == "gzip"
    assert len(asked) >= FILES
    sizes = [each.sizes() for each in asked]
    assert sum(each["responseHeadersSize"] + each["responseBodySize"] for each in sizes) <= MOST_BYTES_OF_HOME


def test_an_account_is_opened_by_whom_the_api_lets_open_it(reader):
    for role in (DISTRICT, STREET, SYSTEM_ADMIN):
        assert OPEN in offered(reader, "/accounts", role), role
    for role in (AUDITOR, SECURITY_ADMIN):
        assert OPEN not in offered(reader, "/accounts", role), role


def test_a_hint_that_only_repeats_its_label_is_left_out(reader):
    hints = reader.read(Place("/activities/new", COMMUNITY)).tree.xpath("//p[@class='hint']/text()")
    assert "活动类型" not in hints
    assert "举行日期，默认今天" in hints
