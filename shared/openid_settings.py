"""Settings of the OpenID Connect providers by which people may sign in."""

import ipaddress
from urllib.parse import urlsplit

import msgspec

from shared.struct_types import prepared

CHANGEABLE = frozenset(
    {"name", "given_name", "family_name", "nickname", "preferred_username", "email", "phone_number", "profile"}
)
"""Claims that a person may change or that pass to another one (OpenID Connect Core 1.0, section 5.7)."""


class OpenIdProvider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider: where it is, what the gateway is there, and the claim that names an account."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    claim: str = "sub"


def openid_providers(text: str) -> tuple[OpenIdProvider, ...]:
    """Read the providers from JSON; ValueError where one of them is not safe to sign in by."""
    if not text.strip():
        return ()
    try:
        providers = msgspec.json.decode(text, type=prepared(tuple[OpenIdProvider, ...]))
    except msgspec.MsgspecError as error:
        raise ValueError(f"SANJI_OPENID_PROVIDERS: {error}") from error
    for provider in providers:
        for address in (provider.issuer, provider.redirect_uri):
            if not is_protected(address):
                raise ValueError(f"SANJI_OPENID_PROVIDERS: {address} is not https")
        if provider.claim in CHANGEABLE:
            raise ValueError(f"SANJI_OPENID_PROVIDERS: the claim {provider.claim} does not name one person for good")
    for names in ([each.name for each in providers], [each.issuer for each in providers]):
        if len(set(names)) < len(names):
            raise ValueError("SANJI_OPENID_PROVIDERS: two providers have one name or one issuer")
    return providers


def is_protected(address: str) -> bool:
    """Return whether an address is reached by TLS, or on this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
