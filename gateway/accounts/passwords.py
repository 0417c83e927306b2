"""Password hashing by argon2id; checking a password takes as long whether or not the account exists."""

import base64
import hashlib
import hmac
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import Invalid

HASHER = PasswordHasher()
"""RFC 9106's second recommended setting: 64 MiB, three passes."""
AT_ONCE = threading.BoundedSemaphore(4)
"""Bounds the memory: a fifth concurrent hash waits."""
SHORTEST = 10


def hashed(password: str) -> str:
    """Hash a password with argon2id."""
    with AT_ONCE:
        return HASHER.hash(password)


NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$2N8tXHRTLPqVFufVSP2bqA$rfzCUF8KBgb4IxbaZn5LW3uY9Dsh5GrD7EKDE8292xU"
"""Hash for an account that does not exist, so that a check takes as long; made before the process starts."""


def matches(password: str, password_hash: str | None) -> bool:
    """Check a password, taking as long for no account as for a wrong password."""
    with AT_ONCE:
        try:
            return HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def acceptable(password: str, username: str) -> str:
    """Return a new password, or refuse one that is short or contains its account's name."""
    if len(password) < SHORTEST:
        raise Invalid("password_too_short", field="new_password", least=SHORTEST)
    if username in password.casefold():
        raise Invalid("password_holds_username", field="new_password")
    return password


def initial(secret_key: str, purpose: str) -> str:
    """Derive an initial password of 100 bits, the same for the same purpose.

    A repeated request can so be answered with the same password although it was kept nowhere.
    """
    digest = hmac.digest(secret_key.encode(), f"initial password {purpose}".encode(), hashlib.sha256)
    return "-".join(base64.b32encode(digest).decode().lower()[at : at + 5] for at in range(0, 20, 5))
