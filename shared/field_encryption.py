"""Encryption of personal data at rest with keys outside the database, and search by blind index.

A sealed value opens only at the place it was sealed for, so that a row copied over another's shows nothing. The first
key of a list encrypts, all of them decrypt; ciphertexts and indexes begin with a mark of their format and key.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.keys import KeyRing, key_id

FIRST, SECOND = b"\x01", b"\x02"
"""Format versions of a ciphertext: the first names no key, the second the one that encrypted."""
NONCE, KEY_ID = 12, 8
INDEX_LENGTH = 64
CLEAR = "{"
"""How a text begins that was stored before its column was encrypted: base64 never does."""
Method = TypeVar("Method", bound=Callable[..., Any])


class FieldCipher:
    """Field encryption: AES-256-GCM for values and HMAC-SHA256 as blind index; keys derived by HKDF (RFC 5869)."""

    def __init__(self, keys: str) -> None:
        values = KeyRing.parse("SANJI_FIELD_KEY", keys, "sealed fields")
        self._boxes = {bytes.fromhex(key_id(key)): AESGCM(key) for key in values.keys}
        self._indexes = KeyRing.parse("SANJI_FIELD_KEY", keys, "blind index").keys
        self.mark = SECOND + bytes.fromhex(key_id(values.keys[0]))
        self.text_mark = b64encode(self.mark).decode()
        self.index_mark = key_id(self._indexes[0])

    def encrypt(self, text: str, *, place: str) -> bytes:
        """Encrypt a text with its place (table, row, column) as associated data."""
        nonce = os.urandom(NONCE)
        return self.mark + nonce + self._boxes[self.mark[1:]].encrypt(nonce, text.encode(), place.encode())

    def decrypt(self, sealed: bytes, *, place: str) -> str:
        """Decrypt a value at its place; an unknown key, a wrong place or ciphertext raises InvalidTag."""
        is_first = sealed.startswith(FIRST)
        named, rest = (b"", sealed[1:]) if is_first else (sealed[1 : 1 + KEY_ID], sealed[1 + KEY_ID :])
        for identifier, box in self._boxes.items():
            if is_first or identifier == named:
                try:
                    return box.decrypt(rest[:NONCE], rest[NONCE:], place.encode()).decode()
                except InvalidTag:
                    continue
        raise InvalidTag

    def encrypt_text(self, text: str, *, place: str) -> str:
        """Encrypt a text for a column of texts."""
        return b64encode(self.encrypt(text, place=place)).decode()

    def decrypt_text(self, stored: str, *, place: str) -> str:
        """Decrypt what a column of texts holds; JSON from before it was encrypted is returned as it stands."""
        return stored if stored.startswith(CLEAR) else self.decrypt(b64decode(stored), place=place)

    def index(self, text: str, *, scope: str) -> str:
        """Compute the blind index of a text in a scope: 64 hexadecimal digits that name the key and not the text."""
        return _marked(self._indexes[0], text, scope)

    def indexes(self, text: str, *, scope: str) -> list[str]:
        """Compute every blind index under which a text may stand: of each key, with its mark and from before marks."""
        return [index for key in self._indexes for index in (_marked(key, text, scope), _hmac(key, text, scope))]

    def bind(self, method: Method) -> Method:
        """Bind this cipher as the argument of a command or query, under the name it has without it."""

        @wraps(method)
        def with_cipher(*args: Any, **more: Any) -> Any:
            return method(*args, cipher=self, **more)

        return cast("Method", with_cipher)


def _marked(key: bytes, text: str, scope: str) -> str:
    return (key_id(key) + _hmac(key, text, scope))[:INDEX_LENGTH]


def _hmac(key: bytes, text: str, scope: str) -> str:
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(f"{scope}\0{text}".encode())
    return mac.finalize().hex()
