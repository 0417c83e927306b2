"""Signing in by an OpenID Connect provider, and the external identities of accounts."""

from typing import Any

from gateway.accounts import external_identities, openid_sign_in, sign_in
from gateway.accounts.openid_sign_in import LIFETIME, BegunAttempt, Completion
from gateway.app_context import app_context
from gateway.audit.requests import note_detail
from gateway.authentication import identity, origin
from gateway.blueprints import Blueprint
from gateway.routes.auth import tokens
from gateway.schemas import openid as schemas
from gateway.schemas.accounts import Tokens
from gateway.service_calls import execute_local, query_local
from shared.pages import Page, paginate_list

SIGN_IN, LINKING = (
    "统一身份认证登录 · signing in by OpenID Connect",
    "外部身份 · identities at OpenID Connect providers",
)
blueprint = Blueprint("openid", "/api/v1/auth/openid", SIGN_IN, service="auth")
linking = Blueprint("identities", "/api/v1/accounts", LINKING, service="accounts")


@blueprint.list("/providers", schemas.OpenIdProviderAnswer, public=True)
def openid_providers(after: str | None = None, limit: int = 50) -> Page:
    """可用的统一身份认证 · the providers by which people may sign in."""
    known = [{"name": each.name, "label": each.label} for each in app_context().settings.openid_providers]
    return paginate_list(known, lambda view: str(view["name"]), after, limit)


@blueprint.post("/attempts", schemas.OpenIdBeginning, schemas.OpenIdAttemptAnswer, public=True)
def begin_openid_sign_in(provider: str) -> Any:
    """开始统一身份认证登录 · begin to sign in by a provider; good once, for ten minutes."""
    return _begun(openid_sign_in.begin(app_context(), provider))


@blueprint.post("/completions", schemas.OpenIdCompletion, Tokens, status=200, public=True)
def complete_openid_sign_in(second_factor: str | None = None, **came_back: Any) -> Any:
    """完成统一身份认证登录 · sign in by what came back from the provider."""
    return tokens(openid_sign_in.sign_in(app_context(), _completion(**came_back), second_factor, origin()))


@linking.list("/me/identities", schemas.IdentityAnswer, own=True)
def own_identities(**params: Any) -> Any:
    """本人的外部身份 · the identities by which one may sign in."""
    return query_local(external_identities.identities, account_id=identity().account_id, **params)


@linking.post("/me/identities/attempts", schemas.IdentityBeginning, schemas.OpenIdAttemptAnswer)
def begin_linking_identity(provider: str, current_password: str) -> Any:
    """开始关联外部身份 · begin to prove an identity at a provider, to link it."""
    who = identity().account_id
    sign_in.require_password(app_context(), who, current_password, origin())
    return _begun(openid_sign_in.begin(app_context(), provider, who))


@linking.post("/me/identities", schemas.IdentityProof, schemas.IdentityAnswer)
def link_own_identity(**came_back: Any) -> Any:
    """关联外部身份 · link the identity that came back from the provider to one's own account."""
    provider, subject = openid_sign_in.prove(app_context(), _completion(**came_back), identity().account_id)
    note_detail(openid_provider=provider.name, subject=subject)
    return execute_local(external_identities.link(provider), subject=subject)


@linking.delete("/me/identities/<id:identity_id>", versioned=False)
def unlink_own_identity(identity_id: str) -> None:
    """解除本人的外部身份 · unlink one of one's own identities."""
    _unlink(identity().account_id, identity_id)


linking.list("/<id:account_id>/identities", schemas.IdentityAnswer).calls(
    external_identities.identities, None, "账号的外部身份 · the identities that are linked to an account."
)


@linking.post("/<id:account_id>/identities", schemas.IdentityCreation, schemas.IdentityAnswer)
def link_identity(provider: str, **params: Any) -> Any:
    """为新账号关联外部身份 · link an identity to an account that still has its first password, which then ends."""
    note_detail(openid_provider=provider, subject=params["subject"])
    providers = app_context().settings.openid_providers
    answer = execute_local(external_identities.link_for(providers), provider=provider, **params)
    app_context().identities.forget()
    return answer


@linking.delete("/<id:account_id>/identities/<id:identity_id>", versioned=False)
def unlink_identity(account_id: str, identity_id: str) -> None:
    """解除账号的外部身份 · unlink an identity from an account."""
    _unlink(account_id, identity_id)


def _unlink(account_id: str, identity_id: str) -> None:
    note_detail(**execute_local(external_identities.unlink, account_id=account_id, identity_id=identity_id))


def _begun(begun: BegunAttempt) -> dict[str, Any]:
    shown = {"authorization_address": begun.authorization_address, "state": begun.state}
    return shown | {"attempt_secret": begun.attempt_secret, "expires_in": int(LIFETIME.total_seconds())}


def _completion(*, state: str, code: str, attempt_secret: str, iss: str | None = None) -> Completion:
    return Completion(state, code, attempt_secret, iss)
