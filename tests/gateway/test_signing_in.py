"""Signing in: who may, how often one may try, and what the first password is good for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from gateway.accounts.login_throttle import ACCOUNT, ADDRESS, FORGOTTEN, pause_after
from gateway.accounts.passwords import HASHER, NOBODY
from gateway.app_context import app_context
from gateway.authentication import authenticate
from shared.rights import AUDITOR, COMMUNITY, DISTRICT, EVERYTHING, SECURITY_ADMIN, STREET, SYSTEM_ADMIN, Grant
from tests.gateway.app_harness import PASSWORD, MovableClock
from tests.gateway.sign_in_scenario import NEW, SignInScenario
from tests.statements import sent_to


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def test_the_right_password_gives_a_token_that_is_good(scenario: SignInScenario) -> None:
    username, person = scenario.someone()
    answer = scenario.sign_in(username)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["expires_in"] == scenario.harness.settings.access_seconds
    assert scenario.as_bearer(answer.json["access_token"]).get("/accounts/me").json["id"] == person.account_id


def test_who_asks_is_looked_up_by_one_statement(scenario: SignInScenario) -> None:
    _, person = scenario.someone()
    app = scenario.harness.app
    with app.test_request_context(headers={"Authorization": f"Bearer {person.token}"}):
        app_context().identities.forget()
        with sent_to(scenario.harness.engine) as sent:
            found = authenticate()
    assert len([each for each in sent if not each.begins]) == 1
    assert (found.account_id, found.actor.grants) == (person.account_id, (Grant(COMMUNITY, "c", below=False),))


def test_a_name_is_the_same_whatever_keyboard_it_was_typed_on(scenario: SignInScenario) -> None:
    username, _ = scenario.someone()
    fullwidth = "".join(chr(ord(each) + 0xFEE0) for each in username.upper())
    assert scenario.sign_in(f" {fullwidth} ").status_code == 200


@pytest.mark.slow
def test_wrong_password_unknown_name_and_disabled_account_are_answered_alike(scenario: SignInScenario) -> None:
    username, _ = scenario.someone()
    disabled, _ = scenario.someone(disabled=True)
    answers = [scenario.sign_in(username, "no"), scenario.sign_in("nobody-at-all"), scenario.sign_in(disabled)]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def fail(scenario: SignInScenario, username: str, times: int, address: str) -> list[int]:
    return [scenario.sign_in(username, "wrong", address=address).status_code for _ in range(times)]


def test_failures_slow_the_guesser_down_and_nobody_else(scenario: SignInScenario, moved: MovableClock) -> None:
    username, _ = scenario.someone()
    other, _ = scenario.someone()
    assert fail(scenario, username, ACCOUNT.free, "10.0.0.1") == [401] * ACCOUNT.free
    closed = scenario.sign_in(username, address="10.0.0.1")
    assert (closed.status_code, closed.json["type"]) == (429, "urn:sanji:problem:sign_in_closed")
    assert closed.headers["Retry-After"] == "1"
    assert "请 1 秒后再试" in closed.json["detail"]
    assert scenario.sign_in(other, address="10.0.0.1").status_code == 200
    moved.ahead += timedelta(seconds=1)
    assert scenario.sign_in(username, address="10.0.0.1").status_code == 200


def test_the_pause_doubles_with_each_failure_up_to_its_limit() -> None:
    free = [pause_after(failures, ACCOUNT) for failures in range(ACCOUNT.free)]
    assert set(free) == {timedelta()}
    grown = [pause_after(ACCOUNT.free + more, ACCOUNT).total_seconds() for more in range(8)]
    assert grown == [1, 2, 4, 8, 16, 30, 30, 30]
    assert pause_after(10_000, ADDRESS) == ADDRESS.longest


def test_whoever_guesses_from_elsewhere_costs_the_owner_nothing(scenario: SignInScenario, moved: MovableClock) -> None:
    username, _ = scenario.someone()
    assert scenario.sign_in(username, address="10.0.1.1").status_code == 200
    for address in range(40):
        scenario.sign_in(username, "wrong", address=f"10.0.2.{address}")
    assert scenario.sign_in(username, address="10.0.3.1").status_code == 429
    assert scenario.sign_in(username, address="10.0.1.1").status_code == 200
    moved.ahead += ACCOUNT.longest
    assert scenario.sign_in(username, address="10.0.3.1").status_code == 200


def test_an_address_that_tries_many_names_is_slowed_down_for_all_of_them(
    scenario: SignInScenario, moved: MovableClock
) -> None:
    username, _ = scenario.someone()
    with moved.standing():
        tries = [scenario.sign_in(f"guessed{each}", address="2001:db8:1:1::1") for each in range(ADDRESS.free)]
        assert {answer.status_code for answer in tries} == {401}
        assert scenario.sign_in(username, address="2001:db8:1:1:ffff::2").status_code == 429
        assert scenario.sign_in(username, address="2001:db8:1:2::1").status_code == 200


def test_a_hundred_guesses_at_once_are_no_better_than_one_by_one(scenario: SignInScenario, moved: MovableClock) -> None:
    username, _ = scenario.someone()
    with moved.standing(), ThreadPoolExecutor(8) as pool:
        tries = list(pool.map(lambda _: scenario.sign_in(username, "wrong", address="10.0.4.1").status_code, range(24)))
    assert tries.count(401) == ACCOUNT.free
    assert tries.count(429) == 24 - ACCOUNT.free


def test_failures_are_forgotten_after_an_hour(scenario: SignInScenario, moved: MovableClock) -> None:
    username, _ = scenario.someone()
    fail(scenario, username, ACCOUNT.free - 1, "10.0.5.1")
    moved.ahead = FORGOTTEN
    assert fail(scenario, username, ACCOUNT.free, "10.0.5.1") == [401] * ACCOUNT.free


def test_guesses_at_the_current_password_are_counted_too(scenario: SignInScenario, moved: MovableClock) -> None:
    username, person = scenario.someone()
    body = {"current_password": "wrong", "new_password": NEW}
    with moved.standing():
        tries = [person.ask("PUT", "/accounts/me/password", json=body) for _ in range(ACCOUNT.free)]
        assert {answer.json["errors"][0]["code"] for answer in tries} == {"password_wrong"}
        assert scenario.sign_in(username).status_code == 429


def test_who_gets_in_is_forgiven_the_failures_before(scenario: SignInScenario) -> None:
    username, _ = scenario.someone()
    for _ in range(2):
        fail(scenario, username, ACCOUNT.free - 1, "127.0.0.1")
        assert scenario.sign_in(username).status_code == 200


@pytest.mark.slow
def test_a_name_that_nobody_has_is_slowed_down_like_any_other(scenario: SignInScenario) -> None:
    tries = [scenario.sign_in("ghost", address="10.0.6.1").status_code for _ in range(ACCOUNT.free + 1)]
    assert tries == [401] * ACCOUNT.free + [429]


@pytest.mark.slow
def test_the_first_password_is_good_for_nothing_but_choosing_another(scenario: SignInScenario) -> None:
    asked = {"username": "fresh", "name": "王五", "organization_id": "c", "grants": []}
    made = scenario.keeper.post("/accounts", asked).json
    signed = scenario.sign_in("fresh", made["initial_password"]).json
    assert signed["must_change_password"] is True
    fresh = scenario.as_bearer(signed["access_token"])
    refused = fresh.get("/organizations")
    assert (refused.status_code, refused.json["type"]) == (403, "urn:sanji:problem:password_must_be_changed")
    body = {"current_password": made["initial_password"], "new_password": NEW}
    assert fresh.ask("PUT", "/accounts/me/password", json=body).status_code == 204
    assert fresh.get("/accounts/me").status_code == 401
    again = scenario.sign_in("fresh", NEW).json
    assert again["must_change_password"] is False
    assert scenario.as_bearer(again["access_token"]).get("/accounts").status_code == 403


@pytest.mark.slow
def test_the_first_password_comes_again_with_the_same_key_and_is_kept_nowhere(scenario: SignInScenario) -> None:
    asked = {"username": "repeated", "name": "王五", "organization_id": "c", "grants": []}
    key = {"Idempotency-Key": "once"}
    first, second = (scenario.keeper.post("/accounts", asked, headers=key) for _ in range(2))
    assert first.json == second.json
    tables = (scenario.harness.settings.data_dir / "gateway.sqlite3").read_bytes()
    log = (scenario.harness.settings.data_dir / "gateway.sqlite3-wal").read_bytes()
    assert first.json["id"].encode() in tables + log
    assert first.json["initial_password"].encode() not in tables + log


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("my SOMEONE-ELSE secret", "password_holds_username"),
        ("1234567890", "password_easy_to_guess"),
        ("qwertyuiop", "password_easy_to_guess"),
        ("woaini1314520", "password_easy_to_guess"),
        ("党建党建党建党建党建", "password_easy_to_guess"),
        ("Password2026", "password_easy_to_guess"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "password_easy_to_guess"),
        (PASSWORD, "password_unchanged"),
    ],
)
def test_a_new_password_that_is_easy_to_guess_is_refused(scenario: SignInScenario, password: str, code: str) -> None:
    _, person = scenario.someone(username=f"someone-else {scenario.made}" if "holds" not in code else "someone-else")
    body = {"current_password": PASSWORD, "new_password": password}
    answer = person.ask("PUT", "/accounts/me/password", json=body)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)
    assert answer.json["errors"][0]["field"] == "new_password"


@pytest.mark.slow
def test_the_initial_password_is_not_chosen_again(scenario: SignInScenario) -> None:
    asked = {"username": "stubborn", "name": "王五", "organization_id": "c", "grants": []}
    initial = scenario.keeper.post("/accounts", asked).json["initial_password"]
    stubborn = scenario.as_bearer(scenario.sign_in("stubborn", initial).json["access_token"])
    body = {"current_password": initial, "new_password": initial}
    answer = stubborn.ask("PUT", "/accounts/me/password", json=body)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "password_unchanged")


def test_a_disabled_account_is_out_at_once_and_its_tokens_stay_dead(scenario: SignInScenario) -> None:
    username, person = scenario.someone()
    path = f"/accounts/{person.account_id}"
    assert scenario.keeper.patch(path, {"disabled": True}, 1).status_code == 200
    assert person.get("/accounts/me").status_code == 401
    assert scenario.sign_in(username).status_code == 401
    assert scenario.keeper.patch(path, {"disabled": False}, 2).status_code == 200
    assert person.get("/accounts/me").status_code == 401
    assert scenario.sign_in(username).status_code == 200


def test_nobody_disables_the_own_account(scenario: SignInScenario) -> None:
    answer = scenario.keeper.patch(f"/accounts/{scenario.keeper.account_id}", {"disabled": True}, 1)
    assert (answer.status_code, answer.json["type"]) == (409, "urn:sanji:problem:account_is_own")


def test_a_grant_is_narrowed_never_widened(scenario: SignInScenario) -> None:
    _, person = scenario.someone()
    narrow = scenario.harness.person(Grant(DISTRICT, "c"), district_id="d")
    path = f"/accounts/{person.account_id}/grants"
    for role, organization_id in ((DISTRICT, "d"), (SYSTEM_ADMIN, "c"), (SYSTEM_ADMIN, EVERYTHING)):
        wide = narrow.post(path, {"role": role, "organization_id": organization_id, "below": True})
        assert (wide.status_code, wide.json["type"]) == (403, "urn:sanji:problem:grant_would_widen")
    given = narrow.post(path, {"role": DISTRICT, "organization_id": "c", "below": True})
    assert given.status_code == 201
    grant = next(each for each in given.json["grants"] if each["role"] == DISTRICT)
    assert person.get("/accounts").status_code == 200
    assert narrow.ask("DELETE", f"{path}/{grant['id']}").status_code == 204
    assert person.get("/accounts").status_code == 403


def test_nobody_grants_to_themselves(scenario: SignInScenario) -> None:
    asked = {"role": DISTRICT, "organization_id": "d", "below": True}
    refused = scenario.granter.post(f"/accounts/{scenario.granter.account_id}/grants", asked)
    assert (refused.status_code, refused.json["type"]) == (403, "urn:sanji:problem:grant_to_oneself")
    assert scenario.granter.get("/accounts/me").json["grants"][0]["role"] == SECURITY_ADMIN


@pytest.mark.parametrize(("held", "given"), [(AUDITOR, DISTRICT), (COMMUNITY, AUDITOR), (STREET, SYSTEM_ADMIN)])
def test_who_audits_or_runs_the_platform_does_nothing_else_in_it(
    scenario: SignInScenario, held: str, given: str
) -> None:
    _, person = scenario.someone(grants=(Grant(held, "d"),))
    asked = {"role": given, "organization_id": "d", "below": True}
    refused = scenario.granter.post(f"/accounts/{person.account_id}/grants", asked)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (409, "roles_apart")


def test_a_check_of_nobodys_password_costs_what_that_of_an_account_costs() -> None:
    assert not HASHER.check_needs_rehash(NOBODY)
