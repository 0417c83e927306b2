"""The texts of refusals as tests see them filled in: each with its code, its language and its values.

The texts of the catalogues are replaced by texts that record being filled in. What a service answers, what the gateway
answers, what a command prints and what stands in the rows of an import: all of it goes through them. Where one language
is filled in the other is filled in with the same values, so that both are looked at.
"""

import re
from pathlib import Path
from typing import Any

from shared.errors import CATALOGUE, load_refusals
from shared.labels import LABELS, Value

ROOT = Path(__file__).parents[1]
FILES = [
    path for package in ("shared", "services", "gateway") for path in sorted((ROOT / package).rglob("refusals.yaml"))
]
Filled = tuple[str, str, str, dict[str, Any]]
"""A code, a language, the text, and the values that stand in it."""

RAISED: set[str] = set()
"""The code of every refusal since the process began."""
RECENT: list[Filled] = []
"""What was filled in since the running test began."""

QUOTED = {"zh": re.compile("“[^“”]*”"), "en": re.compile("'[^']*'")}
ADDRESS = re.compile(r"(?:PUT |GET |POST )?/api/v1/[\w/{}#.?=-]*")
ESCAPE = re.compile(r"\\[uUx][0-9a-fA-F]{2}")
WORD = re.compile("[A-Za-z_]{2,}")
PROPER = {
    "Idempotency", "Key", "If", "Match", "ETag", "Sanji", "After", "Position", "Correlation", "ID", "UUID", "ASCII",
    "JSON", "CSV", "UTF", "GB", "Excel", "WPS", "xlsx", "xls", "ods", "et", "PDF", "HTML", "XML", "GCJ", "IP", "IPv",
    "application", "json", "multipart", "form", "data",
}  # fmt: skip
"""What has no other name in Chinese: header fields, formats, systems of coordinates."""


class RecordedText(str):
    """One language of one refusal, which records each time it is filled in."""

    __slots__ = ("code", "language", "other")
    code: str
    language: str
    other: str

    def format(self, *given: Any, **values: Any) -> str:
        """Fill the text in, and note it in both languages."""
        text = str(super().format(*given, **values))
        plain = {name: getattr(value, "value", value) for name, value in values.items()}
        other_language = "en" if self.language == "zh" else "zh"
        other = str(self.other).format(**{name: Value(value, other_language) for name, value in plain.items()})
        RAISED.add(self.code)
        RECENT.extend([(self.code, self.language, text, plain), (self.code, other_language, other, plain)])
        return text


def record() -> None:
    """Let every text of every catalogue record being filled in."""
    for path in FILES:
        load_refusals(path)
    for code, words in CATALOGUE.items():
        zh, en = str(words["zh"]), str(words["en"])
        words["zh"], words["en"] = _recorded(code, "zh", zh, en), _recorded(code, "en", en, zh)


def faults() -> list[str]:
    """Return what is wrong with what was filled in since the running test began, and forget it."""
    recent = RECENT[:]
    RECENT.clear()
    found = (f"{filled[0]}: {filled[2]}: {wrong}" for filled in recent if (wrong := wrong_in(*filled)))
    return list(dict.fromkeys(found))


def wrong_in(code: str, language: str, text: str, values: dict[str, Any]) -> list[str]:
    """Return what is wrong with a text: an escape, a place that was not filled, a code where a word belongs.

    What was sent, and what is to be sent, stands in quotation marks.
    """
    bare = text
    for value in values.values():
        bare = bare.replace(f"“{value}”", "")
        bare = (
            bare.replace(str(value), "") if language == "en" and isinstance(value, str) and "_" not in value else bare
        )
    bare = ADDRESS.sub("", QUOTED[language].sub("", bare))
    unfilled = re.findall(r"\{\w+\}", bare)
    escapes = ESCAPE.findall(text) if not any(ESCAPE.search(str(value)) for value in values.values()) else []
    words = set(WORD.findall(bare))
    if language == "zh":
        return escapes + unfilled + sorted(words - PROPER)
    labelled = {label for group in LABELS.values() for label in group if "_" in label}
    return escapes + unfilled + sorted(word for word in labelled & words if word not in CATALOGUE[code]["en"])


def never_raised() -> list[str]:
    """Return the codes of the catalogues that no test has raised."""
    return sorted(set(CATALOGUE) - RAISED)


def _recorded(code: str, language: str, text: str, other: str) -> RecordedText:
    found = RecordedText(text)
    found.code, found.language, found.other = code, language, other
    return found
