"""What is personal is purged once its rule's period is over, in batches and once; what was counted stays true."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, text

from services.organizations.commands import retention as departed
from services.organizations.commands.retention import purge_departed_members
from services.organizations.model.reminders import pack
from services.organizations.service import OrganizationsService
from shared import databases, retention
from shared.messaging.call_audits import CallAudited, is_audit
from shared.messaging.events import Envelope
from shared.messaging.tables import answered, outbox
from shared.retention import purge_all, purge_batch, purge_kept_answers
from shared.rule_packs import load_rule_pack
from shared.service import purges_of
from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario

STAYED, LEFT = date(2026, 3, 2), date(2026, 3, 10)
SECRETS = ("王旧名", "赵新名", "1980-05-01", "2005-07-01", "因病回原籍")
YEARS = pack("retention", LEFT)["departed_members"]["years"]
DAYS = load_rule_pack(retention.RULES, LEFT)["kept_answers"]["days"]


def tables(scenario: OrganizationsScenario) -> list[str]:
    """Return every row of the tables in which a person is described."""
    with scenario.executor.engine.connect() as connection:
        return [
            str(tuple(map(str, row)))
            for table in ("member", "member_past_details", "transfer", "answered", "outbox")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]


def kept(scenario: OrganizationsScenario) -> int:
    return int(databases.fetch_scalar(scenario.executor.engine, select(func.count()).select_from(answered)))


def told(scenario: OrganizationsScenario, by: str) -> list[CallAudited]:
    """Return the audit events of what a purge did."""
    with databases.reading(scenario.executor.engine) as session:
        rows = [Envelope.decode(row) for row in session.scalars(select(outbox.c.envelope).order_by(outbox.c.position))]
    audits = [msgspec.json.decode(row.data, type=CallAudited) for row in rows if is_audit(row)]
    return [each for each in audits if each.method == by]


@pytest.fixture
def left(scenario: OrganizationsScenario) -> dict[str, Any]:
    """Return a member whose name changed, who was to move, and who then left on record."""
    member = scenario.member(name="王旧名", phone="19900001234", long_ill=True)
    post = {"organization_id": "first", "title": "committee_member", "from_on": date(2022, 1, 1)}
    scenario.do("first", "assign_post", member_id=member["id"], **post)
    scenario.day = LEFT
    scenario.do("first", "amend_member", member_id=member["id"], changes={"name": "赵新名", "status": "full"})
    to = {"to_organization_id": "third", "reason": "因病回原籍"}
    scenario.do("first", "request_transfer", member_id=member["id"], **to)
    scenario.do("first", "leave_member", member_id=member["id"], reason="deceased")
    return member


def purge(scenario: OrganizationsScenario) -> int:
    return purge_all(scenario.executor, purges_of(OrganizationsService))


def test_nothing_is_purged_before_its_period_is_over(scenario: OrganizationsScenario, left: dict[str, Any]) -> None:
    scenario.day = STAYED + timedelta(days=DAYS)
    before = kept(scenario)
    assert (purge_batch(scenario.executor, purge_kept_answers), kept(scenario)) == (0, before)
    scenario.day = LEFT.replace(year=LEFT.year + YEARS) - timedelta(days=1)
    assert purge_batch(scenario.executor, purge_departed_members) == 0
    assert scenario.ask("first", "member", member_id=left["id"])["name"] == "赵新名"
    assert told(scenario, "purge_departed_members") == []


def test_who_departed_long_ago_is_an_id_in_every_table_and_on_every_day(
    scenario: OrganizationsScenario, left: dict[str, Any]
) -> None:
    staying = scenario.member(name="李留下")
    assert [secret for secret in SECRETS if any(secret in row for row in tables(scenario))] == list(SECRETS)
    scenario.day = LEFT.replace(year=LEFT.year + YEARS)
    while purge(scenario):
        pass
    rows = [row for row in tables(scenario) if staying["id"] not in row]
    assert [secret for secret in SECRETS if any(secret in row for row in rows)] == []
    (then,) = [
        each
        for each in scenario.ask("first", "members", organization_id="first", as_of=STAYED)["items"]
        if each["id"] == left["id"]
    ]
    now = scenario.ask("first", "member", member_id=left["id"])
    for shown in (then, now):
        assert (shown["name"], shown["born_on"], shown["joined_on"], shown["long_ill"]) == ("", None, None, False)
        assert (shown["identity_number"], shown["phone"]) == (None, None)
        assert (shown["status"], shown["member_class"]) == ("full", "ordinary")
    assert (now["purged_on"], now["version"]) == (scenario.day, 4 + 1)
    assert [place["reason"] for place in now["places"]] == ["deceased"]
    (transfer,) = scenario.ask("first", "transfers", organization_id="first")["items"]
    assert (transfer["name"], transfer["reason"], transfer["state"]) == ("", None, "withdrawn")
    (post,) = scenario.ask("first", "posts", organization_id="first")["items"]
    assert (post["member_id"], post["person_name"]) == (left["id"], "")
    assert scenario.ask("first", "member", member_id=staying["id"])["name"] == "李留下"


def test_each_member_purged_is_told_once_with_the_rule_and_its_version(
    scenario: OrganizationsScenario, left: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departed, "BATCH", 1)
    other = scenario.member(name="钱亡")
    scenario.do("first", "leave_member", member_id=other["id"], reason="deceased")
    domain = scenario.events("member_amended", "member_left")
    scenario.day = LEFT.replace(year=LEFT.year + YEARS)
    batches = [purge_batch(scenario.executor, purge_departed_members) for _ in range(4)]
    assert batches == [1, 1, 0, 0]
    audits = told(scenario, "purge_departed_members")
    assert {each.detail["member_id"] for each in audits} == {left["id"], other["id"]}
    assert {(each.account_id, each.organization_id) for each in audits} == {
        ("system:organizations", scenario.ids["first"])
    }
    rules = pack("retention", scenario.day)
    assert {(each.detail["rule"], each.detail["rules_version"]) for each in audits} == {
        ("departed_members", rules.version)
    }
    assert scenario.events("member_amended", "member_left") == domain


def test_kept_answers_go_in_batches_and_their_number_is_told(
    scenario: OrganizationsScenario, left: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 4)
    old = kept(scenario)
    scenario.pass_days(DAYS)
    again = {"member_id": left["id"], "changes": {"phone": "19900005678"}}
    scenario.do("first", "amend_member", **again)
    scenario.pass_days(1)
    batches = []
    while purged := purge_batch(scenario.executor, purge_kept_answers):
        batches.append(purged)
    assert (sum(batches), max(batches), kept(scenario)) == (old, 4, 1)
    assert [each.detail["records"] for each in told(scenario, "purge_kept_answers")] == list(map(str, batches))
    scenario.keys -= 1
    assert scenario.do("first", "amend_member", **again)["phone"] == "199******78"
    assert kept(scenario) == 1


def test_who_is_back_is_kept_and_who_is_purged_is_not_amended(
    scenario: OrganizationsScenario, left: dict[str, Any]
) -> None:
    scenario.day = LEFT + timedelta(days=1)
    number = scenario.ask("east", "personal_data", member_id=left["id"])["identity_number"]
    again = scenario.member("second", who="east", identity_number=number, effective_on=scenario.day)
    assert again["id"] == left["id"]
    gone = scenario.member(name="钱亡")
    entered_late = scenario.do("first", "leave_member", member_id=gone["id"], reason="deceased", effective_on=LEFT)
    scenario.day = LEFT.replace(year=LEFT.year + YEARS)
    assert purge_batch(scenario.executor, purge_departed_members) == 0
    scenario.pass_days(1)
    assert purge_batch(scenario.executor, purge_departed_members) == 1
    assert scenario.ask("second", "member", member_id=left["id"])["purged_on"] is None
    with refused("member_purged"):
        scenario.do("first", "amend_member", member_id=entered_late["id"], changes={"name": "钱又"})
    with refused("member_has_left"):
        scenario.do("first", "leave_member", member_id=gone["id"], reason="deceased")


def test_the_documents_say_the_periods() -> None:
    assert f"after {DAYS} days" in Path("docs/api.md").read_text("utf-8")
    operations = Path("docs/operations.md").read_text("utf-8")
    assert f"{DAYS} days" in operations
    assert f"{YEARS} years" in operations
