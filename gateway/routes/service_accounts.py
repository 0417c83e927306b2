"""Accounts of other systems, and their keys."""

from collections.abc import Callable
from typing import Any

from gateway.accounts import api_keys, service_accounts
from gateway.accounts.derived_secrets import naming_key, take_key
from gateway.app_context import app_context
from gateway.audit.requests import note_detail
from gateway.authentication import identity
from gateway.blueprints import Blueprint
from gateway.request_headers import idempotency_key
from gateway.schemas import service_accounts as schemas
from gateway.schemas.accounts import AccountAnswer, ServiceAccountCreation
from gateway.service_calls import execute_local

NAMED = "系统账号与密钥 · service accounts and their keys"
blueprint = Blueprint("service accounts", "/api/v1/accounts", NAMED, service="accounts")
ALL = "/<id:account_id>/keys"
ONE = f"{ALL}/<id:key_id>"


@blueprint.post("/service-accounts", ServiceAccountCreation, AccountAnswer)
def create_service_account(**params: Any) -> Any:
    """开设系统账号 · create an account for another system: without a password, asked with by keys."""
    note_detail(username=params["username"], grants=params["grants"])
    return execute_local(service_accounts.create_service_account, **params)


blueprint.list(ALL, schemas.ApiKeyAnswer).calls(
    service_accounts.keys, None, "系统账号的密钥 · the keys of a service account, without their secrets."
)


@blueprint.post(ALL, schemas.ApiKeyCreation, schemas.NewApiKeyAnswer)
def create_api_key(**params: Any) -> Any:
    """签发密钥 · make a key; it is shown once."""
    note_detail(**{name: params[name] for name in ("areas", "read_only", "personal", "valid_days")})
    return _with_key(service_accounts.create_key, **params)


@blueprint.post(f"{ONE}/rotations", schemas.ApiKeyRotation, schemas.NewApiKeyAnswer)
def rotate_api_key(**params: Any) -> Any:
    """更换密钥 · make the next key, shown once; the one before stays good during the overlap."""
    note_detail(replaced_key=params["key_id"], overlap_hours=params["overlap_hours"])
    return _with_key(service_accounts.rotate_key, **params)


@blueprint.delete(ONE, versioned=False)
def revoke_api_key(**params: Any) -> None:
    """撤销密钥 · revoke a key; it is good for nothing from now on."""
    execute_local(service_accounts.revoke_key, **params)
    app_context().identities.forget()


def _with_key(command: Callable[[str], Callable[..., Any]], **params: Any) -> Any:
    purpose = f"{identity().account_id} {idempotency_key()}"
    keys = app_context().settings.secret_keys
    answer = execute_local(naming_key(command(api_keys.derived_secret(keys[0], purpose)), keys[0]), **params)
    secret = api_keys.derived_secret(take_key(answer, keys), purpose)
    app_context().identities.forget()
    note_detail(made_key=answer["id"])
    return answer | {"key": api_keys.key_of(answer["id"], secret)}
