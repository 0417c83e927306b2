"""Signing in and out. Nothing is written here that says how often somebody does."""

from typing import Any

from gateway.accounts.password_resets import LIFETIME, complete_reset, request_reset
from gateway.accounts.sessions import OpenSession
from gateway.accounts.sign_in import sessions
from gateway.accounts.sign_in import sign_in as signed_in
from gateway.app_context import app_context
from gateway.authentication import access_token, origin
from gateway.blueprints import Blueprint
from gateway.request_headers import idempotency_key
from gateway.schemas import accounts as schemas

blueprint = Blueprint("auth", "/api/v1/auth", "登录与退出 · signing in and out")


@blueprint.post("/token", schemas.Credentials, schemas.Tokens, status=200, public=True)
def sign_in(username: str, password: str, code: str | None = None) -> Any:
    """用户名和密码登录 · sign in.

    失败几次以后，每再失败一次，下次登录都要多等一会儿 · after some failures each further one makes the next one wait.
    """
    return tokens(signed_in(app_context(), username, password, code, origin()))


@blueprint.post("/refresh", schemas.TokenRefresh, schemas.Tokens, status=200, public=True, renews=True)
def refreshtokens(refresh_token: str) -> Any:
    """换取新的令牌 · the next pair of tokens.

    旧的刷新令牌随即失效；再次使用旧令牌会结束整个会话 · the old one is void; used again, it ends the session.
    """
    key = idempotency_key()
    return tokens(sessions(app_context()).renew(refresh_token, key, app_context().clock()))


@blueprint.post("/password-resets", schemas.PasswordResetRequest, schemas.PasswordResetCode, public=True)
def request_password_reset(username: str) -> Any:
    """忘记密码 · ask for a reset of a forgotten password.

    编号告诉管理员，由其批准；重置码只给本人，十分钟内有效 · an administrator approves the number; keep the code secret.
    """
    made = request_reset(app_context(), username)
    return {"number": made.number, "code": made.code, "expires_in": int(LIFETIME.total_seconds())}


@blueprint.post("/password-resets/completions", schemas.PasswordResetCompletion, None, public=True)
def complete_password_reset(code: str, new_password: str) -> None:
    """用已批准的重置码设置新密码 · set a new password by an approved code."""
    complete_reset(app_context(), code, new_password)
    app_context().identities.forget()


@blueprint.post("/revocations", schemas.TokenRefresh, None, public=True, renews=True)
def sign_out(refresh_token: str) -> None:
    """退出登录 · sign out: the session of this refresh token ends, its access tokens with it."""
    sessions(app_context()).end(refresh_token, app_context().clock())
    app_context().identities.forget()


def tokens(opened: OpenSession) -> dict[str, Any]:
    """Present an opened session, however it was signed in to."""
    return {
        "access_token": access_token(app_context(), opened),
        "token_type": "Bearer",
        "expires_in": app_context().settings.access_seconds,
        "refresh_token": opened.refresh_token,
        "must_change_password": opened.account.must_change_password,
    }
