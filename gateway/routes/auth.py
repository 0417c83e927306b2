"""Signing in and out. Nothing is written here that says how often somebody does."""

from typing import Any

from gateway.accounts.sessions import OpenSession
from gateway.accounts.sign_in import sessions
from gateway.accounts.sign_in import sign_in as signed_in
from gateway.app_context import app_context
from gateway.authentication import access_token
from gateway.blueprints import Blueprint
from gateway.request_headers import idempotency_key
from gateway.schemas.accounts import Credentials, TokenRefresh, Tokens

blueprint = Blueprint("auth", "/api/v1/auth", "登录与退出 · signing in and out")


@blueprint.post("/token", Credentials, Tokens, status=200, public=True)
def sign_in(username: str, password: str) -> Any:
    """用户名和密码登录 · sign in.

    十五分钟内失败五次即暂停该用户名登录 · five failures within a quarter of an hour close a name for the rest of it.
    """
    return _tokens(signed_in(app_context(), username, password))


@blueprint.post("/refresh", TokenRefresh, Tokens, status=200, public=True)
def refresh_tokens(refresh_token: str) -> Any:
    """换取新的令牌 · the next pair of tokens.

    旧的刷新令牌随即失效；再次使用旧令牌会结束整个会话 · the old one is void; used again, it ends the session.
    """
    key = idempotency_key()
    return _tokens(sessions(app_context()).renew(refresh_token, key, app_context().clock()))


@blueprint.post("/revocations", TokenRefresh, None, public=True)
def sign_out(refresh_token: str) -> None:
    """退出登录 · sign out: the session of this refresh token ends, its access tokens with it."""
    sessions(app_context()).end(refresh_token, app_context().clock())
    app_context().identities.forget()


def _tokens(opened: OpenSession) -> dict[str, Any]:
    return {
        "access_token": access_token(app_context(), opened),
        "token_type": "Bearer",
        "expires_in": app_context().settings.access_seconds,
        "refresh_token": opened.refresh_token,
        "must_change_password": opened.account.must_change_password,
    }
