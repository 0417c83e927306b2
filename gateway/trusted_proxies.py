"""The address from which a request really comes: proxies that are trusted say it in `X-Forwarded-For`, nobody else."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from shared.settings import Network


def register(app: Flask, proxies: Sequence[Network]) -> None:
    """Have every part of an application see real addresses in the place of those of trusted proxies."""
    serve = app.wsgi_app

    def from_real_address(asked: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        peer = asked.get("REMOTE_ADDR", "")
        asked["REMOTE_ADDR"] = real_address(peer, asked.get("HTTP_X_FORWARDED_FOR", ""), proxies)
        if _is_any_of(peer, proxies) and asked.get("HTTP_X_FORWARDED_PROTO") == "https":
            asked["wsgi.url_scheme"] = "https"
        return serve(asked, start_response)

    if proxies:
        app.wsgi_app = from_real_address  # type: ignore[assignment, method-assign]


def real_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the nearest address that is no trusted proxy's; what stands before it anybody could have written."""
    address = peer
    for claimed in reversed(forwarded.split(",")):
        if not _is_any_of(address, proxies) or not _is_address(claimed.strip()):
            break
        address = claimed.strip()
    return address


def _is_any_of(address: str, proxies: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in proxies)


def _is_address(text: Any) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
