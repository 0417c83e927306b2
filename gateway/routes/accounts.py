"""Accounts and their grants."""

from collections.abc import Callable
from typing import Any

from gateway import tasks
from gateway.accounts import commands, passwords, persons, queries, sign_in
from gateway.accounts.derived_secrets import naming_key, take_key
from gateway.accounts.grant_previews import preview
from gateway.accounts.password_resets import approve_reset
from gateway.app_context import app_context
from gateway.audit.requests import note_detail
from gateway.authentication import identity, origin
from gateway.blueprints import Blueprint
from gateway.record_actions import permissions
from gateway.request_headers import idempotency_key
from gateway.schemas import accounts as schemas
from gateway.schemas.todos import TodoAnswer
from gateway.service_calls import execute_local, query_local, wait_for_positions

blueprint = Blueprint("accounts", "/api/v1/accounts", "账号与授权 · accounts and grants")


@blueprint.get("/me", schemas.AccountAnswer, own=True)
def own_account() -> Any:
    """本人的账号与授权 · the account that asks."""
    return query_local(queries.account, account_id=identity().account_id)


@blueprint.patch("/me/password", schemas.PasswordChange, None, method="PUT", versioned=False, own=True)
def change_own_password(current_password: str, new_password: str) -> None:
    """修改本人密码 · change one's password; everything signed in with the old one ends."""
    sign_in.change_password(app_context(), identity().account_id, current_password, new_password, origin())
    app_context().identities.forget()


@blueprint.list("/me/sessions", schemas.SessionAnswer, own=True)
def own_sessions(**params: Any) -> Any:
    """本人的会话 · the sessions in which one is signed in, the newest first."""
    return query_local(queries.own_sessions, session_id=identity().session_id, **params)


@blueprint.delete("/me/sessions/<id:session_id>", versioned=False, own=True)
def end_own_session(session_id: str) -> None:
    """结束一个会话 · end a session; its tokens are good for nothing from now on."""
    execute_local(commands.end_session, session_id=session_id)
    app_context().identities.forget()


@blueprint.post("/me/second-factor", schemas.SecondFactorEnrolment, schemas.SecondFactorSecret, own=True)
def begin_second_factor(current_password: str) -> Any:
    """登记动态口令 · begin to enrol a second factor; its secret is shown once and holds when it is confirmed."""
    return sign_in.begin_second_factor(app_context(), identity().account_id, current_password, origin())


@blueprint.post("/me/second-factor/confirmations", schemas.SecondFactorConfirmation, schemas.RecoveryCodes, own=True)
def confirm_second_factor(code: str) -> Any:
    """启用双因素认证 · put the second factor into force; the recovery codes are shown once."""
    codes = sign_in.confirm_second_factor(app_context(), identity().account_id, code)
    app_context().identities.forget()
    return {"recovery_codes": codes}


@blueprint.post("/me/second-factor/recovery-codes", schemas.SecondFactorProof, schemas.RecoveryCodes, own=True)
def renew_recovery_codes(current_password: str, code: str) -> Any:
    """换发恢复码 · new recovery codes in the place of all others, shown once."""
    who = identity().account_id
    return {"recovery_codes": sign_in.renew_recovery_codes(app_context(), who, current_password, code, origin())}


@blueprint.post("/me/second-factor/removals", schemas.SecondFactorProof, None, own=True)
def remove_second_factor(current_password: str, code: str) -> None:
    """停用双因素认证 · remove one's second factor."""
    sign_in.remove_second_factor(app_context(), identity().account_id, current_password, code, origin())
    app_context().identities.forget()


blueprint.get("/policies/<id:organization_id>", schemas.SignInPolicyAnswer).calls(
    queries.sign_in_policy, None, "所属区的登录要求 · what the district of an organization demands at signing in."
)


@blueprint.patch("/policies/<id:organization_id>", schemas.SignInPolicyAmendment, schemas.SignInPolicyAnswer)
def amend_sign_in_policy(**params: Any) -> Any:
    """设定区的登录要求 · set what a district demands at signing in."""
    return _decided(commands.set_sign_in_policy, **params)


blueprint.list("", schemas.AccountAnswer, query=schemas.AccountFilter).calls(
    queries.accounts, None, "可管理的账号 · the accounts one may keep, by username."
)


@blueprint.post("", schemas.AccountCreation, schemas.NewPasswordAnswer)
def create_account(**params: Any) -> Any:
    """开设账号 · create an account; its first password is shown once and must be changed at the first use."""
    note_detail(username=params["username"], grants=params["grants"])
    return _with_password(commands.create, **params)


blueprint.list("/persons", schemas.PersonAnswer, query=schemas.PersonFilter).calls(
    persons.persons, None, "账号背后的人 · the persons behind accounts, by name; those of one name on demand."
)
blueprint.list("/me/approvals", TodoAnswer).calls(
    tasks.approvals, None, "待我批准的授权 · grants that wait for one's approval as the second person."
)


@blueprint.get("/me/permissions", schemas.PermissionsAnswer, query=schemas.PermissionsQuery)
def own_permissions(on: str) -> Any:
    """本人可办的事项 · one's rights where a record is, and what one may do with it."""
    wait_for_positions()
    return query_local(permissions, on=on)


blueprint.get("/grants/preview", schemas.GrantPreviewAnswer, query=schemas.GrantPreviewQuery).calls(
    preview, None, "授权预览 · what a grant would reach, before it is given."
)


blueprint.get("/<id:account_id>", schemas.AccountAnswer).calls(
    queries.account, None, "账号及其授权 · an account and its grants."
)


@blueprint.patch("/<id:account_id>", schemas.AccountAmendment, schemas.AccountAnswer)
def amend_account(**params: Any) -> Any:
    """改名、停用或启用账号 · rename, disable or enable an account."""
    note_detail(**{name: params[name] for name in ("name", "disabled", "person_id") if name in params})
    return _decided(commands.amend_account, **params)


@blueprint.post("/<id:account_id>/password-resets", schemas.PasswordResetApproval, schemas.AccountAnswer)
def approve_password_reset(**params: Any) -> Any:
    """批准本人申请的密码重置 · approve the reset that the person asked for, by the number they tell."""
    return _decided(approve_reset, **params)


@blueprint.post("/<id:account_id>/second-factor-removals", None, schemas.AccountAnswer)
def remove_second_factor_of(**params: Any) -> Any:
    """移除遗失的双因素认证 · remove the second factor of who lost both telephone and recovery codes."""
    return _decided(commands.remove_second_factor, **params)


@blueprint.post("/<id:account_id>/grants", schemas.GrantCreation, schemas.AccountAnswer)
def give_grant(**params: Any) -> Any:
    """授权 · give a grant that one's own grants cover."""
    note_detail(**{name: params[name] for name in ("role", "organization_id", "below")})
    return _decided(commands.give_grant, **params)


@blueprint.post("/<id:account_id>/grants/<id:grant_id>/approvals", None, schemas.AccountAnswer)
def approve_grant(**params: Any) -> Any:
    """批准授权 · approve, as the second person, a grant of personal data or on every district."""
    answer = _decided(commands.approve_grant, **params)
    note_detail(**next((item for item in answer["grants"] if item["id"] == params["grant_id"]), {}))
    return answer


@blueprint.delete("/<id:account_id>/grants/<id:grant_id>", versioned=False)
def withdraw_grant(**params: Any) -> None:
    """收回授权 · withdraw a grant."""
    note_detail(**_decided(commands.withdraw_grant, **params))


def _decided(command: Callable[..., Any], **params: Any) -> Any:
    answer = execute_local(command, **params)
    app_context().identities.forget()
    return answer


def _with_password(command: Callable[[str], Callable[..., Any]], **params: Any) -> Any:
    purpose = f"{identity().account_id} {idempotency_key()}"
    keys = app_context().settings.secret_keys
    answer = _decided(naming_key(command(passwords.initial(keys[0], purpose)), keys[0]), **params)
    return answer | {"initial_password": passwords.initial(take_key(answer, keys), purpose)}
