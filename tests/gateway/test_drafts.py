"""What somebody typed is kept for them alone, encrypted and for two weeks, and stands in no trail."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway import retention
from gateway.accounts.model import Draft
from gateway.audit.model import AuditEntry
from shared import databases
from shared.rights import COMMUNITY, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness, MovableClock, app_harness
from tests.scenarios.in_process import timeline

TYPED = {"title": "门前三包 𠮷", "milestones": [{"due_on": "2026-12-01"}]}
LASTING = dict.fromkeys(("access_seconds", "refresh_seconds", "session_seconds"), 10**7)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(date(2026, 3, 2))


@pytest.fixture
def harness(tmp_path: Path, clock: MovableClock) -> Iterator[AppHarness]:
    with app_harness(tmp_path, clock=clock, **LASTING) as opened:
        opened.open_organizations("d", timeline("d", "district", None), timeline("c", "community", "d"))
        yield opened


def test_a_draft_is_read_again_by_its_author_and_by_nobody_else(harness: AppHarness) -> None:
    author, other = (harness.person(Grant(COMMUNITY, "c")) for _ in range(2))
    saved = done(author.ask("PUT", "/drafts/project", json={"content": {"title": "门"}}))
    saved = done(author.ask("PUT", "/drafts/project", json={"content": TYPED}))
    assert done(author.get("/drafts/project")) == saved
    assert saved["content"] == TYPED
    assert [each["form"] for each in done(author.get("/drafts"))["items"]] == ["project"]
    assert done(other.get("/drafts/project"))["content"] is None
    assert done(other.get("/drafts"))["items"] == []
    assert other.ask("DELETE", "/drafts/project").status_code == 204
    assert done(author.get("/drafts/project"))["content"] == TYPED
    assert author.ask("DELETE", "/drafts/project").status_code == 204
    assert done(author.get("/drafts/project"))["content"] is None


def test_a_draft_is_encrypted_and_no_trail_tells_of_it(harness: AppHarness) -> None:
    author = harness.person(Grant(COMMUNITY, "c"))
    done(author.ask("PUT", "/drafts/project", json={"content": TYPED}))
    with databases.reading(harness.engine) as session:
        (content,) = session.scalars(select(Draft.content))
        assert "门前三包".encode() not in content
        rows = session.scalars(select(AuditEntry).where(AuditEntry.account_id == author.account_id)).all()
    assert [row for row in rows if "draft" in row.route] == []


def test_a_draft_is_deleted_after_two_weeks(harness: AppHarness, clock: MovableClock) -> None:
    author = harness.person(Grant(COMMUNITY, "c"))
    saved = done(author.ask("PUT", "/drafts/project", json={"content": TYPED}))
    assert saved["expires_at"][:10] == "2026-03-16"
    clock.ahead += timedelta(days=13)
    assert retention.purge(harness.engine, clock) == 0
    assert done(author.get("/drafts/project"))["content"] == TYPED
    clock.ahead += timedelta(days=1, minutes=1)
    assert done(author.get("/drafts/project"))["content"] is None
    assert retention.purge(harness.engine, clock) == 1


def test_too_much_is_refused_in_words(harness: AppHarness) -> None:
    author = harness.person(Grant(COMMUNITY, "c"))
    refused = author.ask("PUT", "/drafts/project", json={"content": {"text": "字" * 30_000}})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "draft_too_large")
    for number in range(50):
        done(author.ask("PUT", f"/drafts/form-{number}", json={"content": {}}))
    refused = author.ask("PUT", "/drafts/one-more", json={"content": {}})
    assert refused.json["errors"][0]["code"] == "drafts_too_many"
