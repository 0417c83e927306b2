"""Every figure of the three levels is in the data dictionary, in words that can be shown."""

import re

import pytest

from gateway.projections.indicators import indicators
from tools import indicator_page as dictionary

ALL = list(indicators().by_code.values())


def test_the_page_is_fresh():
    fresh = dictionary.PAGE.read_text("utf-8") == dictionary.page()
    assert fresh, "docs/indicators.md is stale: run `python -m tools.indicator_page`"


@pytest.mark.parametrize("indicator", ALL, ids=lambda indicator: indicator.code)
def test_an_indicator_has_its_row_its_two_languages_and_its_citation(indicator):
    assert f"| `{indicator.code}` |" in dictionary.page()
    per_cent = indicator.unit.zh == indicator.unit.en == "%"
    for words in (indicator, indicator.citation) if per_cent else (indicator, indicator.unit, indicator.citation):
        assert re.search("[一-鿿]", words.zh)
        assert re.search("[a-z]", words.en, re.IGNORECASE)


def test_a_share_divides_figures_that_there_are():
    for indicator in ALL:
        if indicator.is_share:
            assert {indicator.numerator, indicator.denominator} <= indicators().by_code.keys()


def test_no_indicator_counts_a_person():
    for indicator in ALL:
        assert not re.search("rank|login|online|likes", indicator.code + (indicator.sum or ""))
