"""Signing in by a real OpenID Connect provider: what comes back once is a session, and nothing else is."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gateway.accounts.model import SignInSession
from gateway.audit.model import AuditEntry
from shared import databases
from shared.openid_settings import OpenIdProvider
from shared.rights import EVERYTHING, SECURITY_ADMIN, SYSTEM_ADMIN, Grant
from tests.gateway.app_harness import PASSWORD, MovableClock, Person, anybody, app_harness
from tests.gateway.conftest import UNHURRIED
from tests.gateway.sign_in_scenario import SignInScenario
from tests.scenarios.in_process import timeline
from tests.servers.openid_provider import CLIENT, OTHER, SECRET, ProviderProcess, new_key, sign_in_at

pytestmark = pytest.mark.slow
AWAY = OpenIdProvider(
    name="away",
    label="停机",
    issuer="http://127.0.0.1:9",
    client_id="c",
    client_secret="s",
    redirect_uri="https://s.example/",
)
REFUSED = (401, "urn:sanji:problem:openid_refused")


@dataclass
class Openid:
    """The gateway beside its provider, and people who go there."""

    scenario: SignInScenario
    provider: ProviderProcess
    clock: MovableClock
    tests: int = 0

    def begin(self, name: str = "district") -> Any:
        answer = self.scenario.ask("POST", "/auth/openid/attempts", {"provider": name})
        assert answer.status_code == 201, answer.json
        return answer.json

    def come_back(self, begun: Any, person: str, **changed: str) -> dict[str, str]:
        """Go to the provider, with parts of the address changed, and return what completes the attempt."""
        address = begun["authorization_address"]
        for name, value in changed.items():
            address = re.sub(rf"(?<=[?&]{name}=)[^&]+", value, address)
        return sign_in_at(address, person) | {"attempt_secret": begun["attempt_secret"]}

    def complete(self, came_back: dict[str, str], **more: str) -> TestResponse:
        """Complete an attempt, from an address of this test's own: failures of others slow nothing down."""
        there = {"REMOTE_ADDR": f"10.9.0.{self.tests}"}
        app = self.scenario.harness.app
        return anybody(app, "POST", "/auth/openid/completions", came_back | more, environ_base=there)

    def someone(self, **more: Any) -> tuple[str, Person]:
        """Return a person at the provider, and their account here, to which they have linked themselves."""
        username, person = self.scenario.someone(**more)
        assert self.link(person, username).status_code == 201
        return username, person

    def link(self, person: Person, name: str) -> TestResponse:
        asked = {"provider": "district", "current_password": PASSWORD}
        begun = person.post("/accounts/me/identities/attempts", asked)
        assert begun.status_code == 201, begun.json
        return person.post("/accounts/me/identities", self.come_back(begun.json, name))

    def sessions(self) -> int:
        with databases.reading(self.scenario.harness.engine) as session:
            return session.scalar(select(func.count()).select_from(SignInSession)) or 0


@pytest.fixture(scope="module")
def openid(provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Openid]:
    clock, folder = MovableClock(), Path(tmp_path_factory.mktemp("openid"))
    with app_harness(folder, clock=clock, openid_providers=(provider.setting, AWAY), **UNHURRIED) as opened:
        opened.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
        yield Openid(
            SignInScenario(
                opened, *(opened.person(Grant(role, EVERYTHING)) for role in (SYSTEM_ADMIN, SECURITY_ADMIN))
            ),
            provider,
            clock,
        )


@pytest.fixture(autouse=True)
def _as_it_was(openid: Openid) -> Iterator[None]:
    openid.tests += 1
    yield
    openid.clock.ahead = timedelta()
    openid.provider.plant(None)


def said(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["type"]


def refused(openid: Openid, came_back: dict[str, str], **more: str) -> None:
    before = openid.sessions()
    assert said(openid.complete(came_back, **more)) == REFUSED
    assert openid.sessions() == before


def test_a_linked_person_signs_in_as_with_a_password(openid: Openid) -> None:
    username, person = openid.someone()
    begun = openid.begin()
    asked = parse_qs(urlsplit(begun["authorization_address"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    answer = openid.complete(openid.come_back(begun, username))
    assert answer.status_code == 200
    assert openid.scenario.as_bearer(answer.json["access_token"]).get("/accounts/me").json["id"] == person.account_id
    refreshed = openid.scenario.ask("POST", "/auth/refresh", {"refresh_token": answer.json["refresh_token"]})
    assert refreshed.status_code == 200
    with databases.reading(openid.scenario.harness.engine) as session:
        of_person = select(AuditEntry).where(AuditEntry.account_id == person.account_id)
        routes = {row.route: row.detail for row in session.scalars(of_person)}
    assert routes["/api/v1/auth/openid/completions"] == {"openid_provider": "district"}
    assert routes["/api/v1/accounts/me/identities"]["subject"] == f"no-{username}"


def test_the_providers_are_listed_without_what_is_secret(openid: Openid) -> None:
    answer = openid.scenario.ask("GET", "/auth/openid/providers")
    assert answer.json["items"][0] == {"name": "district", "label": "区统一身份认证"}
    assert SECRET not in answer.text
    unknown = openid.scenario.ask("POST", "/auth/openid/attempts", {"provider": "nobody"})
    assert said(unknown) == (404, "urn:sanji:problem:openid_provider_unknown")


def test_nobody_is_linked_by_an_equal_name(openid: Openid) -> None:
    username, _ = openid.scenario.someone()
    answer = openid.complete(openid.come_back(openid.begin(), username))
    assert said(answer) == (401, "urn:sanji:problem:openid_not_linked")


def test_the_nonce_of_another_attempt_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    refused(openid, openid.come_back(openid.begin(), username, nonce="another"))


def test_the_challenge_of_another_attempt_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    other = parse_qs(urlsplit(openid.begin()["authorization_address"]).query)["code_challenge"][0]
    refused(openid, openid.come_back(openid.begin(), username, code_challenge=other))


def test_a_state_is_good_once_for_ten_minutes_and_with_its_secret(openid: Openid) -> None:
    username, person = openid.someone()
    begun = openid.begin()
    came_back = openid.come_back(begun, username)
    refused(openid, came_back, attempt_secret="somebody else's")
    refused(openid, came_back, state="never begun")
    linking = person.post("/accounts/me/identities", came_back)
    assert said(linking) == (422, "urn:sanji:problem:openid_refused")
    assert openid.complete(came_back).status_code == 200
    refused(openid, came_back)
    late = openid.come_back(openid.begin(), username)
    openid.clock.ahead = timedelta(minutes=10, seconds=1)
    refused(openid, late)


def test_a_replayed_code_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    came_back = openid.come_back(openid.begin(), username)
    assert openid.complete(came_back).status_code == 200
    begun = openid.begin()
    again = {"state": begun["state"], "attempt_secret": begun["attempt_secret"]}
    refused(openid, came_back | again)


def test_a_code_for_another_client_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    refused(openid, openid.come_back(openid.begin(), username, client_id=OTHER))


def test_a_good_code_that_came_with_another_issuer_or_none_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    refused(openid, openid.come_back(openid.begin(), username), iss="https://other.example")
    without = openid.come_back(openid.begin(), username)
    refused(openid, {name: value for name, value in without.items() if name != "iss"})


def test_of_many_completions_at_once_one_is_a_session(openid: Openid) -> None:
    username, _ = openid.someone()
    came_back = openid.come_back(openid.begin(), username)
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(openid.complete, [came_back] * 4))
    assert statuses == [200, 401, 401, 401]


def test_an_expired_token_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    openid.clock.ahead = timedelta(hours=2)
    refused(openid, openid.come_back(openid.begin(), username))


@pytest.mark.parametrize("how", ["whole", "audience", "authorized party", "issuer", "none", "secret", "key", "claim"])
def test_a_token_is_refused_that_the_provider_did_not_sign_for_this_client(openid: Openid, how: str) -> None:
    username, _ = openid.someone()
    begun = openid.begin()
    came_back = openid.come_back(begun, username)
    nonce = parse_qs(urlsplit(begun["authorization_address"]).query)["nonce"][0]
    now = int(openid.clock().timestamp())
    claims = {"iss": openid.provider.issuer, "sub": username, "aud": CLIENT, "iat": now, "exp": now + 60}
    claims |= {"nonce": nonce, "employee_number": f"no-{username}"}
    key, algorithm = private_key(openid.provider.keys[0]), "RS256"
    claims |= {"audience": {"aud": OTHER}, "authorized party": {"azp": OTHER}, "issuer": {"iss": "https://other"}}.get(
        how, {}
    )
    claims |= {"employee_number": ""} if how == "claim" else {}
    key = {"none": None, "secret": SECRET * 2, "key": private_key(new_key("first"))}.get(how, key)
    algorithm = {"none": "none", "secret": "HS256"}.get(how, algorithm)
    openid.provider.plant(claims, key, algorithm)
    if how == "whole":  # what is changed in all others is all that is wrong with them
        assert openid.complete(came_back).status_code == 200
    else:
        refused(openid, came_back)


def private_key(jwk: dict[str, Any]) -> Any:
    return RSAAlgorithm.from_jwk(jwk)


def test_keys_that_the_provider_has_changed_are_fetched_also_under_the_old_name(openid: Openid) -> None:
    username, _ = openid.someone()
    for name in ("second", "second", "first"):
        openid.provider.keys = [new_key(name)]
        openid.provider.restart()
        assert openid.complete(openid.come_back(openid.begin(), username)).status_code == 200


def test_another_issuer_in_the_place_of_the_provider_is_refused(openid: Openid) -> None:
    username, _ = openid.someone()
    here = openid.provider.issuer
    openid.provider.restart(here.replace("127.0.0.1", "localhost"))
    try:
        refused(openid, openid.come_back(openid.begin(), username))
        refused(openid, openid.come_back(openid.begin(), username), iss=here)
        without = openid.come_back(openid.begin(), username)
        refused(openid, {name: value for name, value in without.items() if name != "iss"})
    finally:
        openid.provider.restart()
    assert openid.complete(openid.come_back(openid.begin(), username)).status_code == 200


def test_a_provider_that_is_away_is_a_clear_503_and_nothing_half_done(openid: Openid) -> None:
    username, _ = openid.someone()
    away = (503, "urn:sanji:problem:openid_provider_away")
    assert said(openid.scenario.ask("POST", "/auth/openid/attempts", {"provider": "away"})) == away
    came_back, before = openid.come_back(openid.begin(), username), openid.sessions()
    openid.provider.stop()
    try:
        assert said(openid.complete(came_back)) == away
        assert openid.sessions() == before
    finally:
        openid.provider.start()
    refused(openid, came_back)
    assert openid.complete(openid.come_back(openid.begin(), username)).status_code == 200


def test_the_second_factor_is_asked_for_here_as_well(openid: Openid) -> None:
    username, person = openid.someone()
    secret = person.post("/accounts/me/second-factor", {"current_password": PASSWORD}).json["secret"]
    otp = pyotp.TOTP(secret)
    confirmed = person.post("/accounts/me/second-factor/confirmations", {"code": otp.at(openid.clock())})
    assert confirmed.status_code == 201
    without = openid.complete(openid.come_back(openid.begin(), username))
    assert said(without) == (401, "urn:sanji:problem:second_factor_needed")
    wrong = openid.complete(openid.come_back(openid.begin(), username), second_factor="000000")
    assert said(wrong) == (401, "urn:sanji:problem:second_factor_wrong")
    code = confirmed.json["recovery_codes"][0]
    assert openid.complete(openid.come_back(openid.begin(), username), second_factor=code).status_code == 200


def test_a_disabled_account_is_refused(openid: Openid) -> None:
    username, person = openid.someone()
    keeper, path = openid.scenario.keeper, f"/accounts/{person.account_id}"
    assert keeper.patch(path, {"disabled": True}, keeper.get(path).json["version"]).status_code == 200
    refused(openid, openid.come_back(openid.begin(), username))


def test_who_sends_what_proves_nothing_waits(openid: Openid) -> None:
    wrong = {"state": "s", "code": "c", "attempt_secret": "a"}
    answers = [openid.complete(wrong).status_code for _ in range(8)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_an_identity_belongs_to_one_account_and_is_unlinked(openid: Openid) -> None:
    username, person = openid.someone()
    _, other = openid.scenario.someone()
    assert said(openid.link(other, username)) == (409, "urn:sanji:problem:identity_taken")
    listed = person.get("/accounts/me/identities").json["items"]
    assert [(each["issuer"], each["subject"]) for each in listed] == [(openid.provider.issuer, f"no-{username}")]
    assert openid.scenario.keeper.get(f"/accounts/{person.account_id}/identities").json["items"] == listed
    address = f"/accounts/me/identities/{listed[0]['id']}"
    assert said(other.ask("DELETE", address)) == (404, "urn:sanji:problem:identity_unknown")
    assert other.get(f"/accounts/{person.account_id}/identities").status_code == 403
    assert other.ask("DELETE", f"/accounts/{person.account_id}/identities/{listed[0]['id']}").status_code == 403
    assert person.ask("DELETE", address).status_code == 204
    answer = openid.complete(openid.come_back(openid.begin(), username))
    assert said(answer) == (401, "urn:sanji:problem:openid_not_linked")


def test_linking_needs_ones_password(openid: Openid) -> None:
    _, person = openid.scenario.someone()
    asked = {"provider": "district", "current_password": "a stolen token does not know it"}
    assert said(person.post("/accounts/me/identities/attempts", asked)) == (422, "urn:sanji:problem:password_wrong")


def test_who_keeps_an_account_links_it_only_while_nobody_uses_it(openid: Openid) -> None:
    keeper, link = openid.scenario.keeper, {"provider": "district", "subject": "no-new"}
    _, used = openid.scenario.someone()
    refusal = keeper.post(f"/accounts/{used.account_id}/identities", link)
    assert said(refusal) == (409, "urn:sanji:problem:identity_is_the_persons")
    made = {"username": "newcomer", "name": "新人", "organization_id": "c"}
    account = keeper.post("/accounts", made).json
    assert keeper.post(f"/accounts/{account['id']}/identities", link).status_code == 201
    by_password = openid.scenario.sign_in("newcomer", account["initial_password"])
    assert said(by_password) == (401, "urn:sanji:problem:sign_in_refused")
    answer = openid.complete(openid.come_back(openid.begin(), "new"))
    assert (answer.status_code, answer.json["must_change_password"]) == (200, False)
    again = keeper.post(f"/accounts/{account['id']}/identities", link | {"subject": "no-keeper"})
    assert said(again) == (409, "urn:sanji:problem:identity_is_the_persons")
    listed = keeper.get(f"/accounts/{account['id']}/identities").json["items"]
    assert keeper.ask("DELETE", f"/accounts/{account['id']}/identities/{listed[0]['id']}").status_code == 204


def test_nothing_of_an_attempt_is_kept_by_which_it_could_be_completed(openid: Openid) -> None:
    begun = openid.begin()
    asked = parse_qs(urlsplit(begun["authorization_address"]).query)
    kept = b"".join(path.read_bytes() for path in openid.scenario.harness.settings.data_dir.glob("gateway*"))
    for secret in (begun["state"], begun["attempt_secret"], asked["nonce"][0]):
        assert secret.encode() not in kept
