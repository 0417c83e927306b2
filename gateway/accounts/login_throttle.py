"""Login throttling: five failures on one name within a quarter of an hour lock it for the rest of it.

An attempt is counted before the password is looked at, so that a hundred guesses at once are no better than one by one.
Names that belong to nobody are counted alike: the answer tells nothing.
"""

import hashlib
import hmac
import math
import unicodedata
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Engine, Table, case, delete

from gateway.accounts.model import FailedSignIn
from gateway.problems import Problem
from shared import databases

ALLOWED = 5
WINDOW = timedelta(minutes=15)
TABLE = cast("Table", FailedSignIn.__table__)


def normalized(username: str) -> str:
    """Return a username as it is stored and compared, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", username).casefold().strip()


class LoginThrottle:
    """Counter of failed sign-ins per username, in fixed windows."""

    def __init__(self, engine: Engine, secret_key: str) -> None:
        self.engine = engine
        self.key = secret_key.encode()

    def begin(self, username: str, now: datetime) -> None:
        """Count an attempt, or refuse with 429 while the name is locked."""
        with databases.transaction(self.engine) as session:
            session.execute(delete(FailedSignIn).where(FailedSignIn.since <= now - WINDOW))
            counted = databases.insert(session, TABLE).values(name_hash=self._hash(username), failures=1, since=now)
            more = case((FailedSignIn.failures > ALLOWED, FailedSignIn.failures), else_=FailedSignIn.failures + 1)
            counted = counted.on_conflict_do_update(index_elements=["name_hash"], set_={"failures": more})
            row = session.execute(counted.returning(FailedSignIn.failures, FailedSignIn.since)).one()
        if row.failures > ALLOWED:
            seconds = max(1, math.ceil((row.since + WINDOW - now).total_seconds()))
            raise Problem(429, "sign_in_closed", {"Retry-After": str(seconds)}, minutes=math.ceil(seconds / 60))

    def succeeded(self, username: str) -> None:
        """Reset the failures of a name."""
        with databases.transaction(self.engine) as session:
            session.execute(delete(FailedSignIn).where(FailedSignIn.name_hash == self._hash(username)))

    def _hash(self, username: str) -> str:
        return hmac.new(self.key, f"sign-in {username}".encode(), hashlib.sha256).hexdigest()
