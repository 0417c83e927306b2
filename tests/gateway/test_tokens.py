"""Access tokens and refresh tokens: how long they are good, how they end, and that nobody makes one up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
import pytest
from werkzeug.test import TestResponse

from shared.rights import COMMUNITY, EVERYTHING, SECURITY_ADMIN, Grant
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, AppHarness, MovableClock, Person, anybody
from tests.scenarios.in_process import timeline

REPEATED = timedelta(seconds=61)


@dataclass
class Session:
    """Someone who signs in, stays and goes."""

    harness: AppHarness

    def tokens(self) -> dict[str, Any]:
        """Sign in."""
        return dict(self._post("/auth/token", {"username": "clerk", "password": PASSWORD}).json)

    def renew(self, token: str, key: str = "") -> TestResponse:
        """Exchange a refresh token, under a fresh key unless one is named."""
        return self._post("/auth/refresh", {"refresh_token": token}, {"Idempotency-Key": key} if key else {})

    def is_good(self, access_token: str) -> bool:
        """Return whether an access token opens anything."""
        return Person(self.harness.app, access_token).get("/accounts/me").status_code == 200

    def _post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
        return anybody(self.harness.app, "POST", path, body, headers)


@pytest.fixture(scope="module")
def session(gateway_alone: AppHarness) -> Session:
    gateway_alone.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
    plain = {"username": "clerk", "password_hash": PASSWORD_HASH, "organization_id": "c"}
    gateway_alone.person(Grant(COMMUNITY, "c"), district_id="d", **plain)
    return Session(gateway_alone)


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


def test_a_refresh_token_gives_the_next_pair(session: Session) -> None:
    first = session.tokens()
    second = session.renew(first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"]
    assert session.is_good(second["access_token"])
    assert session.renew(second["refresh_token"]).status_code == 200


def test_a_used_refresh_token_ends_the_session_for_thief_and_owner(session: Session) -> None:
    first = session.tokens()
    second = session.renew(first["refresh_token"]).json
    stolen = session.renew(first["refresh_token"])
    assert (stolen.status_code, stolen.json["type"]) == (401, "urn:sanji:problem:refresh_token_invalid")
    assert session.renew(second["refresh_token"]).status_code == 401
    session.harness.app.extensions["sanji"].identities.forget()
    assert not session.is_good(second["access_token"])
    assert not session.is_good(first["access_token"])
    assert session.is_good(session.tokens()["access_token"])


def test_the_same_exchange_repeated_is_no_theft_within_a_minute(session: Session, moved: MovableClock) -> None:
    first = session.tokens()
    once = session.renew(first["refresh_token"], "lost-answer").json
    again = session.renew(first["refresh_token"], "lost-answer")
    assert again.status_code == 200
    assert again.json["refresh_token"] == once["refresh_token"], "one session has one token that goes on"
    assert session.is_good(once["access_token"])
    moved.ahead = REPEATED
    assert session.renew(first["refresh_token"], "lost-answer").status_code == 401
    assert session.renew(again.json["refresh_token"]).status_code == 401


def test_a_refresh_token_is_good_until_its_lifetime_is_over(session: Session, moved: MovableClock) -> None:
    token = session.tokens()["refresh_token"]
    moved.ahead = timedelta(seconds=session.harness.settings.refresh_seconds - 1)
    token = session.renew(token).json["refresh_token"]
    moved.ahead += timedelta(seconds=session.harness.settings.refresh_seconds)
    assert session.renew(token).status_code == 401


def test_a_session_ends_however_often_it_is_renewed(session: Session, moved: MovableClock) -> None:
    token, settings = session.tokens()["refresh_token"], session.harness.settings
    for elapsed in range(0, settings.session_seconds, settings.refresh_seconds - 1):
        moved.ahead = timedelta(seconds=elapsed)
        token = session.renew(token).json["refresh_token"]
    moved.ahead = timedelta(seconds=settings.session_seconds)
    assert session.renew(token).status_code == 401


def test_an_access_token_is_good_until_its_lifetime_is_over(session: Session, moved: MovableClock) -> None:
    token = session.tokens()["access_token"]
    moved.ahead = timedelta(seconds=session.harness.settings.access_seconds - 2)
    assert session.is_good(token)
    moved.ahead = timedelta(seconds=session.harness.settings.access_seconds)
    refused = Person(session.harness.app, token).get("/accounts/me")
    assert (refused.status_code, refused.json["type"]) == (401, "urn:sanji:problem:access_token_invalid")
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_signing_out_ends_the_access_token_at_once(session: Session) -> None:
    tokens, others = session.tokens(), session.tokens()
    assert session.is_good(tokens["access_token"])
    gone = anybody(session.harness.app, "POST", "/auth/revocations", {"refresh_token": tokens["refresh_token"]})
    assert gone.status_code == 204
    assert not session.is_good(tokens["access_token"])
    assert session.renew(tokens["refresh_token"]).status_code == 401
    assert session.is_good(others["access_token"])


def test_signing_out_with_a_token_that_nobody_gave_tells_nothing(session: Session) -> None:
    answer = anybody(session.harness.app, "POST", "/auth/revocations", {"refresh_token": "d.nobody.made-up"})
    assert answer.status_code == 204


@pytest.mark.parametrize("token", ["made up", "d..", "*.*.*", "..", "d.' OR 1=1 --.x"])
def test_a_refresh_token_that_nobody_gave_is_refused(session: Session, token: str) -> None:
    assert session.renew(token).status_code == 401


FORGED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another key": ({}, {"key": "k" * 48}),
    "no signature": ({}, {"key": "", "algorithm": "none"}),
    "another algorithm": ({}, {"algorithm": "HS512"}),
    "for services": ({"aud": "services"}, {}),
    "another account": ({"sub": "nobody"}, {}),
    "another district": ({"district": "*"}, {}),
    "another epoch": ({"epoch": 2}, {}),
    "another session": ({"session": "s"}, {}),
    "no expiry": ({"exp": None}, {}),
    "an expiry that is no number": ({"exp": "never"}, {}),
    "a subject that is no text": ({"sub": ["a"]}, {}),
    "a district that is no text": ({"district": {"a": 1}}, {}),
    "an epoch that is no number": ({"epoch": "1 OR 1=1"}, {}),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_access_token_opens_nothing(session: Session, how: str) -> None:
    key = session.harness.settings.secret_key
    real = jwt.decode(session.tokens()["access_token"], key, algorithms=["HS256"], audience="gateway")
    assert session.is_good(jwt.encode(real, key, algorithm="HS256"))
    changed, signing = FORGED[how]
    claims = {name: value for name, value in (real | changed).items() if value is not None}
    refused = Person(session.harness.app, _signed(claims, {"key": key, "algorithm": "HS256"} | signing)).get(
        "/accounts"
    )
    assert (refused.status_code, refused.json["type"]) == (401, "urn:sanji:problem:access_token_invalid")


def _signed(claims: dict[str, Any], how: dict[str, Any]) -> str:
    # PyJWT would not sign some of these itself, so its inner layer does.
    return jwt.api_jws.encode(jwt.PyJWT()._encode_payload(claims), how["key"], algorithm=how["algorithm"])


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b c", "Bearer ü", "bearer.x.y"])
def test_a_header_that_holds_no_token_asks_to_sign_in(session: Session, given: str) -> None:
    answer = anybody(session.harness.app, "GET", "/accounts/me", headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_withdrawn_grant_ends_with_the_next_request(session: Session) -> None:
    granter = session.harness.person(Grant(SECURITY_ADMIN, EVERYTHING))
    person = session.harness.person(Grant(COMMUNITY, "c"), district_id="d", organization_id="c")
    assert person.get("/levels/community/c/overview").status_code == 200
    grant = person.get("/accounts/me").json["grants"][0]
    assert granter.ask("DELETE", f"/accounts/{person.account_id}/grants/{grant['id']}").status_code == 204
    assert person.get("/levels/community/c/overview").status_code == 403
