"""A filled district behind a real HTTP server, and the people who sign in to its console."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, SECURITY_ADMIN, STREET, SYSTEM_ADMIN, Grant
from tests.expect import done, until
from tests.gateway.app_harness import PASSWORD_HASH, AppHarness
from tests.gateway.full_district.scenario import FullDistrict
from tests.gateway.full_district.snapshot import copied

FAULTY = "区划代码,名称,级别,上级代码\n350298,甲乙区,区,\n350298001,无上级街道,街道,350299\n"
PLACES = {
    DISTRICT: "district",
    STREET: "east",
    COMMUNITY: "first",
    BRANCH: "cell",
    AUDITOR: "district",
    SYSTEM_ADMIN: "*",
    SECURITY_ADMIN: "*",
}
"""On which organization each role is held."""


@dataclass
class Served:
    """A district's console at an address; each role has somebody. Where there is no planner, a test plays its part."""

    address: str
    harness: AppHarness
    district: FullDistrict
    pass_to: Callable[[date], None]
    """Lets time go by until nine in the morning of a day."""
    has_planner: bool = False
    made: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the organizations and of everything else, by the names of what has them."""
        return self.district.ids

    def someone(self, username: str, *grants: Grant, place: str = "district", **more: object) -> str:
        """Make an account with the password of all tests, and return its username."""
        district_id = self.ids["district"]
        plain = {"username": username, "password_hash": PASSWORD_HASH, "organization_id": self.ids.get(place, "*")}
        person = self.harness.person(*grants, district_id=district_id, **plain | more)
        self.made[username] = person.account_id
        return username


def username_of(role: str) -> str:
    """Return the username of who has a role; it is shown, and no code may be."""
    return role.replace("_", "-")


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an application on a port of its own or the one named, with threads as in production, and close it."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served(planted: Path, folder: Path, port: int = 0, **settings: Any) -> Iterator[Served]:
    """Serve a copy of the planted district by one process, in a folder that is not there yet."""
    with copied(planted, folder, **settings) as district, serving(district.harness.app, port) as address:
        yield peopled(Served(address, district.harness, district, district.harness.clock.turn_to))


def peopled(made: Served) -> Served:
    """Make somebody for each role, a frozen report, and a file that was tried."""
    for role, place in PLACES.items():
        made.someone(username_of(role), Grant(role, made.ids.get(place, place)), place=place)
    _report(made)
    _try_file(made)
    return made


def _report(made: Served) -> None:
    """Type words in the district's report of the first quarter, and freeze it."""
    whose = made.ids["district"]
    words = {"organization_id": whose, "quarter": "2026Q1", "slot": "judgement", "text": "<b>起步平稳</b>，差距仍在"}
    made.ids["report_text"] = made.district.post("district", "/quarterly-report-texts", **words)["id"]
    frozen = made.district.post("district", f"/levels/district/{whose}/quarterly-reports/2026Q1/freezes")
    made.ids["frozen_report"] = frozen["id"]


def _try_file(made: Served) -> None:
    """Try a file of organizations that has a fault, and wait for the end."""
    person = made.harness.person(Grant(SYSTEM_ADMIN, "*"))
    form = {"file": (BytesIO(FAULTY.encode()), "district.csv"), "effective_on": "2026-01-01", "dry_run": "true"}
    job = made.ids["organizations_file"] = done(person.upload("/organizations/imports", form))["id"]
    until(lambda: done(person.get(f"/organizations/imports/{job}")), lambda found: found["ended_at"])
