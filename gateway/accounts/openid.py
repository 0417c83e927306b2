"""OpenID Connect, the client's side: authorization code with PKCE (RFC 7636), state and nonce.

Signatures and claims are verified by PyJWT; the keys are fetched anew when a token names one that is not known.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
import msgspec
from jwt.types import Options

from shared.keys import key_id
from shared.openid_settings import OpenIdProvider, is_protected
from shared.struct_types import prepared

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a private key: neither `none` nor one that whoever knows the client's secret can make."""
TIMEOUT = 5.0
"""Seconds for which a provider is waited for at each step."""
LARGEST = 1_000_000
FRESH = 600.0
"""Seconds for which a provider's description of itself is kept."""
LEEWAY = 30
"""Seconds by which the provider's clock may be wrong."""


class ProviderAwayError(Exception):
    """The provider does not answer, or not as one does."""


class OpenIdRefusedError(Exception):
    """What came back from the provider proves nothing; the message is for the log."""


class ProviderMetadata(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True)
class AttemptKeys:
    """The nonce and the verifier of an attempt, derived from its state, so that neither is stored.

    The state begins with the id of the key that they are derived from.
    """

    nonce: str
    verifier: str

    @staticmethod
    def new_state(secret_keys: Sequence[str]) -> str:
        """Draw the state of a new attempt, whose keys the first key gives."""
        return f"{key_id(secret_keys[0].encode())}.{secrets.token_urlsafe(32)}"

    @staticmethod
    def of(secret_keys: Sequence[str], state: str) -> "AttemptKeys":
        """Derive both from a state and the key that it names."""
        named = state.partition(".")[0]
        key = next((each for each in secret_keys if key_id(each.encode()) == named), secret_keys[0])
        return AttemptKeys(*(_derived(key, f"openid {purpose} {state}") for purpose in ("nonce", "verifier")))

    @property
    def challenge(self) -> str:
        return _plain_base64(hashlib.sha256(self.verifier.encode()).digest())


class OpenIdClient:
    """The client of one provider, with what it has said of itself."""

    def __init__(self, provider: OpenIdProvider) -> None:
        self.provider = provider
        self.known: tuple[float, ProviderMetadata, jwt.PyJWKClient] | None = None

    def authorization_address(self, state: str, keys: AttemptKeys) -> str:
        """Return where a person's browser goes to sign in at the provider."""
        asked = {
            "response_type": "code", "scope": "openid", "client_id": self.provider.client_id, "state": state,
            "redirect_uri": self.provider.redirect_uri, "nonce": keys.nonce, "code_challenge": keys.challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        address = self._discovered()[0].authorization_endpoint
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def subject(self, code: str, issuer: str | None, keys: AttemptKeys, now: datetime) -> str:
        """Redeem a code, and return whom the provider names; `issuer` is what came with the code (RFC 9207)."""
        metadata, known_keys = self._discovered()
        is_other = issuer is not None and issuer != self.provider.issuer
        if is_other or (issuer is None and metadata.authorization_response_iss_parameter_supported):
            raise OpenIdRefusedError("the answer is another issuer's")
        token = self._redeemed(metadata, code, keys.verifier)
        claims = self._verified(token, known_keys)
        _require_own(claims, self.provider, keys.nonce, now)
        value = claims.get(self.provider.claim)
        subject = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not 1 <= len(subject) <= 255:  # noqa: PLR2004 - what the standard allows
            raise OpenIdRefusedError("the claim that names the account is missing")
        return subject

    def _discovered(self) -> tuple[ProviderMetadata, jwt.PyJWKClient]:
        if self.known is None or self.known[0] <= time.monotonic():
            address = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            metadata = _decoded(_fetch(Request(address)), ProviderMetadata)  # noqa: S310 - https, see is_protected
            addresses = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
            if metadata.issuer != self.provider.issuer or not all(map(is_protected, addresses)):
                raise ProviderAwayError(f"{address} describes another provider, or one without https")
            keys = jwt.PyJWKClient(metadata.jwks_uri, timeout=TIMEOUT, cooldown_duration=0)
            self.known = time.monotonic() + FRESH, metadata, keys
        return self.known[1], self.known[2]

    def _redeemed(self, metadata: ProviderMetadata, code: str, verifier: str) -> str:
        """Exchange a code for an ID token at the provider."""
        asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        asked["redirect_uri"] = self.provider.redirect_uri
        headers = {"Accept": "application/json"}
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            pair = f"{quote(self.provider.client_id, safe='')}:{quote(self.provider.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            asked |= {"client_id": self.provider.client_id, "client_secret": self.provider.client_secret}
        request = Request(metadata.token_endpoint, urlencode(asked).encode(), headers)  # noqa: S310 - as above
        answer: _TokenAnswer = _decoded(_fetch(request), _TokenAnswer)
        return answer.id_token

    def _verified(self, token: str, known_keys: jwt.PyJWKClient) -> Mapping[str, Any]:
        try:
            try:
                return self._decode(token, known_keys)
            except jwt.InvalidSignatureError:
                # A provider may give a new key the name of the one before it.
                known_keys.get_jwk_set(refresh=True)
                return self._decode(token, known_keys)
        except jwt.PyJWKClientConnectionError as error:
            raise ProviderAwayError(str(error)) from error
        except (jwt.PyJWTError, ValueError) as error:
            raise OpenIdRefusedError(f"{type(error).__name__}: {error}") from error

    def _decode(self, token: str, known_keys: jwt.PyJWKClient) -> Mapping[str, Any]:
        key = known_keys.get_signing_key_from_jwt(token)
        options: Options = {
            "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
            # The times are compared with the clock of the application, below.
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        }
        audience, issuer = self.provider.client_id, self.provider.issuer
        return jwt.decode(token, key, algorithms=ALGORITHMS, options=options, audience=audience, issuer=issuer)


class _TokenAnswer(msgspec.Struct, frozen=True):
    id_token: str


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        """Follow nobody elsewhere with a code and the client's secret."""


OPENER = build_opener(_NoRedirects)


@cache
def client_of(provider: OpenIdProvider) -> OpenIdClient:
    """Return the client of a provider, one for the whole process."""
    return OpenIdClient(provider)


def _require_own(claims: Mapping[str, Any], provider: OpenIdProvider, nonce: str, now: datetime) -> None:
    """Refuse claims that are for another client, from another attempt, or too old."""
    if claims.get("azp", provider.client_id) != provider.client_id or (
        isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
    ):
        raise OpenIdRefusedError("the token is for another client")
    if not hmac.compare_digest(str(claims["nonce"]), nonce):
        raise OpenIdRefusedError("the nonce is another attempt's")
    if not isinstance(claims["exp"], int | float) or claims["exp"] + LEEWAY <= now.timestamp():
        raise OpenIdRefusedError("the token has expired")


def _fetch(request: Request) -> bytes:
    try:
        with OPENER.open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read(LARGEST))
    except HTTPError as error:
        with error:
            if error.code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
                raise OpenIdRefusedError(f"{error.code}: {error.read(500)!r}") from error
        raise ProviderAwayError(f"{request.full_url}: {error}") from error
    except (OSError, HTTPException) as error:
        raise ProviderAwayError(f"{request.full_url}: {error}") from error


def _decoded(content: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(content, type=prepared(kind))
    except msgspec.MsgspecError as error:
        raise ProviderAwayError(f"unreadable: {error}") from error


def _derived(secret_key: str, purpose: str) -> str:
    return _plain_base64(hmac.digest(secret_key.encode(), purpose.encode(), hashlib.sha256))


def _plain_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
