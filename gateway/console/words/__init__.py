"""The console's words: each key with its Chinese and its English, side by side; one file for each area.

A key is the file's name and the path in it, as `home.title`. Words take values by name, as in `{n} 件`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

LANGUAGES = ("zh", "en")
MISSING: set[str] = set()
"""The keys that were asked for and have no words; a test looks here when all pages were made."""


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the words of every key."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    return {key: said for path in files for key, said in entries_of(path.stem, _read(path))}


def words(key: str, language: str, **values: Any) -> str:
    """Return the words of a key in `zh` or `en`; a key that has none is noted and shown as it is."""
    said = catalogue().get(key)
    if said is None:
        MISSING.add(key)
        return key
    text = str(said[language])
    return text.format(**values) if values else text


def has_words(key: str) -> bool:
    """Return whether a key has words."""
    return key in catalogue()


def entries_of(prefix: str, inner: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the keys below a prefix with their words."""
    for name, said in inner.items():
        key = f"{prefix}.{name}"
        if isinstance(said, dict) and not set(LANGUAGES) & said.keys():
            yield from entries_of(key, said)
        elif isinstance(said, dict):
            yield key, said
        else:
            raise TypeError(f"{key} has no zh and en")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.yaml.decode(path.read_text("utf-8")) or {}
    return found
