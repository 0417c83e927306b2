"""How a request reaches a service and its own tables."""

from pathlib import Path

import pytest

from shared.rights import COMMUNITY, Grant
from tests.gateway.house import House, house, planted
from tests.gateway.town import Town


@pytest.fixture
def small(tmp_path: Path):
    with house(tmp_path) as opened:
        opened.grow("d", planted("d", "district", None), planted("s", "street", "d"), planted("c", "community", "s"))
        yield opened


def test_who_is_not_signed_in_is_asked_to(small: House) -> None:
    answer = small.app.test_client().get("/api/v1/accounts/me")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_an_account_sees_itself_and_its_grants(small: House) -> None:
    answer = small.person(Grant(COMMUNITY, "c", below=False)).get("/accounts/me")
    assert answer.status_code == 200, answer.text
    assert answer.json["grants"][0]["role"] == COMMUNITY
    assert answer.headers["ETag"] == '"1"'


def test_the_tree_of_an_older_day_has_the_same_sums_while_nothing_moved(town: Town) -> None:
    district, path = town.people["district"], f"/levels/street/{town.east['street']}/overview"
    today, before = district.get(path).json, district.get(f"{path}?as_of=2024-05-06").json
    assert before["tree_as_of"] == "2024-05-06"
    assert before["figures"] == today["figures"]
    assert before["children"] == today["children"]
    assert any(figure["total"] for figure in before["figures"])


def test_a_day_before_the_opening_has_no_overview(town: Town) -> None:
    answer = town.people["district"].get(f"/levels/street/{town.east['street']}/overview?as_of=2019-12-31")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:sanji:problem:organization_not_open_then")
