"""A community with a roll, behind the gateway, in databases that outlive their processes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp

from gateway.accounts.second_factor import STEP
from shared.rights import COMMUNITY, PERSONAL_DATA, SYSTEM_ADMIN, Grant
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, app_harness
from tests.scenarios.http import HttpScenario

UNHURRIED = {"requests_a_minute": 1_000_000, "sign_ins_a_minute": 1_000_000, "strangers_a_minute": 1_000_000}
UNITS = (("district", None, "district"), ("street", "district", "street"), ("first", "street", "community"))
PERSON = {"name": "王一", "status": "full", "member_class": "ordinary", "born_on": "1980-05-01"}


class RollScenario(HttpScenario):
    """The staff of one community, and the members whom they enter."""

    def enter(self, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """Enter a member in the community's roll."""
        path = f"/organizations/{self.units['first']}/members"
        return dict(done(self.people["community"].post(path, PERSON | more, headers=headers or {})))

    def amend(self, member_id: str, **changes: Any) -> None:
        """Change a member's details as they stand now."""
        done(self.people["community"].amend("PATCH", f"/members/{member_id}", changes))

    def read(self, member_id: str) -> dict[str, Any]:
        """Return a member with the numbers in full."""
        person = self.people["community"]
        return done(person.get(f"/members/{member_id}")) | done(person.get(f"/members/{member_id}/personal-data"))


@contextmanager
def roll(folder: Path, before: RollScenario | None = None, **settings: Any) -> Iterator[RollScenario]:
    """Open the platform over a folder, or open it again with the people of before."""
    with app_harness(folder, "organizations", "supervision", **UNHURRIED | settings) as harness:
        scenario = RollScenario(harness)
        if before is None:
            operator = harness.person(Grant(SYSTEM_ADMIN, "*"))
            for unit, parent, level in UNITS:
                scenario.open(operator, unit, level, parent, name=f"{unit} 组织")
            scenario.positions |= operator.headers
            scenario.sign_in("community", COMMUNITY, PERSONAL_DATA, organization="first")
        else:
            scenario.units |= before.units
            scenario.people = {name: replace(one, app=harness.app) for name, one in before.people.items()}
        yield scenario


def rows(folder: Path, service: str, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in a service's file."""
    with closing(sqlite3.connect(folder / f"{service}.sqlite3")) as database:
        return database.execute(query).fetchall()


def stored(folder: Path) -> bytes:
    """Return the bytes of all files in a folder, those of logs that SQLite writes ahead included."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def enrolled(scenario: RollScenario) -> tuple[str, list[str]]:
    """Have somebody enrol a second factor, and return its secret and the recovery codes."""
    place = scenario.units["first"]
    plain = {"username": "enrolled", "password_hash": PASSWORD_HASH, "organization_id": place}
    person = scenario.harness.person(Grant(COMMUNITY, place), district_id=scenario.units["district"], **plain)
    secret: str = done(person.post("/accounts/me/second-factor", {"current_password": PASSWORD}))["secret"]
    confirmed = person.post("/accounts/me/second-factor/confirmations", {"code": code_of(secret, -STEP)})
    return secret, done(confirmed)["recovery_codes"]


def code_of(secret: str, seconds: int = 0) -> str:
    """Return the one-time password of now, or of some seconds later."""
    return pyotp.TOTP(secret).at(clock() + timedelta(seconds=seconds))
