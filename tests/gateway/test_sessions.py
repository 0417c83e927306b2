"""The sessions in which somebody is signed in: listed to themselves, ended one by one, and seen by nobody else."""

from datetime import timedelta

import pytest

from tests.gateway.app_harness import MovableClock
from tests.gateway.sign_in_scenario import SignInScenario


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def test_a_person_sees_the_own_sessions_and_which_one_asks(scenario: SignInScenario) -> None:
    username, here = scenario.someone()
    signed_in = scenario.sign_in(username, address="10.2.0.1").json
    there = scenario.as_bearer(signed_in["access_token"])
    items = there.get("/accounts/me/sessions").json["items"]
    assert [each["current"] for each in items] == [True, False]
    assert [each["address"] for each in items] == ["10.2.0.1", "127.0.0.1"]
    assert [each["current"] for each in here.get("/accounts/me/sessions").json["items"]] == [False, True]
    assert len(here.get("/accounts/me/sessions", query_string={"limit": 1}).json["items"]) == 1


def test_ending_a_session_ends_its_tokens_at_once_and_no_other(scenario: SignInScenario) -> None:
    username, here = scenario.someone()
    signed_in = scenario.sign_in(username).json
    there = scenario.as_bearer(signed_in["access_token"])
    own = next(each for each in there.get("/accounts/me/sessions").json["items"] if each["current"])
    assert here.ask("DELETE", f"/accounts/me/sessions/{own['id']}").status_code == 204
    assert there.get("/accounts/me").status_code == 401
    assert scenario.ask("POST", "/auth/refresh", {"refresh_token": signed_in["refresh_token"]}).status_code == 401
    assert [each["current"] for each in here.get("/accounts/me/sessions").json["items"]] == [True]


def test_nobody_ends_the_session_of_another(scenario: SignInScenario) -> None:
    _, here = scenario.someone()
    _, other = scenario.someone()
    theirs = other.get("/accounts/me/sessions").json["items"][0]["id"]
    refused = here.ask("DELETE", f"/accounts/me/sessions/{theirs}")
    assert (refused.status_code, refused.json["type"]) == (404, "urn:sanji:problem:session_unknown")
    assert scenario.keeper.ask("DELETE", f"/accounts/me/sessions/{theirs}").status_code == 404
    assert other.get("/accounts/me").status_code == 200
