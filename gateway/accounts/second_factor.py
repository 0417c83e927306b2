"""The second factor: time-based one-time passwords (RFC 6238) with recovery codes, kept encrypted and hashed."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import ColumnElement, delete, exists
from sqlalchemy.orm import Session

from gateway.accounts.model import SECOND_FACTOR, Account, RecoveryCode, SecondFactor, SignInPolicy
from shared.errors import Conflict, Invalid
from shared.field_encryption import FieldCipher
from shared.settings import Settings

STEP = 30
"""Seconds for which a one-time password is shown."""
TOLERATED = 1
"""Steps by which a telephone's clock may be wrong."""
RECOVERY_CODES = 10
ISSUER = "Sanji 三级"


@dataclass(frozen=True)
class Enrolment:
    """What a person's program for one-time passwords needs, shown once: the secret, and the same as an address."""

    secret: str
    address: str


class SecondFactors:
    """The second factors of accounts, in one transaction of the gateway's database."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.cipher = FieldCipher(settings.field_key)
        self.keys = settings.secret_keys

    def begin(self, account: Account) -> Enrolment:
        """Begin an enrolment, which holds once it is confirmed; Conflict where a factor is in force."""
        found = self._factor(account)
        if found is not None and found.confirmed_at is not None:
            raise Conflict("second_factor_in_force")
        if found is not None:
            self.session.delete(found)
            self.session.flush()
        secret = pyotp.random_base32()
        sealed = self.cipher.encrypt(secret, place=_place(account))
        self.session.add(
            SecondFactor(district_id=account.district_id, account_id=account.id, secret=sealed, last_step=0)
        )
        return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER))

    def confirm(self, account: Account, code: str, now: datetime) -> list[str]:
        """Put an enrolment into force by a one-time password, and return the recovery codes, shown once."""
        found = self._factor(account)
        if found is None or found.confirmed_at is not None:
            raise Conflict("second_factor_not_begun")
        if not self._is_fresh(account, found, code, now):
            raise Invalid("second_factor_wrong", field="code")
        found.confirmed_at = now
        return self.issue_recovery_codes(account)

    def issue_recovery_codes(self, account: Account) -> list[str]:
        """Replace an account's recovery codes, and return the new ones, shown once."""
        own = (RecoveryCode.district_id == account.district_id, RecoveryCode.account_id == account.id)
        self.session.execute(delete(RecoveryCode).where(*own))
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        self.session.add_all(
            RecoveryCode(
                district_id=account.district_id, account_id=account.id, code_hash=_hash(self.keys[0], account, each)
            )
            for each in codes
        )
        return codes

    def is_in_force(self, account: Account) -> bool:
        """Return whether signing in to an account needs a one-time password."""
        found = self._factor(account)
        return found is not None and found.confirmed_at is not None

    def accepts(self, account: Account, code: str, now: datetime) -> bool:
        """Use a one-time password or a recovery code up; neither is good twice."""
        found = self._factor(account)
        return found is not None and (self._is_fresh(account, found, code, now) or self._recovers(account, code))

    def _factor(self, account: Account) -> SecondFactor | None:
        return self.session.get(SecondFactor, (account.district_id, account.id), with_for_update=True)

    def _is_fresh(self, account: Account, factor: SecondFactor, code: str, now: datetime) -> bool:
        otp = pyotp.TOTP(self.cipher.decrypt(factor.secret, place=_place(account)), interval=STEP)
        here = int(now.timestamp()) // STEP
        for step in range(here - TOLERATED, here + TOLERATED + 1):
            if step > factor.last_step and hmac.compare_digest(otp.generate_otp(step), code.strip()):
                factor.last_step = step
                return True
        return False

    def _recovers(self, account: Account, code: str) -> bool:
        own = (RecoveryCode.district_id == account.district_id, RecoveryCode.account_id == account.id)
        this = RecoveryCode.code_hash.in_([_hash(key, account, code) for key in self.keys])
        return bool(self.session.execute(delete(RecoveryCode).where(*own, this)).rowcount)  # type: ignore[attr-defined]


def remove(session: Session, account: Account) -> None:
    """Remove the second factor of an account and its recovery codes; one that is not there changes nothing."""
    for kind in (SecondFactor, RecoveryCode):
        session.execute(delete(kind).where(kind.district_id == account.district_id, kind.account_id == account.id))


def lacks_second_factor() -> ColumnElement[bool]:
    """Build the condition for an account that has no second factor although its district demands one."""
    demanded = exists().where(SignInPolicy.district_id == Account.district_id, SignInPolicy.second_factor_required)
    confirmed = exists().where(
        SecondFactor.district_id == Account.district_id,
        SecondFactor.account_id == Account.id,
        SecondFactor.confirmed_at.is_not(None),
    )
    return demanded & ~confirmed


def _hash(key: str, account: Account, code: str) -> str:
    plain = code.strip().casefold().replace("-", "")
    return hmac.new(key.encode(), f"recovery {account.id} {plain}".encode(), hashlib.sha256).hexdigest()


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _place(account: Account) -> str:
    return SECOND_FACTOR.format(district_id=account.district_id, account_id=account.id)
