"""Key rings: the first key of a list signs, all of them verify, so that a key is changed while everything runs."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32
"""256 bits as text."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """The keys of one purpose, newest first; a key is named by a short hash that does not reveal it."""

    keys: tuple[bytes, ...]

    @classmethod
    def parse(cls, name: str, text: str, purpose: str) -> "KeyRing":
        """Derive the keys of a purpose from a comma-separated list; exit, naming its setting, where one is short."""
        given = [part.strip() for part in text.split(",")]
        if any(len(part) < SHORTEST for part in given):
            raise SystemExit(
                f"请设置 {name}：随机文本，至少 {SHORTEST} 个字符，多个以逗号分隔"
                f" · set {name} to a random text of at least {SHORTEST} characters, or several with commas between"
            )
        return cls(tuple(_derived(part, purpose) for part in given))

    def sign(self, data: bytes) -> tuple[str, str]:
        """Sign bytes with the first key; return its id and the signature."""
        return key_id(self.keys[0]), hmac.digest(self.keys[0], data, sha256).hex()

    def find(self, identifier: str) -> bytes | None:
        """Return the key with an id, or None."""
        return next((key for key in self.keys if key_id(key) == identifier), None)


def key_id(key: bytes) -> str:
    """Return the id of a key: the first 16 hexadecimal digits of its hash."""
    return sha256(b"key id\0" + key).hexdigest()[:16]


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
