"""The field key is changed while requests go on: nothing is lost, and nothing needs the old key afterwards."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy import rotate_keys
from deploy.demo import persons
from shared.encrypted_columns import BATCH
from tests.expect import done, going_on
from tests.gateway.app_harness import PASSWORD, anybody
from tests.gateway.roll_scenario import PERSON, RollScenario, code_of, enrolled, roll, rows

OLD, NEW = "o" * 40, "n" * 40
AT_LEAST = 10
"""Members changed while the command goes to and fro."""
NUMBERS = [persons.identity_number(Random(day), date(1960, 1, 1) + timedelta(day)) for day in range(2000)]

pytestmark = pytest.mark.slow


def rotated(monkeypatch: pytest.MonkeyPatch, folder: Path, keys: str, *words: str) -> int:
    for name, value in {"SANJI_HOST": "embedded", "DATA_DIR": str(folder), "SANJI_FIELD_KEY": keys}.items():
        monkeypatch.setenv(name, value)
    return rotate_keys.main(words)


class Members:
    """Members by their numbers, with what each was last given; entering and amending them goes round and round."""

    def __init__(self, scenario: RollScenario) -> None:
        self.scenario = scenario
        self.given: dict[str, dict[str, Any]] = {}

    def enter(self, number: int) -> dict[str, Any]:
        """Enter one more, every third of them ill; a second time under the same key it is the same one."""
        details = {"identity_number": NUMBERS[number], "phone": f"1990000{number:04}", "long_ill": number % 3 == 0}
        member = self.scenario.enter({"Idempotency-Key": f"member-{number}"}, born_on=None, **details)
        self.given.setdefault(member["id"], details)
        return member

    def amend(self, number: int) -> None:
        """Change one in a round, and enter another one now and then."""
        member_id = list(self.given)[number % len(self.given)]
        changes = {"phone": f"1880000{number:04}", "long_ill": number % 2 == 0}
        self.scenario.amend(member_id, **changes)
        self.given[member_id] |= changes
        if number % 5 == 0:
            self.enter(len(self.given))

    def require_all(self) -> None:
        """Read every one as given, and find each number known."""
        for number, (member_id, given) in enumerate(self.given.items()):
            read = self.scenario.read(member_id)
            assert {name: read[name] for name in given} == given
            if number % 10 == 0:
                path = f"/organizations/{self.scenario.units['first']}/members"
                twice = self.scenario.people["community"].post(
                    path, PERSON | {"identity_number": NUMBERS[number], "born_on": None}
                )
                assert twice.json["errors"][0]["code"] == "member_known", twice.json
        assert self.enter(0)["id"] == next(iter(self.given)), "its kept answer is read"


def test_a_new_field_key_takes_over_while_members_are_entered_and_amended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with roll(tmp_path, field_key=OLD) as scenario:
        members = Members(scenario)
        for number in range(BATCH + 10):
            members.enter(number)
        members.amend(1)
        secret, _ = enrolled(scenario)
    assert rotated(monkeypatch, tmp_path, f"{NEW},{OLD}", "--check") == 1
    with roll(tmp_path, scenario, field_key=f"{NEW},{OLD}") as scenario:
        members.scenario = scenario
        with going_on(members.amend) as finished:
            for keys in [f"{NEW},{OLD}", f"{OLD},{NEW}"] * 2:
                rotated(monkeypatch, tmp_path, keys)
            assert len(finished) > AT_LEAST
            assert rotated(monkeypatch, tmp_path, f"{NEW},{OLD}") == 0
    assert rotated(monkeypatch, tmp_path, NEW, "--check") == 0
    with roll(tmp_path, scenario, field_key=NEW) as scenario:
        members.scenario = scenario
        members.require_all()
        body = {"username": "enrolled", "password": PASSWORD, "code": code_of(secret)}
        assert done(anybody(scenario.harness.app, "POST", "/auth/token", body))


def test_what_no_key_opens_is_left_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with roll(tmp_path, field_key=OLD) as scenario:
        members = Members(scenario)
        for number in range(3):
            members.enter(number)
    before = rows(tmp_path, "organizations", "SELECT phone FROM member")
    assert rotated(monkeypatch, tmp_path, NEW) == 1
    assert rows(tmp_path, "organizations", "SELECT phone FROM member") == before
    assert rotated(monkeypatch, tmp_path, f"{NEW},{OLD}") == 0
