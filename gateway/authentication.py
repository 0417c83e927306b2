"""Authentication: a signed access token names an account, whose rows hold its present rights."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import jwt
import msgspec
from flask import g, request
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from gateway.accounts import api_keys
from gateway.accounts.model import Account, SignInSession
from gateway.accounts.second_factor import lacks_second_factor
from gateway.accounts.sessions import OpenSession, Origin
from gateway.app_context import AppContext, app_context
from gateway.identity_cache import Identity
from gateway.problems import Problem
from shared import databases
from shared.rights import Actor, decoded
from shared.struct_types import prepared

AUDIENCE = "gateway"
DEVICE_MAX = 200


class Claims(msgspec.Struct, frozen=True):
    """Claims of an access token: account, session and expiry in seconds."""

    sub: str
    district: str
    epoch: int
    session: str
    exp: int


def identity() -> Identity:
    """Return the identity behind the running request, or refuse with 401."""
    present = g.get("identity")
    if present is None:
        raise Problem(401, "sign_in_needed", {"WWW-Authenticate": "Bearer"})
    return cast("Identity", present)


def access_token(here: AppContext, opened: OpenSession) -> str:
    """Sign an access token, valid until it expires, its session ends or the epoch changes."""
    until = here.clock() + timedelta(seconds=here.settings.access_seconds)
    account = opened.account
    claims = Claims(account.id, account.district_id, account.epoch, opened.session_id, int(until.timestamp()))
    signed = msgspec.structs.asdict(claims) | {"aud": AUDIENCE}
    return jwt.encode(signed, here.settings.secret_key, algorithm="HS256")


def origin() -> Origin:
    """Return where the running request comes from."""
    device = "".join(filter(str.isprintable, request.user_agent.string))
    return Origin(request.remote_addr or "", device[:DEVICE_MAX])


def authenticate() -> Identity:
    """Verify the bearer token of the running request, or refuse with 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(401, "sign_in_needed", {"WWW-Authenticate": "Bearer"})
    here = app_context()
    now = here.clock().timestamp()
    cached = here.identities.get(token, now)
    if cached is not None:
        return cached
    if token.startswith(api_keys.PREFIX):
        found, until = api_keys.identity_of(here, token, origin().address)
        here.identities.put(token, until.timestamp(), found)
        return found
    claims = _claims(here, token)
    if claims.exp <= now:
        raise _not_valid()
    loaded = _load_identity(here, claims)
    here.identities.put(token, claims.exp, loaded)
    return loaded


def _claims(here: AppContext, token: str) -> Claims:
    try:
        claims = decoded(token, here.settings.secret_keys, audience=AUDIENCE, options={"verify_exp": False})
        return msgspec.convert(claims, prepared(Claims))
    except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError) as error:
        raise _not_valid() from error


def _load_identity(here: AppContext, claims: Claims) -> Identity:
    key = (claims.district, claims.sub)
    own = (SignInSession.district_id == key[0], SignInSession.account_id == key[1], SignInSession.id == claims.session)
    is_open = exists().where(*own, SignInSession.ended_at.is_(None), SignInSession.expires_at > here.clock())
    query = select(Account).where(Account.district_id == key[0], Account.id == key[1], Account.epoch == claims.epoch)
    with databases.reading(here.engine) as session:
        account = session.scalar(query.where(is_open).options(selectinload(Account.granted)))
        must_set_up = account is not None and lacks_second_factor(session, account)
        others = () if account is None else _other_accounts(session, account)
    if account is None or account.disabled:
        raise _not_valid()
    acts_for = dict.fromkeys(item.organization_id for other in others for item in other.held)
    acting = Actor(
        account.id, account.name, tuple(item.grant for item in account.held), account.person_id,
        (account.id, *(other.id for other in others)), tuple(acts_for),
    )  # fmt: skip
    return Identity(account.district_id, account.id, acting, claims.session, account.must_change_password, must_set_up)


def _other_accounts(session: Session, account: Account) -> Sequence[Account]:
    same = select(Account).where(Account.person_id == account.person_id, Account.id != account.id).order_by(Account.id)
    return session.scalars(same.options(selectinload(Account.granted))).all()


def _not_valid() -> Problem:
    return Problem(401, "access_token_invalid", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
