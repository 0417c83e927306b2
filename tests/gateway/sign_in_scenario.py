"""People who sign in to the gateway alone."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from shared.rights import COMMUNITY, Grant
from tests.gateway.app_harness import PASSWORD, PASSWORD_HASH, AppHarness, Person, anybody

NEW = "five other words, quite new"


@dataclass
class SignInScenario:
    """The gateway alone, who keeps its accounts, who says what they may do, and people who sign in."""

    harness: AppHarness
    keeper: Person
    granter: Person
    made: int = 0

    def someone(self, grants: tuple[Grant, ...] = (), **more: Any) -> tuple[str, Person]:
        """Make an account with the password and give its name and a person signed in to it."""
        self.made += 1
        username = f"someone{self.made}"
        held = grants or (Grant(COMMUNITY, "c", below=False),)
        plain = {"username": username, "password_hash": PASSWORD_HASH, "organization_id": "c"}
        return username, self.harness.person(*held, district_id="d", **plain | more)

    def sign_in(
        self, username: str, password: str = PASSWORD, *, address: str = "127.0.0.1", **more: str
    ) -> TestResponse:
        """Try to sign in from an address."""
        body = {"username": username, "password": password} | more
        return anybody(self.harness.app, "POST", "/auth/token", body, environ_base={"REMOTE_ADDR": address})

    def as_bearer(self, token: str) -> Person:
        """Return whoever holds an access token."""
        return Person(self.harness.app, token)

    def ask(self, method: str, path: str, body: Any = None) -> TestResponse:
        """Send a request of someone who is not signed in."""
        return anybody(self.harness.app, method, path, body)
