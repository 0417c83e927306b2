"""Login throttling: failed sign-ins slow down whoever guesses, and never lock out the person whose name is guessed.

Failures are counted by address, by account, and by both together; beyond the free ones each doubles the pause until the
next attempt. The pause of an account stays short, and does not hold for an address from which it has signed in before:
guesses from elsewhere cost its owner nothing. The pause of an address grows, for a guesser may try many names.

An attempt is counted before the password is looked at, so that a hundred guesses at once are no better than one by one.
Names that belong to nobody are counted alike: the answer tells nothing.
"""

import hashlib
import hmac
import ipaddress
import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Engine, Table, delete, select, update
from sqlalchemy.orm import Session

from gateway.accounts.model import FamiliarAddress, SignInFailures
from gateway.problems import Problem
from shared import databases

FORGOTTEN = timedelta(hours=1)
"""After so long without another failure, those before count no more."""
FAMILIAR = timedelta(days=90)
"""How long an address from which an account has signed in stays familiar to it."""
NETWORK = 64
"""Bits of an IPv6 address that one subscriber has (RFC 6177): the rest costs nothing to change."""


@dataclass(frozen=True)
class Limit:
    """How many failures are free, and how long the pause grows from a second on."""

    free: int
    longest: timedelta


ACCOUNT = Limit(5, timedelta(seconds=30))
ADDRESS = Limit(20, timedelta(minutes=15))
"""A street office signs in from one address: more of its failures are free."""


def normalized(username: str) -> str:
    """Return a username as it is stored and compared, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", username).casefold().strip()


class LoginThrottle:
    """Counter of failed sign-ins to one name from one address.

    Each `way` of signing in counts for itself: a system that goes on with an old key closes no office to its people.
    """

    def __init__(self, engine: Engine, secret_key: str, username: str, address: str, *, way: str = "") -> None:
        self.engine = engine
        network = _network(address)
        self.pair = _hash(secret_key, f"{way}both {network} {username}")
        self.account = _hash(secret_key, f"{way}account {username}")
        self.address = _hash(secret_key, f"{way}address {network}")

    def begin(self, now: datetime) -> None:
        """Count an attempt as failed until it succeeds, or refuse with 429 during a pause."""
        with databases.transaction(self.engine) as session:
            counted = [self._count(session, key, limit, now) for key, limit in self._limits(session, now).items()]
            closed_until = max(counted)
            if closed_until > now:
                session.rollback()
        _require_open(closed_until, now)

    def refuse_during_pause(self, now: datetime) -> None:
        """Refuse with 429 during a pause of this name at this address, and count nothing."""
        with databases.reading(self.engine) as session:
            row = session.get(SignInFailures, self.pair)
        _require_open(row.closed_until if row is not None else now, now)

    def succeeded(self, now: datetime) -> None:
        """Take the attempt back as a failure, and make the address familiar to the account.

        Other failures on the account or from the address still count: they may be somebody else's.
        """
        with databases.transaction(self.engine) as session:
            others = SignInFailures.key_hash.in_((self.account, self.address)) & (SignInFailures.failures > 0)
            session.execute(update(SignInFailures).where(others).values(failures=SignInFailures.failures - 1))
            outdated = SignInFailures.failed_at <= now - FORGOTTEN
            session.execute(delete(SignInFailures).where(outdated | (SignInFailures.key_hash == self.pair)))
            familiar = databases.insert(session, cast("Table", FamiliarAddress.__table__))
            familiar = familiar.values(key_hash=self.pair, signed_in_at=now)
            session.execute(familiar.on_conflict_do_update(index_elements=["key_hash"], set_={"signed_in_at": now}))
            session.execute(delete(FamiliarAddress).where(FamiliarAddress.signed_in_at <= now - FAMILIAR))

    def _limits(self, session: Session, now: datetime) -> dict[str, Limit]:
        familiar = select(FamiliarAddress.key_hash).where(
            FamiliarAddress.key_hash == self.pair, FamiliarAddress.signed_in_at > now - FAMILIAR
        )
        if session.scalar(familiar):
            return {self.pair: ACCOUNT}
        return {self.pair: ACCOUNT, self.account: ACCOUNT, self.address: ADDRESS}

    def _count(self, session: Session, key: str, limit: Limit, now: datetime) -> datetime:
        """Count one failure, and return until when attempts were refused before it."""
        # Of attempts at once, one that began earlier may be counted later: nothing is closed up to this very moment.
        begun = {"key_hash": key, "failures": 0, "failed_at": now, "closed_until": now - FORGOTTEN}
        session.execute(
            databases.insert(session, cast("Table", SignInFailures.__table__)).values(begun).on_conflict_do_nothing()
        )
        row = session.get_one(SignInFailures, key, with_for_update=True)
        closed_until = row.closed_until
        before = row.failures if now - row.failed_at < FORGOTTEN else 0
        row.failures, row.failed_at = before + 1, now
        if pause := pause_after(row.failures, limit):
            row.closed_until = now + pause
        return closed_until


def _require_open(closed_until: datetime, now: datetime) -> None:
    seconds = math.ceil((closed_until - now).total_seconds())
    if seconds > 0:
        raise Problem(429, "sign_in_closed", {"Retry-After": str(seconds)}, seconds=seconds)


def lift(session: Session, secret_key: str, username: str) -> None:
    """Forget the failures of an account, as after a reset of its password."""
    session.execute(delete(SignInFailures).where(SignInFailures.key_hash == _hash(secret_key, f"account {username}")))


def pause_after(failures: int, limit: Limit) -> timedelta:
    """Return the pause after so many failures: none while they are free, then a second, doubled each time."""
    beyond = failures - limit.free
    return min(timedelta(seconds=2.0 ** min(beyond, 20)), limit.longest) if beyond >= 0 else timedelta()


def _hash(secret_key: str, text: str) -> str:
    return hmac.new(secret_key.encode(), f"sign-in {text}".encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, NETWORK), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
