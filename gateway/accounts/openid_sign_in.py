"""Signing in by an OpenID Connect provider, and proving an identity there to link it.

Each attempt is good once, for ten minutes, and only for the program that began it: it keeps a secret beside the state
that passes through the browser's address, so that an address that was seen or sent to somebody else is worth nothing.
The second factor of an account is asked for here as well; what the provider asked for does not stand for it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from gateway.accounts.external_identities import account_of, provider_named
from gateway.accounts.login_throttle import LoginThrottle
from gateway.accounts.model import Account
from gateway.accounts.openid import AttemptKeys, OpenIdRefusedError, ProviderAwayError, client_of
from gateway.accounts.openid_model import OpenIdAttempt
from gateway.accounts.sessions import OpenSession, Origin
from gateway.accounts.sign_in import require_second_factor, sessions
from gateway.app_context import AppContext
from gateway.audit.requests import note_account, note_detail
from gateway.problems import RETRY_AFTER, Problem
from shared import databases
from shared.errors import Invalid
from shared.openid_settings import OpenIdProvider
from shared.rights import is_service_account

LIFETIME = timedelta(minutes=10)
UNAUTHENTICATED = {"WWW-Authenticate": "Bearer"}
log = structlog.get_logger()


@dataclass(frozen=True)
class BegunAttempt:
    """What a program is given that begins: where its person goes, and what it keeps for the end."""

    authorization_address: str
    state: str
    attempt_secret: str


@dataclass(frozen=True)
class Completion:
    """What came back from the provider, with the secret of the attempt."""

    state: str
    code: str
    attempt_secret: str
    issuer: str | None


def begin(here: AppContext, name: str, account_id: str = "") -> BegunAttempt:
    """Begin a sign-in, or the proof of an identity that is to be linked to an account."""
    provider, now = provider_named(here.settings.openid_providers, name), here.clock()
    state, secret = AttemptKeys.new_state(here.settings.secret_keys), secrets.token_urlsafe(32)
    keys = AttemptKeys.of(here.settings.secret_keys, state)
    try:
        address = client_of(provider).authorization_address(state, keys)
    except (ProviderAwayError, OpenIdRefusedError) as error:
        raise _away(provider, error) from error
    with databases.transaction(here.engine) as session:
        session.execute(delete(OpenIdAttempt).where(OpenIdAttempt.expires_at <= now))
        row = OpenIdAttempt(state_hash=_hash(state), secret_hash=_hash(secret), provider=name, account_id=account_id)
        row.expires_at = now + LIFETIME
        session.add(row)
    return BegunAttempt(address, state, secret)


def sign_in(here: AppContext, given: Completion, second_factor: str | None, origin: Origin) -> OpenSession:
    """Open a session for the account to which the proven identity is linked; 401 where there is none."""
    now = here.clock()
    note_account(None)
    throttle = LoginThrottle(here.engine, here.settings.secret_key, origin.address, origin.address, way="openid ")
    throttle.begin(now)
    try:
        provider, subject = _proven(here, given, "")
    except OpenIdRefusedError as error:
        raise Problem(401, "openid_refused", UNAUTHENTICATED) from error
    account = _account(here, provider, subject)
    throttle.succeeded(now)
    of_account = LoginThrottle(here.engine, here.settings.secret_key, account.username, origin.address)
    of_account.begin(now)
    require_second_factor(here, account, second_factor)
    of_account.succeeded(now)
    return sessions(here).open(account, origin, now)


def prove(here: AppContext, given: Completion, account_id: str) -> tuple[OpenIdProvider, str]:
    """Return the identity that an attempt of an account has proven; Invalid where it has proven none."""
    try:
        return _proven(here, given, account_id)
    except OpenIdRefusedError as error:
        raise Invalid("openid_refused", field="code") from error


def _account(here: AppContext, provider: OpenIdProvider, subject: str) -> Account:
    note_detail(openid_provider=provider.name)
    with databases.reading(here.engine) as session:
        account = account_of(session, provider, subject)
    note_account(account)
    if account is None:
        raise Problem(401, "openid_not_linked", UNAUTHENTICATED)
    if account.disabled or is_service_account(account.id):
        raise Problem(401, "openid_refused", UNAUTHENTICATED)
    return account


def _proven(here: AppContext, given: Completion, account_id: str) -> tuple[OpenIdProvider, str]:
    provider = None
    try:
        provider = _begun_with(here, given, account_id)
        keys = AttemptKeys.of(here.settings.secret_keys, given.state)
        return provider, client_of(provider).subject(given.code, given.issuer, keys, here.clock())
    except OpenIdRefusedError as error:
        log.warning("openid answer refused", provider=provider.name if provider else "", reason=str(error))
        raise
    except ProviderAwayError as error:
        raise _away(provider, error) from error


def _begun_with(here: AppContext, given: Completion, account_id: str) -> OpenIdProvider:
    """Use an attempt up, whatever becomes of it, and return its provider."""
    this = (
        OpenIdAttempt.state_hash == _hash(given.state), OpenIdAttempt.secret_hash == _hash(given.attempt_secret),
        OpenIdAttempt.account_id == account_id, OpenIdAttempt.expires_at > here.clock(),
    )  # fmt: skip
    with databases.transaction(here.engine) as session:
        name = session.scalar(select(OpenIdAttempt.provider).where(*this).with_for_update())
        used = session.execute(delete(OpenIdAttempt).where(*this)).rowcount  # type: ignore[attr-defined]
    provider = next((each for each in here.settings.openid_providers if each.name == name), None)
    if used != 1 or provider is None:
        raise OpenIdRefusedError("no such attempt has begun, or it is over")
    return provider


def _away(provider: OpenIdProvider | None, error: Exception) -> Problem:
    log.warning("openid provider away", provider=provider.name if provider else "", reason=str(error))
    return Problem(503, "openid_provider_away", {"Retry-After": RETRY_AFTER})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
