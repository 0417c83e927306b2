"""Password hashing by argon2id, and what a new password must be.

Checking a password takes as long whether or not the account exists.
"""

import base64
import hashlib
import hmac
import threading
from pathlib import Path

import zxcvbn
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.accounts.model import Account
from shared.errors import Invalid

HASHER = PasswordHasher()
"""RFC 9106's second recommended setting: 64 MiB, three passes."""
AT_ONCE = threading.BoundedSemaphore(4)
"""Bounds the memory: a fifth concurrent hash waits."""
SHORTEST = 10
STRONG = 3
"""The least score of zxcvbn (0 to 4): more than 10^8 guesses, also by who knows the account."""
ESTIMATED = 72
"""Characters of a password that zxcvbn looks at; what follows only makes it stronger."""
COMMON = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split()
"""Words of passwords in China that the lists of zxcvbn have not."""
ESTIMATE = threading.Lock()
"""zxcvbn keeps what is known of the person in a variable of its module."""


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


def require_acceptable(password: str, account: Account) -> str:
    """Return a new password of an account.

    Refuses as Invalid one that is the present one, is short, contains the account's name or is easy to guess: common,
    or made of names, dates, sequences and keys side by side.
    """
    if len(password) < SHORTEST:
        raise Invalid("password_too_short", field="new_password", least=SHORTEST)
    if account.username in password.casefold():
        raise Invalid("password_holds_username", field="new_password")
    if _strength(password, [account.username, account.name]) < STRONG:
        raise Invalid("password_easy_to_guess", field="new_password")
    if matches(password, account.password_hash):
        raise Invalid("password_unchanged", field="new_password")
    return password


def _strength(password: str, known: list[str]) -> int:
    """Return the score by zxcvbn (Wheeler, USENIX Security 2016), from 0 to 4."""
    with ESTIMATE:
        return int(zxcvbn.zxcvbn(password[:ESTIMATED], user_inputs=[*known, *COMMON])["score"])


def initial(secret_key: str, purpose: str) -> str:
    """Derive an initial password of 100 bits, the same for the same purpose.

    A repeated request can so be answered with the same password although it was kept nowhere.
    """
    digest = hmac.digest(secret_key.encode(), f"initial password {purpose}".encode(), hashlib.sha256)
    return "-".join(base64.b32encode(digest).decode().lower()[at : at + 5] for at in range(0, 20, 5))
