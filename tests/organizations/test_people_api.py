"""Members, transfers, posts, terms and tiers as a client of the API meets them."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from deploy.demo import persons
from gateway.audit.model import AuditEntry
from shared import databases
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, EVERYTHING, PERSONAL_DATA, STREET, SYSTEM_ADMIN, Grant
from tests.gateway.app_harness import AppHarness, Person, app_harness

pytestmark = pytest.mark.slow

TREE = (("east", "district", "street"), ("first", "east", "community"), ("second", "east", "community"))
TODAY = date(2026, 1, 1)


class District:
    """An application with a small district in it and the people who act there."""

    def __init__(self, opened: AppHarness) -> None:
        self.harness = opened
        self.draw = Random(1)
        self.ids: dict[str, str] = {}
        self.operator = opened.person(Grant(SYSTEM_ADMIN, EVERYTHING))
        self._open("district", None, "district")
        for name, parent, level in TREE:
            self._open(name, self.ids[parent], level)

    def _open(self, name: str, parent_id: str | None, level: str) -> None:
        asked = {"name": name, "level": level, "parent_id": parent_id, "effective_on": "2020-01-01"}
        answer = self.operator.post("/organizations", asked)
        assert answer.status_code == 201, answer.text
        self.ids[name] = answer.json["id"]

    def person(self, name: str, *roles: str) -> Person:
        """Sign somebody in who has roles on an organization, and has seen the tree."""
        person = self.harness.person(*(Grant(role, self.ids[name]) for role in roles), district_id=self.ids["district"])
        person.headers = dict(self.operator.headers)
        return person

    def path(self, name: str, rest: str) -> str:
        """Return the address of something about an organization."""
        return f"/organizations/{self.ids[name]}/{rest}"

    def member(self, clerk: Person, place: str = "first", **more: Any) -> dict[str, Any]:
        """Enter somebody made up in an organization's roll."""
        answer = clerk.post(self.path(place, "members"), persons.member(self.draw, TODAY) | more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with app_harness(tmp_path_factory.mktemp("people"), "organizations") as opened:
        yield District(opened)


def test_what_the_demonstration_posts_is_taken_and_read_again(district: District) -> None:
    clerk, above = district.person("first", COMMUNITY), district.person("district", DISTRICT)
    member = district.member(clerk)
    post = {"title": "secretary", "member_id": member["id"], "from_on": "2022-01-20"}
    assert clerk.post(district.path("first", "posts"), post).status_code == 201
    assert clerk.post(district.path("first", "terms"), {"began_on": "2022-01-20"}).json["due_on"] == "2027-01-20"
    decided = {
        "period": "2025",
        "tier": "advanced",
        "reason": "品牌建设",
        "basis": "年度评议",
        "decided_on": "2026-01-04",
    }
    assert above.post(district.path("first", "tiers"), decided).status_code == 201
    assert clerk.post(district.path("first", "tiers"), decided).status_code == 403
    for listed in ("members", "posts", "terms", "tiers", "transfers", "warnings"):
        answer = above.get(district.path("district", f"{listed}?below=true&limit=100"))
        assert answer.status_code == 200, answer.text
        assert bool(answer.json["items"]) == (listed != "transfers")
    detail = clerk.get(f"/members/{member['id']}")
    assert detail.headers["ETag"] == '"1"'
    assert [held["title"] for held in detail.json["posts"]] == ["secretary"]


def test_numbers_are_masked_and_whoever_opens_them_is_on_record(district: District) -> None:
    clerk = district.person("first", COMMUNITY, PERSONAL_DATA)
    made = persons.member(district.draw, TODAY)
    member = district.member(clerk, **made)
    path = f"/members/{member['id']}"
    listed = clerk.get(district.path("first", "members")).text
    for text in (clerk.get(path).text, listed):
        assert made["identity_number"] not in text
        assert made["phone"] not in text
    opened = clerk.get(f"{path}/personal-data")
    assert opened.json == {"id": member["id"], "identity_number": made["identity_number"], "phone": made["phone"]}
    assert opened.headers["Cache-Control"] == "no-store"
    others = [district.person(*who) for who in (("first", COMMUNITY), ("district", AUDITOR), ("second", BRANCH))]
    assert [who.get(f"{path}/personal-data").status_code for who in others] == [403, 403, 403]
    with databases.reading(district.harness.engine) as session:
        rows = session.execute(
            select(AuditEntry.account_id, AuditEntry.organization_id, AuditEntry.status).where(
                AuditEntry.personal, AuditEntry.path.contains(member["id"])
            )
        ).all()
    assert {tuple(row) for row in rows} == {
        (clerk.account_id, district.ids["first"], 200),
        *((who.account_id, None, 403) for who in others),
    }


def test_a_transfer_takes_two_sides(district: District) -> None:
    here, there = district.person("first", COMMUNITY), district.person("second", COMMUNITY)
    member = district.member(here)
    asked = here.post(f"/members/{member['id']}/transfers", {"to_organization_id": district.ids["second"]})
    assert asked.status_code == 201, asked.text
    waiting = there.get(district.path("second", "transfers?direction=in&state=requested")).json["items"]
    assert [item["id"] for item in waiting] == [asked.json["id"]]
    path = f"/transfers/{asked.json['id']}"
    assert here.post(f"{path}/confirmations").status_code == 403
    done = there.post(f"{path}/confirmations", {"expected_version": 1})
    assert (done.status_code, done.json["state"]) == (201, "confirmed")
    assert there.post(f"{path}/refusals", {"reason": "不收"}).json["type"].endswith("transfer_settled")
    assert there.get(f"/members/{member['id']}").json["organization_id"] == district.ids["second"]
    assert here.get(f"/members/{member['id']}").status_code == 403


def test_a_record_is_amended_at_the_version_that_was_read(district: District) -> None:
    clerk = district.person("east", STREET)
    member = district.member(clerk)
    path = f"/members/{member['id']}"
    assert clerk.patch(path, {"phone": None}, 1).json["phone"] is None
    assert clerk.patch(path, {"phone": "19900001234"}, 1).status_code == 412
    left = clerk.post(f"{path}/departures", {"reason": "transferred_outside"})
    assert (left.status_code, left.json["version"]) == (201, 3)


def test_a_request_repeated_under_its_key_enters_nobody_twice(district: District) -> None:
    clerk, made = district.person("first", COMMUNITY), persons.member(district.draw, TODAY)
    key = {"Idempotency-Key": "the-same"}
    answers = [clerk.post(district.path("first", "members"), made, headers=key) for _ in range(2)]
    assert answers[0].json == answers[1].json
    other = clerk.post(district.path("first", "members"), made | {"name": "另一人"}, headers=key)
    assert other.json["type"].endswith("idempotency_key_reused")


def test_bad_input_is_answered_with_what_and_where(district: District) -> None:
    clerk = district.person("first", COMMUNITY)
    made = persons.member(district.draw, TODAY)
    for rest, body, field in (
        ("members", made | {"identity_number": "990000198002300011"}, "identity_number"),
        ("members", made | {"status": "candidate"}, "status"),
        ("members", made | {"nickname": "小王"}, "nickname"),
        ("members", made | {"effective_on": "2999-01-01"}, "effective_on"),
        ("posts", {"title": "secretary", "from_on": "2022-01-01"}, "member_id"),
        ("posts", {"title": "secretary", "from_on": "yesterday", "person_name": "李四"}, "from_on"),
        ("terms", {"began_on": "1999-01-01"}, "began_on"),
        ("tiers", {"period": "2025Q7"}, "tier"),
    ):
        answer = clerk.post(district.path("first", rest), body)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json"), answer.text
        assert field in {error["field"] for error in answer.json["errors"]}
    unknown = [
        clerk.get(path).status_code for path in ("/members/nobody", "/transfers/none", "/organizations/no/posts")
    ]
    assert unknown == [404, 404, 404]


def test_a_reminder_is_said_in_the_language_of_the_request_with_its_citation(district: District) -> None:
    clerk = district.person("second", COMMUNITY)
    path = district.path("second", "warnings?rule=secretary_vacant")
    for tongue, word in (("zh", "书记"), ("en", "secretary")):
        (said,) = clerk.get(path, headers={"Accept-Language": tongue}).json["items"]
        assert word in said["detail"]
        assert (said["rules_version"], said["check"], bool(said["citation"])) == ("2024-01", True, True)
