"""Lighthouse finds the console's pages accessible: home in the ordinary run, four others in the long one."""

import pytest

from shared.rights import COMMUNITY, STREET
from tests.console import browsing
from tests.console.browsing import Visitor
from tools import lighthouse

LEAST = 95
ELSEWHERE = ("/levels/street/{east}/overview", "/projects", "/notices", "/quarterly-meetings/{street_meeting}")


def accessibility(visitor: Visitor, place: str) -> float:
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in visitor.context.cookies())
    address = visitor.served.address + "/console" + place.format(**visitor.served.ids)
    assert visitor.open("/console" + place.format(**visitor.served.ids)).status == 200
    return lighthouse.scores(address, cookie, browsing.chromium() or "", "accessibility")["accessibility"]


def test_the_home_page_is_accessible(visitors):
    assert accessibility(visitors.of(COMMUNITY), "") >= LEAST


@pytest.mark.long
@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_page_is_accessible(visitors, place):
    assert accessibility(visitors.of(STREET), place) >= LEAST
