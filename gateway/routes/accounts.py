"""Accounts and their grants."""

from collections.abc import Callable
from typing import Any

from gateway.accounts import commands, passwords, queries
from gateway.accounts.sign_in import change_password
from gateway.app_context import app_context
from gateway.authentication import identity
from gateway.blueprints import Blueprint
from gateway.request_headers import idempotency_key
from gateway.schemas import accounts as schemas
from gateway.service_calls import execute_local, query_local

blueprint = Blueprint("accounts", "/api/v1/accounts", "账号与授权 · accounts and grants")


@blueprint.get("/me", schemas.AccountAnswer, own=True)
def own_account() -> Any:
    """本人的账号与授权 · the account that asks."""
    return query_local(queries.account, account_id=identity().account_id)


@blueprint.patch("/me/password", schemas.PasswordChange, None, method="PUT", versioned=False, own=True)
def change_own_password(current_password: str, new_password: str) -> None:
    """修改本人密码 · change one's password; everything signed in with the old one ends."""
    change_password(app_context(), identity().account_id, current_password, new_password)
    app_context().identities.forget()


blueprint.list("", schemas.AccountAnswer, query=schemas.AccountFilter).calls(
    queries.accounts, None, "可管理的账号 · the accounts one may keep, by username."
)


@blueprint.post("", schemas.AccountCreation, schemas.NewPasswordAnswer)
def create_account(**params: Any) -> Any:
    """开设账号 · create an account; its first password is shown once and must be changed at the first use."""
    return _with_password(commands.create, **params)


blueprint.get("/<id:account_id>", schemas.AccountAnswer).calls(
    queries.account, None, "账号及其授权 · an account and its grants."
)


@blueprint.patch("/<id:account_id>", schemas.AccountAmendment, schemas.AccountAnswer)
def amend_account(**params: Any) -> Any:
    """改名、停用或启用账号 · rename, disable or enable an account."""
    return _decided(commands.amend_account, **params)


@blueprint.post("/<id:account_id>/password-resets", None, schemas.NewPasswordAnswer)
def reset_password(**params: Any) -> Any:
    """重置密码 · put a first password in the place of a forgotten one."""
    return _with_password(commands.reset_password_to, **params)


@blueprint.post("/<id:account_id>/grants", schemas.GrantCreation, schemas.AccountAnswer)
def give_grant(**params: Any) -> Any:
    """授权 · give a grant that one's own grants cover."""
    return _decided(commands.give_grant, **params)


@blueprint.delete("/<id:account_id>/grants/<id:grant_id>", versioned=False)
def withdraw_grant(**params: Any) -> None:
    """收回授权 · withdraw a grant."""
    _decided(commands.withdraw_grant, **params)


def _decided(command: Callable[..., Any], **params: Any) -> Any:
    answer = execute_local(command, **params)
    app_context().identities.forget()
    return answer


def _with_password(command: Callable[[str], Callable[..., Any]], **params: Any) -> Any:
    purpose = f"{identity().account_id} {idempotency_key()}"
    password = passwords.initial(app_context().settings.secret_key, purpose)
    return _decided(command(password), **params) | {"initial_password": password}
