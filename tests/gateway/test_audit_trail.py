"""The audit trail: what stands in it, that it is only added to, and that every change of it shows."""

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from gateway.accounts.login_throttle import ACCOUNT
from gateway.audit import chain
from gateway.audit.archive import KEPT, archive
from gateway.audit.chain import Fault, Signer
from gateway.audit.log import PendingRow
from gateway.routes import audit
from shared import databases
from shared.errors import Refusal
from shared.rights import AUDITOR, COMMUNITY, Grant
from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import AppHarness, MovableClock, Person
from tests.gateway.sign_in_scenario import NEW, SignInScenario

D = "d"


@pytest.fixture(autouse=True)
def _now(moved: MovableClock) -> None:
    moved.ahead = timedelta()


@pytest.fixture
def auditor(scenario: SignInScenario) -> Person:
    return scenario.harness.person(Grant(AUDITOR, D), district_id=D, organization_id=D)


def entries(auditor: Person, **filters: Any) -> list[dict[str, Any]]:
    answer = auditor.get("/audit", query_string={"limit": 200, **filters})
    assert answer.status_code == 200
    return list(answer.json["items"])


def verified(harness: AppHarness, district_id: str = D) -> list[Fault]:
    with databases.reading(harness.engine) as session:
        return chain.verify(session, Signer(harness.settings.secret_keys), district_id)[1]


def test_signing_in_failing_and_being_slowed_down_stand_in_it(scenario: SignInScenario, auditor: Person) -> None:
    username, person = scenario.someone()
    scenario.sign_in(username, address="10.9.0.1")
    for _ in range(ACCOUNT.free + 1):
        scenario.sign_in(username, "wrong", address="10.9.0.1")
    mine = [each for each in entries(auditor, account_id=person.account_id) if each["route"].endswith("/auth/token")]
    assert [each["status"] for each in mine] == [429, *[401] * ACCOUNT.free, 200]
    assert {each["address"] for each in mine} == {"10.9.0.1"}
    assert len(entries(auditor, address="10.9.0.1")) == len(mine)


def test_a_reset_stands_in_it_with_who_approved_it(scenario: SignInScenario, auditor: Person) -> None:
    username, person = scenario.someone()
    shown = scenario.ask("POST", "/auth/password-resets", {"username": username}).json
    scenario.keeper.post(f"/accounts/{person.account_id}/password-resets", {"number": shown["number"]})
    scenario.ask("POST", "/auth/password-resets/completions", {"code": shown["code"], "new_password": NEW})
    own = [each["route"].rpartition("/api/v1")[2] for each in entries(auditor, account_id=person.account_id)]
    assert own == ["/auth/password-resets/completions", "/auth/password-resets"]
    trail = json.dumps(entries(auditor))
    assert not [secret for secret in (shown["code"], NEW) if secret in trail]


def test_a_grant_stands_in_it_with_role_and_organization(scenario: SignInScenario, auditor: Person) -> None:
    _, person = scenario.someone()
    district = scenario.harness.person(Grant("district_staff", D), district_id=D, organization_id=D)
    asked = {"role": COMMUNITY, "organization_id": "c", "below": True}
    given = district.post(f"/accounts/{person.account_id}/grants", asked, headers={"If-Match": '"1"'})
    grant = given.json["grants"][-1]["id"]
    assert district.ask("DELETE", f"/accounts/{person.account_id}/grants/{grant}").status_code == 204
    withdrawn, granted = entries(auditor, account_id=district.account_id)
    assert granted["detail"] == asked | {"before": "1", "after": "2"}
    assert withdrawn["detail"] == asked
    assert [each["method"] for each in entries(auditor, account_id=district.account_id, method="DELETE")] == ["DELETE"]


def test_a_name_that_nobody_has_stands_in_it_without_the_name(scenario: SignInScenario) -> None:
    scenario.sign_in("my secret password", address="10.9.0.2")
    with databases.reading(scenario.harness.engine) as session:
        rows = session.execute(text("SELECT account_id, account_name FROM audit WHERE address = '10.9.0.2'")).all()
        assert [tuple(row) for row in rows] == [("", "")]
        assert not session.scalar(text("SELECT count(*) FROM audit WHERE detail LIKE '%secret password%'"))


@pytest.mark.parametrize("statement", ["UPDATE audit SET status = 200", "DELETE FROM audit"])
def test_nobody_changes_or_removes_a_row(scenario: SignInScenario, statement: str) -> None:
    scenario.sign_in("somebody")
    with (
        pytest.raises(DBAPIError, match="only added to"),
        databases.transaction(scenario.harness.engine) as session,
    ):
        session.execute(text(statement))


BENT = {
    "altered": "UPDATE audit SET status = 599 WHERE district_id = 'd' AND number = {third}",
    "name altered": "UPDATE audit SET account_name = '李四' WHERE district_id = 'd' AND number = {third}",
    "missing": "DELETE FROM audit WHERE district_id = 'd' AND number = {third}",
    "last missing": "DELETE FROM audit WHERE district_id = 'd' AND number = {last}",
    "inserted": (
        "INSERT INTO audit SELECT district_id, at, 'more', {last} + 1, account_id, account_name, method, route, path,"
        " organization_id, personal, status, correlation_id, address, detail, person_id, calls, hash, seal FROM audit"
        " WHERE district_id = 'd' AND number = {third}"
    ),
    "person altered": "UPDATE audit SET person_id = 'other' WHERE district_id = 'd' AND number = {third}",
    "person removed": "UPDATE audit SET person_id = NULL WHERE district_id = 'd' AND number = {third}",
    "seal removed": "UPDATE audit SET seal = NULL WHERE district_id = 'd' AND number = {last}",
}


@pytest.mark.parametrize("how", BENT)
def test_every_bent_row_is_found(scenario: SignInScenario, auditor: Person, how: str, tmp_path: Path) -> None:
    for _ in range(3):
        entries(auditor)
    assert verified(scenario.harness) == []
    copy = tmp_path / "gateway.sqlite3"
    with closing(sqlite3.connect(scenario.harness.settings.data_dir / "gateway.sqlite3")) as source:
        source.execute(f"VACUUM INTO '{copy}'")
    with closing(sqlite3.connect(copy)) as bent, bent:
        last = bent.execute("SELECT max(number) FROM audit WHERE district_id = 'd'").fetchone()[0]
        for deed in ("update", "delete"):
            bent.execute(f"DROP TRIGGER audit_no_{deed}")
        columns = [row[1] for row in bent.execute("PRAGMA table_info(audit)")]
        statement = BENT[how].replace("INTO audit SELECT", f"INTO audit ({', '.join(ORDER)}) SELECT")
        assert set(columns) == set(ORDER)
        bent.execute(statement.format(third=last - 2, last=last))
    engine = databases.open_database(make_url(f"sqlite:///{copy}"))
    signer, now = Signer(scenario.harness.settings.secret_keys), scenario.harness.clock()
    with databases.reading(engine) as session:
        faults = chain.verify(session, signer, D)[1]
        if how == "last missing":
            assert faults == [], "only whoever kept the end that verify prints sees that the newest rows are gone"
        else:
            assert len(faults) == 1
            with pytest.raises(Refusal, match="audit_chain_broken") as refused:
                archive(session, signer, D, before=now - KEPT, now=now, folder=tmp_path)
            assert f"第 {faults[0].number} 条" in refused.value.text("zh")
    engine.dispose()


def test_an_auditor_verifies_it_part_by_part(api: ApiScenario, monkeypatch: pytest.MonkeyPatch) -> None:
    district = api.east["district"]
    auditor = api.person((AUDITOR, district), district_id=district)
    newest = entries(auditor)[0]["number"]
    part = newest // 3
    monkeypatch.setattr(audit, "MOST_VERIFIED", part)

    def verify(after: int) -> dict[str, Any]:
        return done(auditor.get("/audit/verification", query_string={"organization_id": district, "after": after}))

    answers, after = [], 0
    while after is not None:
        answers.append(verify(after))
        after = answers[-1]["next_after"]
    assert [each["verified_until"] for each in answers[:3]] == [part, 2 * part, 3 * part]
    assert answers[-1]["verified_until"] >= newest
    assert {each["fault"] for each in answers} == {None}
    real = chain.row_hash
    monkeypatch.setattr(chain, "row_hash", lambda previous, row: real(previous, {**row, "status": row["number"] % 5}))
    bent = verify(part)
    assert (bent["fault"], bent["fault_at"], bent["verified_until"]) == ("altered", part + 1, part)
    assert bent["next_after"] is None


ORDER = (
    "district_id", "at", "id", "number", "account_id", "account_name", "method", "route", "path", "organization_id",
    "personal", "status", "correlation_id", "address", "detail", "person_id", "calls", "hash", "seal",
)  # fmt: skip


def test_rows_written_at_once_are_one_chain(scenario: SignInScenario) -> None:
    harness = scenario.harness
    log = harness.app.extensions["sanji_audit"]
    with databases.reading(harness.engine) as session:
        row = session.execute(text("SELECT * FROM audit LIMIT 1")).mappings().one()
    at = harness.clock()
    made = {"number", "hash", "seal", "detail", "at", "id", "calls"}
    plain = {name: row[name] for name in ORDER if name not in made}
    for number in range(3):
        more = plain | {
            "at": at,
            "detail": {"n": number},
            "id": f"at-once-{number}",
            "district_id": "at-once",
            "calls": None,
        }
        log.waiting.append(PendingRow(more | {"personal": False}))
    log.close()
    assert verified(harness, "at-once") == []
    with databases.reading(harness.engine) as session:
        seals = session.execute(
            text("SELECT number, seal IS NOT NULL FROM audit WHERE district_id = 'at-once' ORDER BY number")
        ).all()
    assert [tuple(row) for row in seals] == [(1, 0), (2, 0), (3, 1)]


def test_archiving_keeps_six_months_and_the_chain(
    scenario: SignInScenario, auditor: Person, moved: MovableClock, tmp_path: Path
) -> None:
    entries(auditor)
    harness, signer = scenario.harness, Signer(scenario.harness.settings.secret_keys)
    moved.ahead = KEPT + timedelta(days=2)
    later = harness.person(Grant(AUDITOR, D), district_id=D, organization_id=D)
    entries(later)
    now = harness.clock()
    with databases.transaction(harness.engine) as session:
        with pytest.raises(Refusal, match="audit_too_young") as refused:
            archive(session, signer, D, before=now - KEPT + timedelta(days=1), now=now, folder=tmp_path)
        assert "183 天" in refused.value.text("zh")
        segment = archive(session, signer, D, before=now - KEPT, now=now, folder=tmp_path)
    assert segment is not None
    lines = gzip.decompress((tmp_path / segment.file_name).read_bytes()).splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, segment.number + 1))
    assert verified(harness) == []
    entries(later)
    assert verified(harness) == []
    test_nobody_changes_or_removes_a_row(scenario, "DELETE FROM audit")
    assert min(each["number"] for each in entries(later)) == segment.number + 1


def test_the_command_line_verifies(scenario: SignInScenario, auditor: Person) -> None:
    entries(auditor)
    env = {"DATA_DIR": str(scenario.harness.settings.data_dir), "SANJI_HOST": "embedded", "PATH": ""}
    command = [sys.executable, "-m", "gateway.audit", "verify", "--district", D]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("d: 完整 complete, ")
