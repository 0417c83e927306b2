"""The second factor: enrolled by its owner, asked for at signing in, good once, and demanded by a district."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from werkzeug.test import TestResponse

from gateway.accounts.login_throttle import ACCOUNT
from gateway.accounts.second_factor import RECOVERY_CODES, STEP
from shared.rights import SECURITY_ADMIN, STREET, Grant
from tests.gateway.app_harness import PASSWORD, MovableClock, Person
from tests.gateway.sign_in_scenario import SignInScenario

PATH = "/accounts/me/second-factor"
PROOF = {"current_password": PASSWORD}


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def code_of(secret: str, moved: MovableClock) -> str:
    """Return what a telephone shows; each call moves the clock on to the next code."""
    moved.ahead += timedelta(seconds=STEP)
    return pyotp.TOTP(secret).at(moved())


def enrolled(person: Person, moved: MovableClock) -> tuple[str, list[str]]:
    begun = person.post(PATH, PROOF)
    assert begun.status_code == 201
    secret = begun.json["secret"]
    assert parse_qs(urlsplit(begun.json["address"]).query)["secret"] == [secret]
    confirmed = person.post(f"{PATH}/confirmations", {"code": code_of(secret, moved)})
    assert confirmed.status_code == 201
    return secret, confirmed.json["recovery_codes"]


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["type"].rpartition(":")[2]


def test_signing_in_needs_a_code_from_the_confirmation_on(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    assert person.get("/accounts/me").json["second_factor"] is False
    person.post(PATH, PROOF)
    assert scenario.sign_in(username).status_code == 200, "what is not confirmed is asked of nobody"
    secret, _ = enrolled(person, moved)
    assert person.get("/accounts/me").json["second_factor"] is True
    assert problem(scenario.sign_in(username)) == (401, "second_factor_needed")
    assert problem(scenario.sign_in(username, "wrong")) == (401, "sign_in_refused")
    assert problem(scenario.sign_in(username, code="000000")) == (401, "second_factor_wrong")
    assert scenario.sign_in(username, code=code_of(secret, moved)).status_code == 200


def test_a_code_is_good_once_and_for_a_clock_that_is_half_a_minute_wrong(
    scenario: SignInScenario, moved: MovableClock
) -> None:
    username, person = scenario.someone()
    secret, _ = enrolled(person, moved)
    code = code_of(secret, moved)
    assert scenario.sign_in(username, code=code).status_code == 200
    assert problem(scenario.sign_in(username, code=code)) == (401, "second_factor_wrong")
    slow = code_of(secret, moved)
    moved.ahead += timedelta(seconds=STEP)
    assert scenario.sign_in(username, code=slow).status_code == 200
    stale = code_of(secret, moved)
    moved.ahead += timedelta(seconds=2 * STEP)
    assert problem(scenario.sign_in(username, code=stale)) == (401, "second_factor_wrong")


def test_a_recovery_code_stands_for_a_code_once(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    secret, codes = enrolled(person, moved)
    assert len(set(codes)) == RECOVERY_CODES
    assert scenario.sign_in(username, code=codes[0].upper().replace("-", "")).status_code == 200
    assert problem(scenario.sign_in(username, code=codes[0])) == (401, "second_factor_wrong")
    renewed = person.post(f"{PATH}/recovery-codes", PROOF | {"code": code_of(secret, moved)})
    assert renewed.status_code == 201
    assert problem(scenario.sign_in(username, code=codes[1])) == (401, "second_factor_wrong")
    assert scenario.sign_in(username, code=renewed.json["recovery_codes"][1]).status_code == 200


def test_codes_are_guessed_no_faster_than_passwords(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    enrolled(person, moved)
    tries = [scenario.sign_in(username, code="000000", address="10.3.0.1").status_code for _ in range(ACCOUNT.free + 1)]
    assert tries == [401] * ACCOUNT.free + [429]


def test_it_is_begun_and_removed_by_who_knows_the_password(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    wrong: dict[str, Any] = {"current_password": "wrong"}
    assert person.post(PATH, wrong).json["errors"][0]["code"] == "password_wrong"
    assert problem(person.post(f"{PATH}/confirmations", {"code": "123456"})) == (409, "second_factor_not_begun")
    secret, _ = enrolled(person, moved)
    assert problem(person.post(PATH, PROOF)) == (409, "second_factor_in_force")
    refused = person.post(f"{PATH}/removals", PROOF | {"code": "000000"})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "second_factor_wrong")
    assert person.post(f"{PATH}/removals", wrong | {"code": code_of(secret, moved)}).status_code == 422
    assert person.post(f"{PATH}/removals", PROOF | {"code": code_of(secret, moved)}).status_code == 204
    assert scenario.sign_in(username).status_code == 200


def test_the_secret_is_kept_encrypted(scenario: SignInScenario, moved: MovableClock) -> None:
    _, person = scenario.someone()
    secret, codes = enrolled(person, moved)
    folder = scenario.harness.settings.data_dir
    kept = b"".join((folder / f"gateway.sqlite3{part}").read_bytes() for part in ("", "-wal"))
    assert person.account_id.encode() in kept
    assert not [text for text in (secret, *codes) if text.encode() in kept]


def test_an_administrator_removes_what_was_lost_but_not_the_own(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    enrolled(person, moved)
    assert scenario.keeper.post(f"/accounts/{person.account_id}/second-factor-removals").status_code == 201
    assert person.get("/accounts/me").status_code == 401
    assert scenario.sign_in(username).status_code == 200
    own = scenario.keeper.post(f"/accounts/{scenario.keeper.account_id}/second-factor-removals")
    assert problem(own) == (403, "second_factor_is_own")


def test_a_district_demands_it_of_every_account(scenario: SignInScenario, moved: MovableClock) -> None:
    _, person = scenario.someone(grants=(Grant(STREET, "c"),))
    path = "/accounts/policies/d"
    before = scenario.keeper.get(path)
    assert (before.json["second_factor_required"], before.headers["ETag"]) == (False, '"0"')
    demanded = scenario.granter.patch(path, {"second_factor_required": True}, 0)
    assert demanded.json == {"organization_id": "d", "second_factor_required": True, "version": 1}
    try:
        assert problem(person.get("/organizations")) == (403, "second_factor_must_be_set_up")
        assert person.get("/accounts/me").status_code == 200
        enrolled(person, moved)
        assert person.get("/accounts").status_code == 200
    finally:
        assert scenario.granter.patch(path, {"second_factor_required": False}, 1).status_code == 200


def test_only_the_security_administrator_sets_it(scenario: SignInScenario) -> None:
    _, narrow = scenario.someone(grants=(Grant(SECURITY_ADMIN, "c"),))
    assert narrow.patch("/accounts/policies/d", {"second_factor_required": True}, 0).status_code == 403
    assert scenario.keeper.patch("/accounts/policies/d", {"second_factor_required": True}, 0).status_code == 403
    refused = narrow.patch("/accounts/policies/c", {"second_factor_required": True}, 0)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "policy_is_the_districts")
