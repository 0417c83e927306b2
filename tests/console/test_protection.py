"""What keeps others out: the cookie, tokens of forms, the headers, and no way behind the API."""

import re

import grimp
import msgspec
import pytest
import requests
from werkzeug.datastructures import Headers

from gateway.console import api
from shared.rights import STREET
from tests.console.served import username_of
from tests.gateway.app_harness import PASSWORD
from tests.tooling.trees import ROOT

TOKEN = re.compile(r'name="_token" value="([0-9a-f]{96})"')
OUTWARDS = {
    "gateway.console.app": {"gateway.i18n", "gateway.request_log", "shared.settings"},
    "gateway.console.choices": {"shared.working_days"},
    "gateway.console.context": {"shared.settings"},
    "gateway.console.menu": {"shared.struct_types"},
    "gateway.console.topics": {"shared.struct_types"},
    "gateway.console.session": {
        "shared.databases", "shared.field_encryption", "shared.settings", "shared.struct_types", "sqlalchemy",
    },
}  # fmt: skip
"""All that modules of the console may take from outside it."""


@pytest.fixture
def client(console):
    """Return a client without JavaScript, cookies kept."""
    session = requests.Session()
    session.headers["Origin"] = console.address
    return session


def token_of(client, console, place="/console/sign-in"):
    return TOKEN.search(client.get(console.address + place).text)[1]


def sign_in(client, console, role=STREET, **more):
    form = {"username": username_of(role), "password": PASSWORD, "_token": token_of(client, console)} | more
    return client.post(f"{console.address}/console/sign-in", form, allow_redirects=False)


def test_the_session_gets_a_new_cookie_at_sign_in_and_the_old_one_is_worth_nothing(client, console):
    client.get(f"{console.address}/console/sign-in")
    before = client.cookies["sanji"]
    answer = sign_in(client, console)
    assert answer.status_code == 303
    assert client.cookies["sanji"] != before
    said = answer.headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    planted = requests.get(f"{console.address}/console", cookies={"sanji": before}, timeout=30, allow_redirects=False)
    assert planted.headers["Location"] == "/console/sign-in"


@pytest.mark.parametrize(
    ("token", "origin"),
    [("", None), ("0" * 64, None), (None, "https://elsewhere.example"), (None, "null"), (None, "")],
)
def test_a_form_from_elsewhere_does_nothing(client, console, token, origin):
    sign_in(client, console)
    good = token_of(client, console, "/console/account/password")
    headers = {} if origin is None else {"Origin": origin}
    form = {"_token": good if token is None else token}
    answer = client.post(f"{console.address}/console/sign-out", form, headers=headers, allow_redirects=False)
    assert answer.status_code == 403
    assert "没有提交" in answer.text
    assert client.get(f"{console.address}/console", allow_redirects=False).status_code == 200


def test_a_token_of_another_session_does_nothing(client, console):
    sign_in(client, console)
    foreign = token_of(requests.Session(), console)
    answer = client.post(f"{console.address}/console/sign-out", {"_token": foreign}, allow_redirects=False)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("site", "expected"), [("none", "gzip"), ("same-origin", "gzip"), ("cross-site", None), ("same-site", None)]
)
def test_a_page_that_another_site_asks_for_is_not_compressed(client, console, site, expected):
    sign_in(client, console)
    answer = client.get(f"{console.address}/console", headers={"Sec-Fetch-Site": site})
    assert answer.headers.get("Content-Encoding") == expected
    assert answer.headers["Vary"] == "Accept-Encoding, Sec-Fetch-Site"
    assert "Content-Encoding" not in client.get(f"{console.address}/console").headers


def test_each_page_has_another_token_and_all_of_a_session_are_good(client, console):
    sign_in(client, console)
    first, second = (token_of(client, console, "/console/account") for _ in range(2))
    assert first[32:] != second[32:]
    for token in (first, second):
        answer = client.post(f"{console.address}/console/drafts", {"_token": token}, allow_redirects=False)
        assert answer.status_code != 403


def test_every_answer_has_the_headers_that_keep_scripts_and_frames_out(client, console):
    sign_in(client, console)
    for place in ("/console", "/console/sign-in", "/console/nothing-here", "/console/account"):
        headers = client.get(console.address + place, allow_redirects=False).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("code", "status"), [("not_caught_up", 409), ("away", 503)])
def test_what_is_not_there_yet_is_looked_for_again(client, console, monkeypatch, code, status):
    sign_in(client, console)
    problem = msgspec.json.encode({"type": f"urn:sanji:problem:{code}", "detail": "稍等", "status": status})
    answered = api.Answer(status, Headers({"Content-Type": "application/problem+json"}), problem)
    monkeypatch.setattr(api.Client, "ask", lambda *_, **__: answered)
    place = "/console/projects?after=projects:d:9"
    answer = client.get(console.address + place)
    assert answer.status_code == status
    assert answer.headers.get("Refresh") == (f"3; url={place}" if code == "not_caught_up" else None)
    assert f'href="{place}"' in answer.text


def test_a_plain_address_that_others_can_listen_to_is_told_to_use_tls(console):
    answer = requests.get(f"{console.address}/console/sign-in", headers={"Host": "sanji.example"}, timeout=30)
    assert answer.status_code == 426
    assert "https" in answer.text
    assert "password" not in answer.text


def test_the_tokens_are_nowhere_in_the_browser_and_encrypted_in_the_database(client, console):
    sign_in(client, console)
    page = client.get(f"{console.address}/console/account").text
    assert "eyJ" not in page + str(client.cookies)
    stored = (console.harness.settings.data_dir / "gateway.sqlite3").read_bytes()
    stored += (console.harness.settings.data_dir / "gateway.sqlite3-wal").read_bytes()
    assert client.cookies["sanji"].encode() not in stored


def test_a_console_module_takes_nothing_from_outside_but_what_it_is_allowed():
    graph = grimp.build_graph("gateway", "shared", include_external_packages=True)
    ours = {each for each in graph.modules if each.startswith("gateway.console")}
    watched = ("gateway", "shared", "services", "sqlalchemy", "requests")
    for module in sorted(ours):
        found = {each for each in graph.find_modules_directly_imported_by(module) if each not in ours}
        outwards = {each for each in found if each.partition(".")[0] in watched}
        assert outwards <= OUTWARDS.get(module, set()), module


def test_only_the_client_calls_the_application():
    callers = re.compile(r"run_wsgi_app|test_client|EnvironBuilder")
    files = sorted((ROOT / "gateway" / "console").rglob("*.py"))
    assert [path.name for path in files if callers.search(path.read_text("utf-8"))] == ["api.py"]
