"""Resets of forgotten passwords: approved by a number that the person tells, with a code that nobody else sees."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.accounts.login_throttle import ACCOUNT
from gateway.accounts.password_resets import LIFETIME
from shared.rights import DISTRICT, Grant
from tests.gateway.app_harness import MovableClock, Person
from tests.gateway.sign_in_scenario import NEW, SignInScenario


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def requested(scenario: SignInScenario, username: str) -> dict[str, Any]:
    answer = scenario.ask("POST", "/auth/password-resets", {"username": username})
    assert answer.status_code == 201
    assert answer.json["expires_in"] == LIFETIME.total_seconds()
    return dict(answer.json)


def approve(scenario: SignInScenario, person: Person, number: str, by: Person | None = None) -> TestResponse:
    return (by or scenario.keeper).post(f"/accounts/{person.account_id}/password-resets", {"number": number})


def complete(scenario: SignInScenario, code: str, password: str = NEW) -> TestResponse:
    body = {"code": code, "new_password": password}
    return scenario.ask("POST", "/auth/password-resets/completions", body)


def refusal(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["errors"][0]["code"] if answer.json.get("errors") else answer.json["type"]


def test_the_administrator_approves_a_number_and_never_sees_a_way_in(scenario: SignInScenario) -> None:
    username, person = scenario.someone()
    shown = requested(scenario, username)
    assert refusal(complete(scenario, shown["code"])) == (422, "reset_code_not_good")
    approved = approve(scenario, person, shown["number"])
    assert approved.status_code == 201
    assert shown["code"] not in approved.text
    assert "password" not in approved.json
    assert scenario.sign_in(username).status_code == 200, "the old password stays good until a new one is set"
    assert complete(scenario, shown["code"]).status_code == 204
    assert person.get("/accounts/me").status_code == 401
    assert scenario.sign_in(username).status_code == 401
    assert scenario.sign_in(username, NEW).json["must_change_password"] is False
    assert refusal(complete(scenario, shown["code"], "another five words again")) == (422, "reset_code_not_good")


def test_a_code_is_good_for_ten_minutes(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    late, later = requested(scenario, username), requested(scenario, username)
    assert approve(scenario, person, late["number"]).status_code == 201
    moved.ahead = LIFETIME
    assert refusal(complete(scenario, late["code"])) == (422, "reset_code_not_good")
    assert refusal(approve(scenario, person, later["number"])) == (422, "reset_number_unknown")


def test_a_number_opens_no_other_account_and_nobody_approves_the_own(scenario: SignInScenario) -> None:
    username, _ = scenario.someone()
    _, other = scenario.someone()
    number = requested(scenario, username)["number"]
    assert refusal(approve(scenario, other, number)) == (422, "reset_number_unknown")
    own_name, manager = scenario.someone(grants=(Grant(DISTRICT, "d"),))
    own = requested(scenario, own_name)["number"]
    assert approve(scenario, manager, own, by=manager).status_code == 403
    assert approve(scenario, manager, own).status_code == 201


def test_a_name_that_nobody_has_is_answered_alike(scenario: SignInScenario) -> None:
    username, _ = scenario.someone()
    known, unknown = requested(scenario, username), requested(scenario, "nobody-at-all")
    assert {name: len(str(value)) for name, value in known.items()} == {
        name: len(str(value)) for name, value in unknown.items()
    }


def test_a_new_password_is_as_good_as_any(scenario: SignInScenario) -> None:
    username, person = scenario.someone()
    shown = requested(scenario, username)
    approve(scenario, person, shown["number"])
    assert refusal(complete(scenario, shown["code"], "1234567890")) == (422, "password_easy_to_guess")
    assert complete(scenario, shown["code"]).status_code == 204


def test_a_reset_lifts_the_pause(scenario: SignInScenario) -> None:
    username, person = scenario.someone()
    for _ in range(ACCOUNT.free + 4):
        scenario.sign_in(username, "wrong", address="10.1.0.1")
    assert scenario.sign_in(username, address="10.1.0.2").status_code == 429
    shown = requested(scenario, username)
    approve(scenario, person, shown["number"])
    assert complete(scenario, shown["code"]).status_code == 204
    assert scenario.sign_in(username, NEW, address="10.1.0.2").status_code == 200
