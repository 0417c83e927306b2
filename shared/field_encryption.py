"""Encryption of personal data at rest with a key outside the database, and search by blind index.

A sealed value opens only at the place it was sealed for, so that a row copied over another's shows nothing.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FIRST = b"\x01"
"""Format version of a ciphertext, so that another can follow while these still decrypt."""
NONCE = 12
Method = TypeVar("Method", bound=Callable[..., Any])


class FieldCipher:
    """Field encryption: AES-256-GCM for values and HMAC-SHA256 as blind index; keys derived by HKDF (RFC 5869)."""

    def __init__(self, key: str) -> None:
        self._box = AESGCM(_derived(key, b"sealed fields"))
        self._index = _derived(key, b"blind index")

    def encrypt(self, text: str, *, place: str) -> bytes:
        """Encrypt a text with its place (table, row, column) as associated data."""
        nonce = os.urandom(NONCE)
        return FIRST + nonce + self._box.encrypt(nonce, text.encode(), place.encode())

    def decrypt(self, sealed: bytes, *, place: str) -> str:
        """Decrypt a value at its place; a wrong key, place or ciphertext raises InvalidTag."""
        nonce, rest = sealed[len(FIRST) : len(FIRST) + NONCE], sealed[len(FIRST) + NONCE :]
        return self._box.decrypt(nonce, rest, place.encode()).decode()

    def index(self, text: str, *, scope: str) -> str:
        """Compute the blind index of a text in a scope: 64 hexadecimal digits that do not reveal it."""
        mac = hmac.HMAC(self._index, hashes.SHA256())
        mac.update(f"{scope}\0{text}".encode())
        return mac.finalize().hex()

    def bind(self, method: Method) -> Method:
        """Bind this cipher as the argument of a command or query, under the name it has without it."""

        @wraps(method)
        def with_cipher(*args: Any, **more: Any) -> Any:
            return method(*args, cipher=self, **more)

        return cast("Method", with_cipher)


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
