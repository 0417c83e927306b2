"""Authentication: a signed access token names an account, whose rows hold its present rights."""

from datetime import timedelta
from typing import cast

import jwt
import msgspec
from flask import g, request
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from gateway.accounts.model import Account, SignInSession
from gateway.accounts.second_factor import lacks_second_factor
from gateway.accounts.sessions import OpenSession, Origin
from gateway.app_context import AppContext, app_context
from gateway.identity_cache import Identity
from gateway.problems import Problem
from shared import databases
from shared.rights import Actor
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
    found = g.get("identity")
    if found is None:
        raise Problem(401, "sign_in_needed", {"WWW-Authenticate": "Bearer"})
    return cast("Identity", found)


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
    prepared = here.identities.get(token, now)
    if prepared is not None:
        return prepared
    claims = _claims(here, token)
    if claims.exp <= now:
        raise _not_valid()
    found = _standing(here, claims)
    here.identities.keep(token, claims.exp, found)
    return found


def _claims(here: AppContext, token: str) -> Claims:
    try:
        said = jwt.decode(
            token, here.settings.secret_key, algorithms=["HS256"], audience=AUDIENCE, options={"verify_exp": False}
        )
        return msgspec.convert(said, prepared(Claims))
    except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError) as error:
        raise _not_valid() from error


def _standing(here: AppContext, claims: Claims) -> Identity:
    key = (claims.district, claims.sub)
    own = (SignInSession.district_id == key[0], SignInSession.account_id == key[1], SignInSession.id == claims.session)
    going_on = exists().where(*own, SignInSession.ended_at.is_(None), SignInSession.expires_at > here.clock())
    wanted = select(Account).where(Account.district_id == key[0], Account.id == key[1], Account.epoch == claims.epoch)
    with databases.reading(here.engine) as session:
        found = session.scalar(wanted.where(going_on).options(selectinload(Account.granted)))
        must_set_up = found is not None and lacks_second_factor(session, found)
    if found is None or found.disabled:
        raise _not_valid()
    acting = Actor(found.id, found.name, tuple(item.grant for item in found.held))
    signed = acting.sign(here.settings.secret_key)
    return Identity(
        found.district_id, found.id, acting, signed, claims.session, found.must_change_password, must_set_up
    )


def _not_valid() -> Problem:
    return Problem(401, "access_token_invalid", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
