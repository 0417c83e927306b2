"""Validation of names, division codes and days, and spans of months as the regulations count them."""

import re
import unicodedata
from datetime import date

from shared.errors import Invalid
from shared.text_validation import UNDECODED, clean_name, halfwidth, printable
from shared.trees import COMMUNITY, DISTRICT, STREET

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
NAME_LIMIT = 32
CODE_DIGITS = 12
DIGITS_OF = {DISTRICT: 6, STREET: 9, COMMUNITY: 12}

PRIVATE_USE = "Co"
SCIENTIFIC = r"[0-9]+(\.[0-9]+)?[Ee]\+?[0-9]+"


def name_of(text: str, *, field: str = "name") -> str:
    """Return an organization's name, cleaned of what nobody sees.

    Refused as Invalid are an empty name, one of more than 32 characters, and one with control characters, lost ones or
    halves of surrogate pairs. Characters beyond the basic plane count as one and are welcome: they occur in real names.
    """
    name = clean_name(text)
    if not name:
        raise Invalid("name_missing", field=field)
    if len(name) > NAME_LIMIT:
        raise Invalid("name_too_long", field=field, limit=NAME_LIMIT, length=len(name), name=printable(name))
    if name != printable(name) or UNDECODED in name:
        raise Invalid("name_has_control_characters", field=field, name=printable(name))
    return name


def has_private_use(name: str) -> bool:
    """Return whether a name holds a character that only some fonts can show."""
    return any(unicodedata.category(sign) == PRIVATE_USE for sign in name)


def has_odd_brackets(name: str) -> bool:
    """Return whether a name's brackets do not pair, or pair a full-width one with a half-width one."""
    brackets = re.sub(r"[^()（）]", "", name)
    return re.fullmatch(r"(\(\)|（）)*", brackets) is None


def division_code_of(text: str, *, field: str = "division_code") -> str:
    """Return a division code in its 12 digits; 6 (a district) and 9 (a street) are filled up.

    Refused as Invalid is anything else than 6, 9 or 12 digits; what a spreadsheet made of a code is told apart.
    """
    code = halfwidth(text)
    if not code:
        raise Invalid("code_missing", field=field)
    if re.fullmatch(SCIENTIFIC, code):
        raise Invalid("code_became_number", field=field, division_code=printable(code, limit=30))
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", code):
        raise Invalid("code_malformed", field=field, division_code=printable(code, limit=30))
    return code.ljust(CODE_DIGITS, "0")


def code_prefix_differs(code: str | None, parent_code: str | None, parent_level: str) -> bool:
    """Return whether a code does not begin as its administrative parent's does."""
    if code is None or parent_code is None or parent_level not in DIGITS_OF:
        return False
    digits = DIGITS_OF[parent_level]
    return code[:digits] != parent_code[:digits]


def require_sensible(day: date, *, field: str = "effective_on") -> None:
    """Refuse as Invalid a day that can only be a slip of the keyboard."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid("day_out_of_range", field=field, day=day, earliest=EARLIEST, latest=LATEST)
