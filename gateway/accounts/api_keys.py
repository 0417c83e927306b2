"""Keys of service accounts: `sanji_<id>_<secret>`, sent as a bearer token; only the hash of the secret is kept.

The secret has 256 bits, so that a fast hash is enough: nobody tries them out, and whoever reads the hash has nothing.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, select, update
from sqlalchemy.orm import selectinload

from gateway.accounts.api_key_model import ApiKey
from gateway.accounts.login_throttle import LoginThrottle
from gateway.accounts.model import Account
from gateway.app_context import AppContext
from gateway.identity_cache import Identity, KeyScope
from gateway.problems import Problem
from shared import databases
from shared.rights import Actor

PREFIX = "sanji_"
USED = timedelta(minutes=1)
"""How exactly a key's last use is known: a busy one is not written for every request."""
log = structlog.get_logger()


def key_of(key_id: str, secret: str) -> str:
    """Return a key as its system sends it."""
    return f"{PREFIX}{key_id}_{secret}"


def derived_secret(secret_key: str, purpose: str) -> str:
    """Derive the secret of a new key, so that a repeated request shows the same although it was kept nowhere."""
    return hmac.digest(secret_key.encode(), f"api key {purpose}".encode(), hashlib.sha256).hex()


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def identity_of(here: AppContext, key: str, address: str) -> tuple[Identity, datetime]:
    """Return the identity of a key and when it ends, or refuse with 401; wrong ones wait longer and longer (429)."""
    key_id, _, secret = key.removeprefix(PREFIX).partition("_")
    throttle, now = LoginThrottle(here.engine, here.settings.secret_key, key_id, address, way="key "), here.clock()
    throttle.refuse_during_pause(now)
    with databases.reading(here.engine) as session:
        joined = and_(ApiKey.district_id == Account.district_id, ApiKey.account_id == Account.id)
        query = select(ApiKey, Account).join(Account, joined).where(ApiKey.id == key_id)
        found = session.execute(query.options(selectinload(Account.granted))).one_or_none()
    if found is None or not _is_good(found[0], found[1], secret, now):
        log.warning("api key refused", key_id=found[0].id if found is not None else "")
        throttle.begin(now)
        raise Problem(401, "api_key_invalid", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    row, account = found
    _note_use(here, row, now)
    acting = Actor(account.id, account.name, tuple(item.grant for item in account.held))
    scope = KeyScope(frozenset(row.areas), row.read_only, row.personal)
    return Identity(account.district_id, account.id, acting, row.id, False, False, scope), row.expires_at


def _is_good(row: ApiKey, account: Account, secret: str, now: datetime) -> bool:
    is_same = hmac.compare_digest(row.secret_hash, hash_of(secret))
    return is_same and row.revoked_at is None and row.expires_at > now and not account.disabled


def _note_use(here: AppContext, row: ApiKey, now: datetime) -> None:
    if row.last_used_at is None or now - row.last_used_at >= USED:
        with databases.transaction(here.engine) as session:
            session.execute(update(ApiKey).where(ApiKey.id == row.id).values(last_used_at=now))
