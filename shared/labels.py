"""Labels of codes in texts: a template names a group of labels behind a value, as in `{status:project}`.

The words stand in `labels.yaml` files: a group, its codes, and the Chinese of each; the English is the code with blanks
between its words, unless both languages are given. A value may be several codes, or a mapping that brings its words.
The group `words` has no labels: it says the English of a code. The group `name` also takes values that hold both
languages already, the Chinese first, as in `名称 title`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

LABELS: dict[str, dict[str, dict[str, str]]] = {}
NAME, WORDS = "name", "words"
BETWEEN = {"zh": "、", "en": ", "}


def load_labels(path: Path) -> None:
    """Add the groups of one `labels.yaml`; a code has one meaning in a group, whichever file gives it."""
    for group, labels in msgspec.yaml.decode(path.read_text("utf-8")).items():
        known = LABELS.setdefault(group, {})
        for code, said in labels.items():
            words = dict(_label(code, said))
            if known.setdefault(code, words) != words:
                raise ValueError(f"label {code} of {group} has two meanings")


def label(group: str, code: str, language: str) -> str:
    """Return a code's label in `zh` or `en`; a code without one is quoted as it is."""
    known = LABELS[group].get(code)
    return known[language] if known else f"“{code}”"


def fill(template: str, language: str, values: dict[str, Any]) -> str:
    """Fill a template in `zh` or `en`, each value in that language."""
    return template.format(**{name: Value(value, language) for name, value in values.items()})


class Value:
    """A value that formats itself in the language of its template."""

    __slots__ = ("language", "value")

    def __init__(self, value: Any, language: str) -> None:
        self.value = value
        self.language = language

    def __format__(self, group: str) -> str:
        if group == NAME:
            return _name(str(self.value), self.language)
        if group == WORDS:
            return _english(str(self.value))
        if group in LABELS:
            return BETWEEN[self.language].join(_words(self.value, group, self.language))
        return format(self.value, group)


def _words(value: Any, group: str, language: str) -> Iterable[str]:
    if isinstance(value, Mapping):
        labelled = {code: _label(code, said) for code, said in value.items()}
        return [said[language] for said in labelled.values()]
    return [label(group, str(code), language) for code in ([value] if isinstance(value, str) else value)]


def _label(code: str, said: Any) -> Mapping[str, str]:
    return said if isinstance(said, Mapping) else {"zh": said, "en": _english(code)}


def _english(code: str) -> str:
    return code.replace("_", " ").replace(".", ": ")


def _name(text: str, language: str) -> str:
    chinese, blank, english = text.partition(" ")
    if blank and not chinese.isascii():
        return {"zh": chinese, "en": _english(english)}[language]
    return label(NAME, text.rpartition(".")[2], language)


load_labels(Path(__file__).parent / "labels.yaml")
