"""Signing in: who may, how often one may try, and what the first password is good for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.accounts.login_throttle import ALLOWED, WINDOW
from gateway.accounts.passwords import HASHER, NOBODY
from shared.rights import COMMUNITY, DISTRICT, EVERYTHING, OPERATIONS, Grant
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, AppHarness, MovableClock, Person, anybody
from tests.scenarios.in_process import timeline

NEW = "five other words, quite new"


@dataclass
class Doorstep:
    """The gateway, and a keeper of accounts."""

    harness: AppHarness
    keeper: Person
    made: int = 0

    def someone(self, **more: Any) -> tuple[str, Person]:
        """Make an account with the password and give its name and a person signed in to it."""
        self.made += 1
        username = f"someone{self.made}"
        grant = Grant(COMMUNITY, "c", below=False)
        plain = {"username": username, "password_hash": PASSWORD_HASH, "organization_id": "c"}
        return username, self.harness.person(grant, district_id="d", **plain | more)

    def sign_in(self, username: str, password: str = PASSWORD, **headers: str) -> TestResponse:
        """Try to sign in."""
        body = {"username": username, "password": password}
        return anybody(self.harness.app, "POST", "/auth/token", body, headers)

    def as_bearer(self, token: str) -> Person:
        """Return whoever holds an access token."""
        return Person(self.harness.app, token)


@pytest.fixture(scope="module")
def doorstep(gateway_alone: AppHarness) -> Iterator[Doorstep]:
    gateway_alone.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
    return Doorstep(gateway_alone, gateway_alone.person(Grant(OPERATIONS, EVERYTHING)))


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def test_the_right_password_gives_a_token_that_is_good(doorstep: Doorstep) -> None:
    username, person = doorstep.someone()
    answer = doorstep.sign_in(username)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["expires_in"] == doorstep.harness.settings.access_seconds
    assert doorstep.as_bearer(answer.json["access_token"]).get("/accounts/me").json["id"] == person.account_id


def test_a_name_is_the_same_whatever_keyboard_it_was_typed_on(doorstep: Doorstep) -> None:
    username, _ = doorstep.someone()
    fullwidth = "".join(chr(ord(each) + 0xFEE0) for each in username.upper())
    assert doorstep.sign_in(f" {fullwidth} ").status_code == 200


@pytest.mark.slow
def test_wrong_password_unknown_name_and_disabled_account_are_answered_alike(doorstep: Doorstep) -> None:
    username, _ = doorstep.someone()
    disabled, _ = doorstep.someone(disabled=True)
    answers = [doorstep.sign_in(username, "no"), doorstep.sign_in("nobody-at-all"), doorstep.sign_in(disabled)]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def test_five_failures_close_a_name_for_a_quarter_of_an_hour(doorstep: Doorstep, moved: MovableClock) -> None:
    username, _ = doorstep.someone()
    other, _ = doorstep.someone()
    assert [doorstep.sign_in(username, "wrong").status_code for _ in range(ALLOWED)] == [401] * ALLOWED
    closed = doorstep.sign_in(username)
    assert closed.status_code == 429
    assert closed.json["type"] == "urn:sanji:problem:sign_in_closed"
    assert 0 < int(closed.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert doorstep.sign_in(other).status_code == 200
    moved.ahead = WINDOW + timedelta(seconds=1)
    assert doorstep.sign_in(username).status_code == 200


def test_guesses_at_the_current_password_are_counted_too(doorstep: Doorstep) -> None:
    username, person = doorstep.someone()
    body = {"current_password": "wrong", "new_password": NEW}
    tries = [person.ask("PUT", "/accounts/me/password", json=body) for _ in range(ALLOWED)]
    assert {answer.json["errors"][0]["code"] for answer in tries} == {"password_wrong"}
    assert doorstep.sign_in(username).status_code == 429


def test_who_gets_in_is_forgiven_the_failures_before(doorstep: Doorstep) -> None:
    username, _ = doorstep.someone()
    for _ in range(2):
        for _ in range(ALLOWED - 1):
            doorstep.sign_in(username, "wrong")
        assert doorstep.sign_in(username).status_code == 200


@pytest.mark.slow
def test_a_name_that_nobody_has_is_closed_like_any_other(doorstep: Doorstep) -> None:
    tries = [doorstep.sign_in("ghost").status_code for _ in range(ALLOWED + 1)]
    assert tries == [401] * ALLOWED + [429]


@pytest.mark.slow
def test_the_first_password_is_good_for_nothing_but_choosing_another(doorstep: Doorstep) -> None:
    asked = {"username": "fresh", "name": "王五", "organization_id": "c", "grants": []}
    made = doorstep.keeper.post("/accounts", asked).json
    signed = doorstep.sign_in("fresh", made["initial_password"]).json
    assert signed["must_change_password"] is True
    fresh = doorstep.as_bearer(signed["access_token"])
    refused = fresh.get("/organizations")
    assert (refused.status_code, refused.json["type"]) == (403, "urn:sanji:problem:password_must_be_changed")
    body = {"current_password": made["initial_password"], "new_password": NEW}
    assert fresh.ask("PUT", "/accounts/me/password", json=body).status_code == 204
    assert fresh.get("/accounts/me").status_code == 401
    again = doorstep.sign_in("fresh", NEW).json
    assert again["must_change_password"] is False
    assert doorstep.as_bearer(again["access_token"]).get("/accounts").status_code == 403


@pytest.mark.slow
def test_the_first_password_comes_again_with_the_same_key_and_is_kept_nowhere(doorstep: Doorstep) -> None:
    asked = {"username": "repeated", "name": "王五", "organization_id": "c", "grants": []}
    key = {"Idempotency-Key": "once"}
    first, second = (doorstep.keeper.post("/accounts", asked, headers=key) for _ in range(2))
    assert first.json == second.json
    tables = (doorstep.harness.settings.data_dir / "gateway.sqlite3").read_bytes()
    log = (doorstep.harness.settings.data_dir / "gateway.sqlite3-wal").read_bytes()
    assert first.json["id"].encode() in tables + log
    assert first.json["initial_password"].encode() not in tables + log


@pytest.mark.parametrize(
    ("password", "code"), [("short", "password_too_short"), ("my SOMEONE1 secret", "password_holds_username")]
)
def test_a_new_password_that_is_easy_to_guess_is_refused(doorstep: Doorstep, password: str, code: str) -> None:
    _, person = doorstep.someone(username=f"someone1{code[-4:]}" if code.endswith("short") else "someone1 secret")
    body = {"current_password": PASSWORD, "new_password": password}
    answer = person.ask("PUT", "/accounts/me/password", json=body)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)


def test_a_disabled_account_is_out_at_once_and_its_tokens_stay_dead(doorstep: Doorstep) -> None:
    username, person = doorstep.someone()
    path = f"/accounts/{person.account_id}"
    assert doorstep.keeper.patch(path, {"disabled": True}, 1).status_code == 200
    assert person.get("/accounts/me").status_code == 401
    assert doorstep.sign_in(username).status_code == 401
    assert doorstep.keeper.patch(path, {"disabled": False}, 2).status_code == 200
    assert person.get("/accounts/me").status_code == 401
    assert doorstep.sign_in(username).status_code == 200


def test_nobody_disables_the_own_account(doorstep: Doorstep) -> None:
    answer = doorstep.keeper.patch(f"/accounts/{doorstep.keeper.account_id}", {"disabled": True}, 1)
    assert (answer.status_code, answer.json["type"]) == (409, "urn:sanji:problem:account_is_own")


@pytest.mark.slow
def test_a_reset_ends_what_was_signed_in_with_the_old_password(doorstep: Doorstep) -> None:
    username, person = doorstep.someone()
    reset = doorstep.keeper.ask("POST", f"/accounts/{person.account_id}/password-resets", {"Idempotency-Key": "reset"})
    assert person.get("/accounts/me").status_code == 401
    assert doorstep.sign_in(username).status_code == 401
    assert doorstep.sign_in(username, reset.json["initial_password"]).json["must_change_password"] is True


def test_a_grant_is_narrowed_never_widened(doorstep: Doorstep) -> None:
    _, person = doorstep.someone()
    narrow = doorstep.harness.person(Grant(DISTRICT, "c"), district_id="d")
    path = f"/accounts/{person.account_id}/grants"
    for role, organization_id in ((DISTRICT, "d"), (OPERATIONS, "c"), (OPERATIONS, EVERYTHING)):
        wide = narrow.post(path, {"role": role, "organization_id": organization_id, "below": True})
        assert (wide.status_code, wide.json["type"]) == (403, "urn:sanji:problem:grant_would_widen")
    given = narrow.post(path, {"role": DISTRICT, "organization_id": "c", "below": True})
    assert given.status_code == 201
    grant = next(each for each in given.json["grants"] if each["role"] == DISTRICT)
    assert person.get("/accounts").status_code == 200
    assert narrow.ask("DELETE", f"{path}/{grant['id']}").status_code == 204
    assert person.get("/accounts").status_code == 403


def test_a_check_of_nobodys_password_costs_what_that_of_an_account_costs() -> None:
    assert not HASHER.check_needs_rehash(NOBODY)
