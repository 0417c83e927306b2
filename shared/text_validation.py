"""Validation of typed texts: normalised for storing, displaying and sending, or refused."""

import re
import unicodedata

from shared.errors import Invalid

# How many characters a person's own words may have: read by the request's schema, by the record and by its column.
TITLE_MAX = 100
"""A title, a name, an address."""
POST_MAX = 50
BASIS_MAX = 200
"""A document, a clause."""
CITATION_MAX = 300
"""The document on which a scheme rests, with its number."""
EVIDENCE_MAX = 500
REPORT_BACK_MAX = 300
"""A unit's own words at a quarterly meeting."""
DECISION_MAX = 500
SHORT_REASON_MAX = 500
"""Why a member has points, why a person's record changes."""
REMARK_MAX = 1000
"""A reason, an opinion, a reply, what was done."""
DESCRIPTION_MAX = 2000
CONTENT_MAX = 4000
LINE_ENDS = "\n\t"
UNDECODED = "\N{REPLACEMENT CHARACTER}"
"""The replacement character: the real one was lost before."""
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Characters of no width, marks of the reading direction, fillers: nobody sees them, and a name with one is another."""
PICTURES = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
"""Pictographs, which may be joined to one by an invisible joiner that has to stay."""
IDEOGRAPHS = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
DOTS = "•・･‧∙⋅"
"""What stands for the separation dot (间隔号, ·) in people's names, depending on the keyboard."""
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HIDDEN = re.compile(f"(?!(?<=[{PICTURES}])\u200d[{PICTURES}])[{INVISIBLE}]")
_VARIANT = re.compile(f"(?:^|(?<=[{IDEOGRAPHS}]))[\ufe00-\ufe0f]+")
"""Variation selectors that emoji need and that a keyboard or a web page leaves behind a Chinese character."""
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\ue5e5]")
"""Among them U+E5E5, the private-use place of the wide blank A3A0 of GBK."""
UNSTORABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters that no line of text holds: controls, halves of a pair, separators that break it unseen."""
_BETWEEN = re.compile(f"(?<=[{IDEOGRAPHS}]) +(?=[{IDEOGRAPHS}])")


def clean(text: str, *, lines: bool = False) -> str:
    """Normalise a text: invisible characters are removed, every kind of blank becomes an ordinary one.

    Blanks around it are dropped. With `lines`, the ideographic blanks that indent a paragraph stay.
    """
    text = _BLANK.sub(" ", _VARIANT.sub("", _HIDDEN.sub("", text)))
    return (text if lines else text.replace("\u3000", " ")).strip()


def clean_name(text: str) -> str:
    """Normalise a name, without the blanks between ideographs by which rosters align two and three."""
    return _BETWEEN.sub("", clean(text))


def has_lost_character(text: str) -> bool:
    """Return whether a text has a question mark where a program could not encode a character.

    That is inside a Chinese text, or where nothing else is left of one.
    """
    if re.search("[?？]", text) is None:
        return False
    return re.search(f"[{IDEOGRAPHS}]", text) is not None or not any(sign.isalnum() for sign in text)


def has_unusual_character(text: str) -> bool:
    """Return whether a text has a radical, a full-width letter or a full-width digit in the place of the usual sign."""
    return re.search("[\u2e80-\u2fdf０-９Ａ-Ｚａ-ｚ]", text) is not None


def halfwidth(text: str) -> str:
    """Return a code or a number in ASCII where an input method made its signs full-width."""
    return clean(text.translate(WIDE))


def searchable(text: str) -> str:
    """Return a search key that is equal for spellings that differ in invisible signs, blanks and dots only."""
    return re.sub(f"[{DOTS}]", "·", re.sub(r"\s+", "", clean(text)))


def number_of(text: str) -> float:
    """Parse a number in decimal digits, full-width ones included; anything else raises ValueError."""
    plain_text = halfwidth(text)
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?", plain_text):
        raise ValueError(text)
    return float(plain_text)


SEARCHED_WITHOUT = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u00a0\u3000 "
"""What names that were stored before texts were cleaned may hold, and a search looks past."""


def comparable(text: str) -> str:
    """Return a comparison key that is equal for spellings that a reader takes for the same name."""
    return searchable(unicodedata.normalize("NFKC", text)).casefold()


def require_text(text: str, *, label: str, limit: int, field: str, lines: bool = False) -> str:
    """Return a normalised text, or refuse as Invalid one that is empty, too long or cannot be stored.

    Refused are an empty text, more than `limit` characters, control characters (line ends only where `lines` are
    wanted), separators of lines and paragraphs, halves of a surrogate pair, which no database and no UTF-8 document can
    hold, and lost characters.
    """
    text = clean(text, lines=lines)
    if not text:
        raise Invalid("text_missing", field=field, label=label)
    if len(text) > limit:
        raise Invalid("text_too_long", field=field, label=label, limit=limit, length=len(text))
    if UNDECODED in text:
        raise Invalid("text_has_lost_characters", field=field, label=label)
    allowed = LINE_ENDS if lines else ""
    if any(unicodedata.category(sign) in UNSTORABLE and sign not in allowed for sign in text.replace("\r\n", "\n")):
        raise Invalid("text_has_control_characters", field=field, label=label)
    return text.replace("\r\n", "\n")


def require_text_or_none(text: str | None, *, label: str, limit: int, field: str, lines: bool = False) -> str | None:
    """Return a normalised text or None where it is left out; refuse as `plain` does."""
    return (
        require_text(text, label=label, limit=limit, field=field, lines=lines)
        if text is not None and text.strip()
        else None
    )


def printable(text: str, *, limit: int = 80, lines: bool = False) -> str:
    """Return a text that may be displayed and stored whatever was typed, at most `limit` characters long."""
    kept = LINE_ENDS if lines else ""
    short = text.replace("\r\n", "\n")[:limit]
    return "".join(
        sign if sign in kept or unicodedata.category(sign) not in UNSTORABLE else UNDECODED for sign in short
    )
