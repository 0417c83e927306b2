"""Authentication: a signed access token names an account, whose rows hold its present rights."""

from datetime import timedelta
from typing import cast

import jwt
import msgspec
from flask import g, request
from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from gateway.accounts import api_keys
from gateway.accounts.model import Account, AccountGrant, SignInSession
from gateway.accounts.second_factor import lacks_second_factor
from gateway.accounts.sessions import OpenSession, Origin
from gateway.app_context import AppContext, app_context
from gateway.identity_cache import Identity
from gateway.problems import Problem
from shared import databases
from shared.messaging.tables import MOMENT
from shared.rights import Actor, Grant, decoded
from shared.struct_types import prepared

_OTHER = aliased(Account)
_IS_OPEN = exists().where(
    SignInSession.district_id == Account.district_id,
    SignInSession.account_id == Account.id,
    SignInSession.id == bindparam("session"),
    SignInSession.ended_at.is_(None),
    SignInSession.expires_at > bindparam("now", type_=MOMENT),
)
_HELD = and_(
    AccountGrant.district_id == _OTHER.district_id,
    AccountGrant.account_id == _OTHER.id,
    AccountGrant.withdrawn_at.is_(None),
    or_(~AccountGrant.needs_approval, AccountGrant.approved_at.is_not(None)),
)
_IDENTITY = (
    select(
        Account.name, Account.person_id, Account.disabled, Account.must_change_password,
        lacks_second_factor().label("lacks"),
        _OTHER.id.label("other_id"), AccountGrant.role, AccountGrant.organization_id, AccountGrant.below,
    )
    .join(_OTHER, _OTHER.person_id == Account.person_id)
    .outerjoin(AccountGrant, _HELD)
    .where(
        Account.district_id == bindparam("district"), Account.id == bindparam("sub"),
        Account.epoch == bindparam("epoch"), _IS_OPEN,
    )
    .order_by(_OTHER.id, AccountGrant.granted_at)
)  # fmt: skip
"""An account with a session that is open, and each grant that it or another account of the same person holds.

One statement: who asks seldom is looked up for every request.
"""
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
    with databases.single(here.engine) as session:
        rows = session.execute(_IDENTITY, msgspec.structs.asdict(claims) | {"now": here.clock()}).all()
    if not rows or rows[0].disabled:
        raise _not_valid()
    grants: dict[str, list[Grant]] = {row.other_id: [] for row in rows}
    for row in rows:
        if row.role is not None:
            grants[row.other_id].append(Grant(row.role, row.organization_id, row.below))
    own = grants.pop(claims.sub)
    acts_for = dict.fromkeys(each.organization_id for held in grants.values() for each in held)
    actor = Actor(claims.sub, rows[0].name, tuple(own), rows[0].person_id, (claims.sub, *grants), tuple(acts_for))
    return Identity(claims.district, claims.sub, actor, claims.session, rows[0].must_change_password, rows[0].lacks)


def _not_valid() -> Problem:
    return Problem(401, "access_token_invalid", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
