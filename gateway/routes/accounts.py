"""Accounts and their grants."""

from collections.abc import Callable
from typing import Any

from gateway.accounts import commands, passwords, queries
from gateway.accounts.signing import change_password
from gateway.asking import decide, tell
from gateway.blueprints import Blueprint
from gateway.conditions import idempotency_key
from gateway.identity import identity
from gateway.parts import parts
from gateway.schemas.accounts import (
    AccountAmendment,
    AccountAnswer,
    AccountCreation,
    AccountFilter,
    GrantAsked,
    NewPasswordAnswer,
    PasswordChange,
)

blueprint = Blueprint(
    "accounts", __name__, url_prefix="/api/v1/accounts", description="账号与授权 · accounts and grants"
)


@blueprint.shows("/me", AccountAnswer, own=True)
def own_account() -> Any:
    """本人的账号与授权 · the account that asks."""
    return tell(queries.account, account_id=identity().account_id)


@blueprint.changes("/me/password", PasswordChange, None, method="PUT", versioned=False, own=True)
def change_own_password(current_password: str, new_password: str) -> None:
    """修改本人密码 · change one's password; everything signed in with the old one ends."""
    change_password(parts(), identity().account_id, current_password, new_password)
    parts().identities.forget()


@blueprint.lists("", AccountAnswer, query=AccountFilter)
def accounts(**asked: Any) -> Any:
    """可管理的账号 · the accounts one may keep, by username."""
    return tell(queries.accounts, **asked)


@blueprint.takes("", AccountCreation, NewPasswordAnswer)
def create_account(**asked: Any) -> Any:
    """开设账号 · create an account; its first password is shown once and must be changed at the first use."""
    return _with_password(commands.creating, **asked)


@blueprint.shows("/<id:account_id>", AccountAnswer)
def account(account_id: str) -> Any:
    """账号及其授权 · an account and its grants."""
    return tell(queries.account, account_id=account_id)


@blueprint.changes("/<id:account_id>", AccountAmendment, AccountAnswer)
def amend_account(**asked: Any) -> Any:
    """改名、停用或启用账号 · rename, disable or enable an account."""
    return _decided(commands.amend_account, **asked)


@blueprint.takes("/<id:account_id>/password-resets", None, NewPasswordAnswer)
def reset_password(**asked: Any) -> Any:
    """重置密码 · put a first password in the place of a forgotten one."""
    return _with_password(commands.resetting, **asked)


@blueprint.takes("/<id:account_id>/grants", GrantAsked, AccountAnswer)
def give_grant(**asked: Any) -> Any:
    """授权 · give a grant that one's own grants cover."""
    return _decided(commands.give_grant, **asked)


@blueprint.removes("/<id:account_id>/grants/<id:grant_id>", versioned=False)
def withdraw_grant(**asked: Any) -> None:
    """收回授权 · withdraw a grant."""
    _decided(commands.withdraw_grant, **asked)


def _decided(command: Callable[..., Any], **asked: Any) -> Any:
    answer = decide(command, **asked)
    parts().identities.forget()
    return answer


def _with_password(command: Callable[[str], Callable[..., Any]], **asked: Any) -> Any:
    purpose = f"{identity().account_id} {idempotency_key()}"
    password = passwords.initial(parts().settings.secret_key, purpose)
    return _decided(command(password), **asked) | {"initial_password": password}
