"""The real application over real services in one process, and people who are signed in."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from deploy.demo.client import RECORD
from gateway import MIGRATIONS
from gateway.accounts import model as accounts
from gateway.accounts.sessions import Origin
from gateway.accounts.sign_in import sessions
from gateway.app import create_app
from gateway.app_context import app_context
from gateway.authentication import access_token
from gateway.projector import SOURCES, Projector
from services import migrations_of, service_class
from shared import databases, trees
from shared.hosts.embedded import EmbeddedHost
from shared.rights import Grant
from shared.settings import Settings, load_settings
from shared.trees import Timeline
from shared.unit_of_work import clock
from tests.gateway.documented import require_as_documented, require_rows_that_were_sent

NO_HASH = "no password"
PASSWORD = "four plain words here"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Quick to check, as a hash is that was made by other settings; those that the application makes are not."""


class MovableClock:
    """The time, from nine in the morning in China of a day if one is named, and as far ahead as a test moves it."""

    def __init__(self, day: date | None = None) -> None:
        self.ahead = timedelta()
        self.stopped_at: datetime | None = None
        if day is not None:
            self.turn_to(day)

    def turn_to(self, day: date) -> None:
        """Make it nine in the morning of a day."""
        self.ahead = datetime.combine(day, time(1), UTC) - clock()

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Let no time pass in the block, however long a busy machine takes over it."""
        self.stopped_at = clock()
        try:
            yield
        finally:
            self.stopped_at = None

    def __call__(self) -> datetime:
        return (self.stopped_at or clock()) + self.ahead


@dataclass
class Person:
    """Someone signed in: requests with a bearer token, an Idempotency-Key on every POST, and own writes awaited."""

    app: Flask
    token: str
    account_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read an address below /api/v1."""
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Post JSON, under a fresh key unless `headers` has one; a decision is about what stands."""
        given = {"Idempotency-Key": uuid.uuid4().hex} | options.pop("headers", {})
        asked = {"json": {} if body is None else body, **options}
        answer = self.ask("POST", path, headers=given, **asked)
        if answer.status_code == 428 and (record := RECORD.match(path)):
            return self._decide(path, record[0], given, asked)
        return answer

    def _decide(self, path: str, record: str, headers: dict[str, str], asked: dict[str, Any]) -> TestResponse:
        """Decide on a record as it stands: it moves on, and the answer gives the tag that reading it gives then."""
        read = self.get(record)
        answer = self.ask("POST", path, headers=headers | {"If-Match": read.headers["ETag"]}, **asked)
        if answer.status_code < 300 and answer.json.get("id") == read.json["id"]:
            assert read.headers["ETag"] != answer.headers["ETag"] == self.get(record).headers["ETag"]
        return answer

    def patch(self, path: str, body: Any, version: int, **options: Any) -> TestResponse:
        """Change a record that stands at a version."""
        given = {"If-Match": f'"{version}"'} | options.pop("headers", {})
        return self.ask("PATCH", path, json=body, headers=given, **options)

    def amend(self, method: str, path: str, body: Any) -> TestResponse:
        """Change what stands at an address as it is now."""
        read = self.get(path)
        read = self.get(RECORD.match(path)[0]) if read.status_code == 405 else read
        return self.ask(method, path, {"If-Match": read.headers["ETag"]}, json=body)

    def upload(self, path: str, form: dict[str, Any]) -> TestResponse:
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return self.ask("POST", path, data=form, content_type="multipart/form-data", headers=key)

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Send any request, and remember the positions it answers with."""
        given = {"Authorization": f"Bearer {self.token}"} | self.headers | (headers or {})
        answer = self.app.test_client().open(f"/api/v1{path}", method=method, headers=given, **options)
        require_as_documented(answer)
        require_rows_that_were_sent(answer, options.get("json"))
        if "Sanji-Position" in answer.headers:
            self._remember(answer.headers["Sanji-Position"])
        return answer

    def _remember(self, positions: str) -> None:
        seen = [self.headers["Sanji-After"]] if "Sanji-After" in self.headers else []
        newest = dict(each.rpartition(":")[::2] for each in ",".join([*seen, positions]).split(","))
        self.headers["Sanji-After"] = ",".join(f"{stream}:{number}" for stream, number in newest.items())


def anybody(
    app: Flask, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **options: Any
) -> TestResponse:
    """Send a request of someone who is not signed in, under a fresh key unless `headers` has one."""
    given = ({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}) | (headers or {})
    content = {} if body is None else {"json": body}
    answer = app.test_client().open(f"/api/v1{path}", method=method, headers=given, **content, **options)
    require_as_documented(answer)
    return answer


@dataclass
class AppHarness:
    """The application over running services, with the gateway's database."""

    app: Flask
    host: EmbeddedHost
    engine: Engine
    settings: Settings
    clock: Callable[[], datetime] = clock

    def person(self, *grants: Grant, district_id: str = "*", organization_id: str = "*", **more: Any) -> Person:
        """Make an account with grants and sign it in."""
        account_id = str(uuid.uuid4())
        now = self.clock()
        plain = {"name": "张三", "password_hash": NO_HASH, "must_change_password": False, "username": account_id[:32]}
        plain |= {"epoch": 1, "version": 1, "disabled": False, "person_id": account_id}
        account = accounts.Account(
            district_id=district_id, id=account_id, organization_id=organization_id, created_at=now, **plain | more
        )
        account.granted = [
            accounts.AccountGrant(
                id=str(uuid.uuid4()), role=grant.role, organization_id=grant.organization_id, below=grant.below,
                granted_by="test", granted_at=now,
            )
            for grant in grants
        ]  # fmt: skip
        with databases.transaction(self.engine) as session:
            session.add_all(
                [account, accounts.Person(district_id=district_id, id=account_id, name=account.name, created_at=now)]
            )
        with self.app.app_context():
            opened = sessions(app_context()).open(account, Origin("127.0.0.1", "tests"), now)
            return Person(self.app, access_token(app_context(), opened), account_id)

    def open_organizations(self, district_id: str, *timelines: Timeline) -> None:
        """Put organizations into the gateway's own tree, for tests that need no service."""
        with databases.transaction(self.engine) as session:
            trees.upsert_timelines(session, district_id, timelines)


@contextmanager
def app_harness(
    folder: Path, *services: str, database_url: str = "", clock: Callable[[], datetime] = clock, **more: Any
) -> Iterator[AppHarness]:
    """Open the application with some of the services, or none, on one clock, and close it again."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATA_DIR", str(folder))
        environment.setenv("SANJI_HOST", "embedded")
        settings = replace(load_settings(), **more)
        for name in services:
            _migrated(settings, name, migrations_of(name)).dispose()
        host = EmbeddedHost([service_class(name) for name in services], settings)
    for hosted in host.hosted.values():
        hosted.executor.clock = hosted.inbox.clock = clock
    engine = _migrated(replace(settings, database_url=database_url), "gateway", MIGRATIONS)
    app = create_app(settings, host, engine, clock=clock)
    projector = Projector(engine, clock)
    host.subscribe(projector, frozenset(SOURCES))
    host.run_in_thread("projector", projector.tick)
    host.start()
    try:
        yield AppHarness(app, host, engine, settings, clock)
    finally:
        host.stop()
        engine.dispose()


def _migrated(settings: Settings, name: str, folder: Path) -> Engine:
    engine = databases.open_database(settings.database(name))
    databases.migrate(engine, folder)
    return engine
