"""What a member's details must look like, and what of them may be shown: pure rules about one person.

The identity number is that of GB 11643-1999: six digits of area, the birthday, three of order, a check digit.
"""

import re
import unicodedata
from datetime import date
from typing import Any

from services.organizations.model import members
from services.organizations.model.validation import EARLIEST
from shared.deadlines import add_months
from shared.errors import Invalid
from shared.text_validation import SHORT_REASON_MAX, clean_name, require_text

NAME, REASON = 50, SHORT_REASON_MAX
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
HIDDEN = "*"
ENUMERATIONS = {"status": members.STATUSES, "member_class": members.CLASSES}


def require_word(value: str, known: tuple[str, ...], *, field: str) -> str:
    """Return a value of an enumeration, or refuse it as Invalid."""
    if value not in known:
        raise Invalid("word_unknown", field=field, value=value, known=known)
    return value


def require_past(day: date, today: date, *, field: str) -> date:
    """Return a day back, or refuse as Invalid one that is still to come or a slip of the keyboard."""
    if not EARLIEST <= day <= today:
        raise Invalid("day_not_past", field=field, day=day, earliest=EARLIEST, latest=today)
    return day


def name_of(text: str, *, field: str = "name") -> str:
    """Return a person's name of at most 50 characters, or refuse it."""
    return require_text(clean_name(text), label="姓名 name", limit=NAME, field=field)


def identity_number_of(text: str) -> str:
    """Return an identity number in its 18 signs, or refuse as Invalid one that cannot be right."""
    number = unicodedata.normalize("NFKC", text).strip().upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Invalid("identity_number_malformed", field="identity_number")
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    if CHECK_DIGITS[total % len(CHECK_DIGITS)] != number[-1]:
        raise Invalid("identity_number_check_digit", field="identity_number")
    birthday_of(number)
    return number


def birthday_of(number: str) -> date:
    """Read the birthday in an identity number, or refuse as Invalid a day that never was."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Invalid("identity_number_malformed", field="identity_number") from None


def phone_of(text: str) -> str:
    """Return a phone number without blanks and dashes, or refuse as Invalid what is none."""
    phone = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\+?[0-9]{5,20}", phone):
        raise Invalid("phone_malformed", field="phone")
    return phone


def checked(details: dict[str, Any], today: date, *, born_on: date | None = None) -> dict[str, Any]:
    """Return a member's normalised details, or refuse as Invalid those that are malformed.

    A birthday that nobody named is taken from the identity number: nobody is asked for the same fact twice.
    """
    normalised = dict(details)
    for name, known in ENUMERATIONS.items():
        if name in details:
            require_word(str(details[name]), known, field=name)
    if "name" in details:
        normalised["name"] = name_of(details["name"] or "")
    for name, read in (("identity_number", identity_number_of), ("phone", phone_of)):
        if details.get(name) is not None:
            normalised[name] = read(details[name])
    if normalised.get("identity_number") is not None and born_on is None and normalised.get("born_on") is None:
        normalised["born_on"] = birthday_of(normalised["identity_number"])
    for name in ("born_on", "joined_on"):
        if normalised.get(name) is not None:
            require_past(normalised[name], today, field=name)
    return normalised


def require_consistent(born_on: date | None, joined_on: date | None, identity_number: str | None) -> None:
    """Refuse as Invalid details of one person that contradict each other."""
    if identity_number is not None and born_on != birthday_of(identity_number):
        raise Invalid("identity_number_birthday_differs", field="identity_number")
    if born_on is not None and joined_on is not None and joined_on <= born_on:
        raise Invalid("joined_before_birth", field="joined_on", joined_on=joined_on, born_on=born_on)


def age_on(born_on: date, day: date) -> int:
    years = day.year - born_on.year
    return years if add_months(born_on, 12 * years) <= day else years - 1


def masked_number(number: str) -> str:
    """Return the first and last sign: with the birthday beside it, more would give it all away."""
    return number[0] + HIDDEN * (len(number) - 2) + number[-1]


def masked_phone(phone: str) -> str:
    """Mask a phone number, so that its owner can still recognise it."""
    return phone[:3] + HIDDEN * max(len(phone) - 5, 1) + phone[-2:]
