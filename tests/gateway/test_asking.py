"""How a request reaches a service and its own tables."""

from pathlib import Path

import pytest

from shared.rights import COMMUNITY, Grant
from shared.unit_of_work import BEIJING
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import AppHarness, app_harness
from tests.scenarios.in_process import timeline


@pytest.fixture
def small(tmp_path: Path):
    with app_harness(tmp_path) as opened:
        opened.open_organizations(
            "d", timeline("d", "district", None), timeline("s", "street", "d"), timeline("c", "community", "s")
        )
        yield opened


def test_who_is_not_signed_in_is_asked_to(small: AppHarness) -> None:
    answer = small.app.test_client().get("/api/v1/accounts/me")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_an_account_sees_itself_and_its_grants(small: AppHarness) -> None:
    answer = small.person(Grant(COMMUNITY, "c", below=False)).get("/accounts/me")
    assert answer.status_code == 200, answer.text
    assert answer.json["grants"][0]["role"] == COMMUNITY
    assert answer.headers["ETag"] == '"1"'


def test_an_older_day_has_what_stood_and_had_happened_by_then(api: ApiScenario) -> None:
    district, path = api.people["district"], f"/levels/street/{api.east['street']}/overview"
    day = api.harness.clock().astimezone(BEIJING).date()
    today, named = district.get(path).json, district.get(f"{path}?as_of={day}").json
    assert named["figures"] == today["figures"]
    assert named["children"] == today["children"]
    before = district.get(f"{path}?as_of=2024-01-01").json
    assert before["tree_as_of"] == before["stocks_as_of"] == "2024-01-01"
    counted = {figure["indicator"]: figure["total"] for figure in before["figures"]}
    assert counted["communities"] > 0
    assert counted["projects"] == 0 < sum(each["total"] or 0 for each in today["figures"])


def test_a_day_before_the_opening_has_no_overview(api: ApiScenario) -> None:
    answer = api.people["district"].get(f"/levels/street/{api.east['street']}/overview?as_of=2019-12-31")
    assert (answer.status_code, answer.json["type"]) == (404, "urn:sanji:problem:organization_not_open_then")
