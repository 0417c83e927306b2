"""Protection of the console's pages: the cookie, TLS, tokens against forged requests, headers of every answer."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Response, request

COOKIE, LOCAL_COOKIE = "__Host-sanji", "sanji"
"""The cookie's name, and the one on this machine over plain HTTP, where a browser takes no `__Host-` cookie."""
LANGUAGE_COOKIE = "lang"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
TOKEN_FIELD = "_token"  # noqa: S105 - the name of a form's field
SALT = 16
"""Bytes by which the tokens of one session differ."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
YEAR = 31_536_000


def is_encrypted(public_url: str) -> bool:
    """Return whether the browser reached this page by TLS, which a proxy before the gateway may have ended."""
    public = urlsplit(public_url)
    return request.is_secure or (public.scheme == "https" and request.host == public.netloc)


def is_local() -> bool:
    """Return whether the browser is on this machine, where plain HTTP passes no wire."""
    return request.host.rpartition(":")[0].strip() in LOOPBACK or request.host in LOOPBACK


def cookie_name(public_url: str) -> str:
    """Return the name of the session's cookie for the running request."""
    return COOKIE if is_encrypted(public_url) else LOCAL_COOKIE


def set_cookie(response: Response, value: str, public_url: str) -> None:
    """Give the browser the session's cookie; an empty value takes it away."""
    name, secure = cookie_name(public_url), is_encrypted(public_url)
    if value:
        response.set_cookie(name, value, path="/", secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")


def new_cookie() -> str:
    """Make the value of a cookie that names no session yet."""
    return secrets.token_urlsafe(32)


def form_token(cookie: str, key: str) -> str:
    """Return a token for the forms of a page: each page has others, all of this browser's session are good."""
    return _signed(secrets.token_hex(SALT), cookie, key)


def _signed(salt: str, cookie: str, key: str) -> str:
    return salt + hmac.digest(key.encode(), f"console form {salt} {cookie}".encode(), hashlib.sha256).hex()


def is_forged(cookie: str, keys: tuple[str, ...], public_url: str) -> bool:
    """Return whether a request that changes something does not come from one of this browser's own forms."""
    given = request.form.get(TOKEN_FIELD) or request.headers.get("X-Sanji-Token", "")
    known = [_signed(given[: 2 * SALT], cookie, key) for key in keys] if cookie else []
    return not (_is_from_here(public_url) and any(hmac.compare_digest(given.encode(), each.encode()) for each in known))


def _is_from_here(public_url: str) -> bool:
    """Compare the Origin that a browser states, else the Referer, with where the console is."""
    stated = request.headers.get("Origin") or request.headers.get("Referer", "")
    public, given = urlsplit(public_url), urlsplit(stated)
    schemes = {request.scheme, public.scheme} if request.host == public.netloc else {request.scheme}
    return given.netloc == request.host and given.scheme in schemes
