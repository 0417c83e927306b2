"""What is derived from the secret key and the key of calls stands while they are changed by the documented steps."""

from pathlib import Path
from typing import Any

import pytest

from deploy import rotate_keys
from gateway.audit import chain
from gateway.audit.chain import Signer
from shared import databases
from shared.rights import COMMUNITY, EVERYTHING, SYSTEM_ADMIN, Grant
from tests.expect import done
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, anybody
from tests.gateway.roll_scenario import RollScenario, code_of, enrolled, roll

OLD, NEW = "o" * 48, "n" * 48
STEPS = ([OLD, NEW], [NEW, OLD])
"""As docs/operations.md has them, between OLD alone and NEW alone."""
SUGGESTION = {"about": "burden", "title": "报表偏多", "text": "同一数据报了三次", "named": False}

pytestmark = pytest.mark.slow


class Derived:
    """Values of every kind that a key gave, and what they are good for."""

    def __init__(self, scenario: RollScenario) -> None:
        district, first = scenario.units["district"], scenario.units["first"]
        scenario.people["keeper"] = scenario.harness.person(Grant(SYSTEM_ADMIN, EVERYTHING))
        scenario.people["sender"] = scenario.harness.person(
            Grant(COMMUNITY, first), district_id=district, username="sender", password_hash=PASSWORD_HASH
        )
        for name in ("甲", "乙"):
            scenario.enter(name=name)
        self.account = {"username": "fresh", "name": "王五", "organization_id": first, "grants": []}
        self.secret, self.codes = enrolled(scenario)
        scenario.people["sender"].headers = scenario.positions
        body = SUGGESTION | {"organization_id": first, "to_organization_id": first}
        self.suggestion = done(scenario.people["sender"].post("/suggestions", body))["id"]
        self.begin_anew(scenario)

    def begin_anew(self, scenario: RollScenario) -> None:
        """Sign in, and make the requests that are repeated: a renewal is for a minute only."""
        self.tokens = done(self.sign_in(scenario, code=self.codes.pop()))
        self.before = self.shown(scenario)

    def sign_in(self, scenario: RollScenario, **more: str) -> Any:
        """Sign in who has a second factor."""
        body = {"username": "enrolled", "password": PASSWORD} | more
        return anybody(scenario.harness.app, "POST", "/auth/token", body)

    def shown(self, scenario: RollScenario) -> dict[str, Any]:
        """Return what requests show that are repeated under their keys, and where a list goes on."""
        same = {"Idempotency-Key": "the-same"}
        fresh = done(scenario.people["keeper"].post("/accounts", self.account, headers=same))
        token = {"refresh_token": self.tokens["refresh_token"]}
        renewed = done(anybody(scenario.harness.app, "POST", "/auth/refresh", token, same))
        path = f"/organizations/{scenario.units['first']}/members?limit=1"
        listed = done(scenario.people["community"].get(path))
        return {"password": fresh["initial_password"], "refresh": renewed["refresh_token"], "next": listed["next"]}

    def require_all(self, scenario: RollScenario) -> None:
        """Use every value that was given before."""
        shown = self.shown(scenario)
        assert shown["password"] == self.before["password"]
        assert shown["refresh"] == self.before["refresh"]
        assert done(scenario.people["community"].get(self.before["next"].removeprefix("/api/v1")))["items"]
        assert done(self.sign_in(scenario, code=self.codes.pop()))
        self.require_sender(scenario)
        signer = Signer(scenario.harness.settings.secret_keys)
        with databases.reading(scenario.harness.engine) as session:
            faults = [chain.verify(session, signer, each)[1] for each in chain.districts(session)]
        assert faults
        assert not any(faults)
        self.begin_anew(scenario)

    def require_sender(self, scenario: RollScenario) -> None:
        """Have the sender find the own suggestion, and not answer it."""
        sender = scenario.people["sender"]
        assert [each["id"] for each in done(sender.get("/suggestions/own"))["items"]] == [self.suggestion]
        answered = sender.post(f"/suggestions/{self.suggestion}/answers", {"answer": "已减"})
        assert (answered.status_code, answered.json["type"].rpartition(":")[2]) == (403, "own_suggestion")


def settings(*keys: str) -> dict[str, Any]:
    return {"secret_key": keys[0], "former_secret_keys": tuple(keys[1:])}


def test_what_the_old_key_gave_is_good_until_it_is_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with roll(tmp_path, **settings(OLD)) as scenario:
        derived = Derived(scenario)
    for keys in STEPS:
        with roll(tmp_path, scenario, **settings(*keys)) as scenario:
            derived.require_all(scenario)
            for name, value in {"SANJI_SECRET_KEY": ",".join(keys), "DATA_DIR": str(tmp_path)}.items():
                monkeypatch.setenv(name, value)
            monkeypatch.setenv("SANJI_HOST", "embedded")
            assert rotate_keys.main([]) == 0
            derived.require_all(scenario)
            body = {"username": "sender", "password": PASSWORD}
            signed_in = done(anybody(scenario.harness.app, "POST", "/auth/token", body))
    with roll(tmp_path, scenario, **settings(NEW)) as scenario:
        assert scenario.people["sender"].get("/accounts/me").status_code == 401
        scenario.people["sender"].token = signed_in["access_token"]
        derived.require_sender(scenario)
        assert derived.sign_in(scenario, code=derived.codes.pop()).status_code == 401, (
            "a recovery code ends with its key"
        )
        assert derived.sign_in(scenario, code=code_of(derived.secret)).status_code == 200
