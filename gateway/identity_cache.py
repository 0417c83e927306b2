"""Cache of the identities of the last second, so that a busy reader is not looked up for every request."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from shared.rights import Actor

FRESH = 1.0
"""Seconds for which another worker process may still see a grant or an account as it was; within one process, none."""
MOST = 10_000


@dataclass(frozen=True)
class KeyScope:
    """What a key of a service account is for, within the grants of the account."""

    areas: frozenset[str]
    read_only: bool
    personal: bool


@dataclass(frozen=True)
class Identity:
    """The account behind a request, its rights, and its session; of a service account the key and its scope."""

    district_id: str
    account_id: str
    actor: Actor
    session_id: str
    must_change_password: bool
    must_set_up_second_factor: bool
    scope: KeyScope | None = None
    calls: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def sign(self, key: str, service: str, method: str) -> str:
        """Sign a call of a service's method, once for as long as the identity is cached."""
        if (service, method) not in self.calls:
            self.calls[service, method] = self.actor.sign(key, service, method)
        return self.calls[service, method]


class IdentityCache:
    """Cache of identities by access token, for one second."""

    def __init__(self) -> None:
        self.entries: OrderedDict[str, tuple[float, float, Identity]] = OrderedDict()
        self.lock = Lock()

    def get(self, token: str, now: float) -> Identity | None:
        """Return a cached identity whose token has not expired at `now`."""
        fresh, expires, identity = self.entries.get(token, (0.0, 0.0, None))
        return identity if time.monotonic() < fresh and now < expires else None

    def put(self, token: str, expires: float, identity: Identity) -> None:
        """Cache an identity for one second."""
        with self.lock:
            self.entries[token] = (time.monotonic() + FRESH, expires, identity)
            while len(self.entries) > MOST:
                self.entries.popitem(last=False)

    def forget(self) -> None:
        """Clear the cache, because an account or a grant was changed here."""
        with self.lock:
            self.entries.clear()
