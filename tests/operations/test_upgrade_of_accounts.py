"""An installation from before persons, three administrators and the chained trail is brought up to date.

Its databases are those of the commit d232406, filled by `tools/enter_accounts.py`: accounts of each role, what they
entered, and what the trail has of it.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from deploy.embedded import make_app
from gateway.accounts.model import Person as PersonOfAccount
from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.projections.event_mappers import SOURCES
from gateway.rebuild import rebuild
from gateway.reconcile import differences
from shared import console, databases
from shared.rights import ADMINISTRATORS, AUDITOR, SYSTEM_ADMIN
from shared.settings import Settings
from tests import expect
from tests.gateway.app_harness import PASSWORD, Person, anybody
from tests.operations.restored import DUMPS, opened, restore
from tools.enter_accounts import ACCOUNTS
from tools.servers.processes import await_true

pytestmark = pytest.mark.slow
FOLDER = DUMPS / "accounts"
ENABLED = ("operator", "operator-2", "auditor", *(name for name, *_ in ACCOUNTS if name != "left"))
TRAIL = "SELECT id, district_id, account_id, account_name, method, path, status, personal FROM audit ORDER BY id"


@dataclass
class Upgraded:
    """The platform of today over the databases of before, and what stood in the trail before."""

    app: Flask
    settings: Settings
    engines: dict[str, Engine]
    trail: list[tuple[Any, ...]]

    def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        return anybody(self.app, "POST", "/auth/token", {"username": username, "password": password})

    def person(self, username: str) -> Person:
        return Person(self.app, expect.done(self.sign_in(username))["access_token"])

    def rows(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        with self.engines[name].connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def upgraded(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upgraded]:
    settings = restore(FOLDER, request.param, request, tmp_path, monkeypatch)
    with opened(settings) as engines:
        with engines["gateway"].connect() as connection:
            trail = [tuple(row) for row in connection.execute(text(TRAIL))]
        app, end = make_app(settings)
        try:
            yield Upgraded(app, settings, engines, trail)
        finally:
            end()


def test_every_account_signs_in_and_who_was_disabled_does_not(upgraded: Upgraded) -> None:
    roles = {}
    for username in ENABLED:
        me = expect.done(upgraded.person(username).get("/accounts/me"))
        roles[username] = sorted((grant["role"], grant["below"]) for grant in me["grants"])
    assert roles["operator"] == roles["operator-2"] == [(SYSTEM_ADMIN, True)]
    assert roles["auditor"] == roles["district-auditor"] == [(AUDITOR, True)]
    assert roles["community"] == [("community_staff", True), ("street_staff", False)]
    for username, _, _, role, _ in ACCOUNTS:
        if username not in {"community", "left"}:
            assert roles[username] == [(role, True)], username
    assert upgraded.sign_in("left").status_code == 401


def test_who_ran_the_platform_gives_no_grant_and_audits_nothing(upgraded: Upgraded) -> None:
    (account,) = upgraded.rows("gateway", "SELECT id, organization_id FROM account WHERE username = 'street'")
    for username in ("operator", "operator-2"):
        person = upgraded.person(username)
        given = person.post(f"/accounts/{account[0]}/grants", {"role": "street_staff", "organization_id": account[1]})
        assert (given.status_code, given.json["type"].rpartition(":")[2]) == (403, "grant_does_not_reach")
        assert person.get("/audit").status_code == 403
    held = upgraded.rows(
        "gateway",
        "SELECT account.person_id, role FROM account_grant JOIN account ON account.id = account_grant.account_id"
        " WHERE withdrawn_at IS NULL",
    )
    of_persons: dict[str, set[str]] = {}
    for person_id, role in held:
        of_persons.setdefault(person_id, set()).add(role)
    assert [roles for roles in of_persons.values() if roles & {*ADMINISTRATORS} and len(roles) > 1] == []


def test_each_account_is_one_person_and_namesakes_are_listed(upgraded: Upgraded) -> None:
    accounts = upgraded.rows("gateway", "SELECT id, person_id, name, district_id FROM account")
    with databases.reading(upgraded.engines["gateway"]) as session:
        persons = session.scalars(select(PersonOfAccount)).all()
    assert len(accounts) == len(ENABLED) + 1
    assert {(id_, person_id) for id_, person_id, *_ in accounts} == {(each.id, each.id) for each in persons}
    assert {(each.id, each.name, each.district_id) for each in persons} == {(a, n, d) for a, _, n, d in accounts}
    listed = expect.done(upgraded.person("district").get("/accounts/persons?same_name=true"))["items"]
    assert sorted(each["accounts"] for each in listed) == [["district"], ["district-2"]]


def test_the_trail_keeps_every_row_and_verifies_once_it_goes_on(upgraded: Upgraded) -> None:
    assert len({row[1] for row in upgraded.trail}) == 2
    assert {201, 403} <= {row[6] for row in upgraded.trail}
    assert any(row[7] for row in upgraded.trail)
    engine, signer = upgraded.engines["gateway"], Signer(upgraded.settings.secret_keys)
    with databases.reading(engine) as session:
        kinds = {fault.kind for each in chain.districts(session) for fault in chain.verify(session, signer, each)[1]}
    assert kinds == {"unsigned"}
    assert [row for row in upgraded.rows("gateway", TRAIL) if row in upgraded.trail] == upgraded.trail
    for username in ("operator", "district"):
        expect.done(upgraded.person(username).get("/accounts/me"))
    with databases.reading(engine) as session:
        assert {each: chain.verify(session, signer, each)[1] for each in chain.districts(session)} == {
            each: [] for each in {row[1] for row in upgraded.trail}
        }


def test_figures_reconcile_and_stand(upgraded: Upgraded) -> None:
    own = {name: upgraded.engines[name] for name in SOURCES}
    # What records were on earlier days stands in the event logs alone: this is a step of the upgrade.
    rebuild(upgraded.engines["gateway"], own, lambda _source, total: console.Progress("", total))
    await_true(lambda: differences(upgraded.engines["gateway"], own) == [], seconds=30, what="the figures are proven")
    district = upgraded.rows("organizations", "SELECT district_id FROM district")[0][0]
    overview = expect.done(upgraded.person("district").get(f"/levels/district/{district}/overview"))
    totals = {each["indicator"]: each["total"] for each in overview["figures"]}
    assert (totals["members"], totals["communities"]) == (2, 2)
    departed = "SELECT departure_recorded_on IS NOT NULL FROM member ORDER BY 1"
    assert [bool(row[0]) for row in upgraded.rows("organizations", departed)] == [False, False, True]


def test_a_suggestion_without_a_name_has_none_and_its_sender_finds_the_answer(upgraded: Upgraded) -> None:
    kept = "SELECT named, sender_name, from_organization_id IS NULL FROM suggestion ORDER BY named"
    assert [(bool(a), b, bool(c)) for a, b, c in upgraded.rows("supervision", kept)] == [
        (False, None, True),
        (True, "王五", False),
    ]
    answers = [row[0] for row in upgraded.rows("supervision", "SELECT answer FROM answered")]
    assert len(answers) == 1
    assert '"named": true' in answers[0]
    own = expect.done(upgraded.person("community").get("/suggestions/own"))["items"]
    assert sorted(each["title"] for each in own) == ["不署名的建议", "署名的建议"]
    street = upgraded.rows("gateway", "SELECT organization_id FROM account WHERE username = 'street'")[0][0]
    read = expect.done(upgraded.person("street").get(f"/suggestions?organization_id={street}"))["items"]
    assert {each["title"]: each["sender_name"] for each in read} == {"署名的建议": "王五", "不署名的建议": None}


def test_the_first_security_administrator_is_named_on_the_command_line(upgraded: Upgraded) -> None:
    command = [sys.executable, "-m", "gateway.accounts", "create", "--username", "security", "--role", "security_admin"]
    subprocess.run([*command, "--password-stdin"], input=PASSWORD, text=True, check=True, capture_output=True)
    security = upgraded.person("security")
    (account,) = upgraded.rows("gateway", "SELECT id FROM account WHERE username = 'community-2'")
    street = upgraded.rows("gateway", "SELECT organization_id FROM account WHERE username = 'street'")[0][0]
    grant = {"role": "street_staff", "organization_id": street, "below": False}
    given = expect.done(security.post(f"/accounts/{account[0]}/grants", grant))
    assert ("street_staff", street) in {(each["role"], each["organization_id"]) for each in given["grants"]}
    assert security.get("/audit").status_code == 403
