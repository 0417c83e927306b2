"""Text that people typed, made safe to store, to show and to send on, or refused in words."""

import unicodedata

from shared.errors import Invalid

LINE_ENDS = "\n\t"
UNDECODED = "\N{REPLACEMENT CHARACTER}"
"""What a reader puts where it could not read: whoever sees it lost the real character before."""


def plain(text: str, *, label: str, limit: int, field: str, lines: bool = False) -> str:
    """This function will give a text without white space around it, refusing as Invalid what cannot be kept.

    Refused are an empty text, more than `limit` characters, control characters (line ends only where `lines` are
    wanted) and halves of a surrogate pair, which no database and no UTF-8 document can hold.
    """
    text = text.strip()
    if not text:
        raise Invalid("text_missing", field=field, label=label)
    if len(text) > limit:
        raise Invalid("text_too_long", field=field, label=label, limit=limit, length=len(text))
    allowed = LINE_ENDS if lines else ""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text.replace("\r\n", "\n")):
        raise Invalid("text_has_control_characters", field=field, label=label)
    return text.replace("\r\n", "\n")


def plain_or_none(text: str | None, *, label: str, limit: int, field: str, lines: bool = False) -> str | None:
    """This function will do the same for a text that may be left out."""
    return (
        plain(text, label=label, limit=limit, field=field, lines=lines) if text is not None and text.strip() else None
    )


def printable(text: str, *, limit: int = 80) -> str:
    """This function will give a text that may be shown and stored whatever someone typed, at most `limit` long."""
    return "".join(UNDECODED if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text[:limit])
