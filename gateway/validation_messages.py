"""marshmallow's validation messages in Chinese and in English, each with a stable code.

marshmallow has its messages as English templates inside its classes. They are not overridden one by one: a message is
recognised by its template; `validation_messages.yaml` has code and Chinese of every template (a test compares).
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import msgspec

from shared.errors import CATALOGUE
from shared.labels import fill


class LocalizedMessage(str):
    """A code and its parameters, carried where marshmallow expects a text."""

    __slots__ = ("choices", "code", "words")
    choices: list[str] | None
    code: str
    words: Callable[[str], str]

    def __new__(cls, code: str, *, words: Callable[[str], str] | None = None, **params: Any) -> Self:
        """Create the text from a code of a `refusals.yaml`, or from texts of another source."""
        message = super().__new__(cls, code)
        message.code = code
        message.choices = None
        message.words = words or (lambda tongue: fill(CATALOGUE[code][tongue], tongue, params))
        return message

    def text(self, tongue: str) -> str:
        return self.words(tongue)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", template)
    return re.compile(
        "".join(f"(?P<{part[1:-1]}>.*)" if part.startswith("{") else re.escape(part) for part in parts), re.DOTALL
    )


class _Message:
    """One template of marshmallow with its code and its Chinese."""

    def __init__(self, template: str, texts: dict[str, str]) -> None:
        self.template = template
        self.pattern = _pattern(template)
        self.code = texts["code"]
        self.zh = texts["zh"]


MESSAGES = [
    _Message(template, texts)
    for template, texts in msgspec.yaml.decode(
        (Path(__file__).parent / "validation_messages.yaml").read_text("utf-8")
    ).items()
]


def localized(message: Any) -> LocalizedMessage:
    """Return the bilingual form of a message; an unknown one is used for both languages."""
    if isinstance(message, LocalizedMessage):
        return message
    text = str(message)
    for template in MESSAGES:
        match = template.pattern.fullmatch(text)
        if match:
            params = match.groupdict()
            bilingual = LocalizedMessage(
                template.code, words={"zh": template.zh.format(**params), "en": text}.__getitem__
            )
            bilingual.choices = params["choices"].split(", ") if "choices" in params else None
            return bilingual
    return LocalizedMessage("field_invalid", words=lambda _tongue: text)
