"""An ordinary client of the public API: it signs in, reads its own writes, and repeats under the same key.

Where a decision wants to know which version is meant, it reads the record and decides on what it has read.
"""

import re
import threading
import uuid
from random import Random
from typing import Any

import requests

TRIES = 8
PASSING = {429, 503}
CUT_OFF = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
"""A connection that ended before the answer, or in the middle of it."""
BEHIND = b'"urn:sanji:problem:not_caught_up"'
"""The problem type of a read that waits for a write not applied everywhere yet."""

RECORD = re.compile(r".*/[^/]*[0-9][^/]*(?=/)")
"""A path up to its last id: the record that a step is about."""


stopping = threading.Event()
"""Set to stop the demonstration; every later request is interrupted."""


class Interrupted(Exception):
    """The demonstration is being stopped; no further request is sent."""


class Refused(Exception):
    """The API refused a request; the text is the API's own."""


class Client:
    """HTTP client of one signed-in person."""

    def __init__(self, address: str, draw: Random) -> None:
        self.address = address
        self.draw = draw
        self.http = requests.Session()
        self.http.trust_env = False
        self.position = ""

    def sign_in(self, username: str, password: str) -> None:
        """Sign in; the access token is good for a quarter of an hour and is renewed when it ends."""
        self.account = {"username": username, "password": password}
        token = self.post("/auth/token", **self.account)["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def first_sign_in(self, username: str, initial_password: str, password: str) -> None:
        """Sign in with the password an account was given, and choose its own as the API demands."""
        self.sign_in(username, initial_password)
        self.put("/accounts/me/password", current_password=initial_password, new_password=password)
        self.sign_in(username, password)

    def get(self, path: str, **query: Any) -> Any:
        """Send a GET and return its answer."""
        return self._ask("GET", path, params=query).json()

    def follow(self, url: str) -> Any:
        """Read the page that an answer points to."""
        return self._ask("GET", url.removeprefix("/api/v1")).json()

    def post(self, path: str, **body: Any) -> Any:
        """Send a POST, retried under one idempotency key."""
        answer = self._ask("POST", path, json=body, headers=self._key())
        return answer.json() if answer.content else None

    def put(self, path: str, **body: Any) -> None:
        """Send a PUT that replaces a resource."""
        self._ask("PUT", path, json=body)

    def upload(self, path: str, name: str, content: bytes, **form: Any) -> Any:
        """Send a file with its form fields."""
        return self._ask("POST", path, files={"file": (name, content)}, data=form, headers=self._key()).json()

    def _key(self) -> dict[str, str]:
        return {"Idempotency-Key": str(uuid.UUID(int=self.draw.getrandbits(128), version=4))}

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> requests.Response:
        answer = requests.Response()
        for attempt in range(TRIES):
            if stopping.is_set():
                raise Interrupted
            said = (headers or {}) | ({"Sanji-After": self.position} if self.position else {})
            try:
                answer = self.http.request(method, f"{self.address}/api/v1{path}", headers=said, timeout=60, **options)
            except CUT_OFF:
                # A server ends a connection that was idle, and may do so while the next request is on its way.
                if attempt == TRIES - 1:
                    raise
                stopping.wait(0.2 * 2**attempt)
                continue
            if answer.status_code == 401 and path != "/auth/token":  # noqa: PLR2004
                self.sign_in(**self.account)
            elif answer.status_code == 428 and (record := RECORD.match(path)):  # noqa: PLR2004
                headers = (headers or {}) | {"If-Match": self._ask("GET", record[0]).headers["ETag"]}
            elif not _passes(answer):
                break
            else:
                stopping.wait(float(answer.headers.get("Retry-After", 0.2 * 2**attempt)))
        if not answer.ok:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        self.position = answer.headers.get("Sanji-Position") or self.position
        return answer


def _passes(answer: requests.Response) -> bool:
    """Return whether a response is worth a retry."""
    return answer.status_code in PASSING or (answer.status_code == 409 and BEHIND in answer.content)  # noqa: PLR2004
