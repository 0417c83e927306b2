"""Refusals of four kinds, each with a stable code and a text in two languages that is safe to show.

Raise one where the rule lives, catch it only at the edges. The words stand in `refusals.yaml` files: a code, its
Chinese and its English are read side by side and the API's documentation can list them all.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from shared.labels import fill

CATALOGUE: dict[str, dict[str, str]] = {}


def load_refusals(path: Path) -> None:
    """Add the codes of one `refusals.yaml` to the catalogue; a code has one meaning everywhere."""
    for code, words in msgspec.yaml.decode(path.read_text("utf-8")).items():
        if CATALOGUE.setdefault(code, words) != words:
            raise ValueError(f"refusal {code} has two meanings")


class Refusal(Exception):
    """A request that is not carried out, in no part; its message is safe to show to the caller."""

    status: ClassVar[int]

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.field = field
        self.params = params
        self.others: list[Refusal] = []

    @classmethod
    def combine(cls, refusals: Iterable["Refusal"]) -> "Refusal":
        """Join several refusals of one request into one that names every field concerned."""
        first, *rest = refusals
        first.others = rest
        return first

    def text(self, language: str) -> str:
        """Return the refusal in `zh` or `en`, with its parameters filled in."""
        return fill(CATALOGUE[self.code][language], language, self.params)

    def as_dict(self) -> dict[str, Any]:
        """Serialise the refusal for an RPC response: both languages, every field."""
        said = {"code": self.code, "status": self.status, "field": self.field, "params": _plain(self.params)}
        return said | {
            "zh": self.text("zh"),
            "en": self.text("en"),
            "others": [other.as_dict() for other in self.others],
        }

    @staticmethod
    def from_dict(said: dict[str, Any]) -> "Refusal":
        """Rebuild a refusal that another process raised, with its texts."""
        kind = next(kind for kind in (Invalid, NotFound, Conflict, Forbidden) if kind.status == said["status"])
        heard = RemoteRefusal(kind, said)
        heard.others = [Refusal.from_dict(other) for other in said["others"]]
        return heard


class Invalid(Refusal):
    """The request contradicts a rule; changing the named field mends it."""

    status = 422


class NotFound(Refusal):
    """What the request names does not exist, or not for this person."""

    status = 404


class Conflict(Refusal):
    """The request was right, but the record has moved on."""

    status = 409


class Forbidden(Refusal):
    """The caller's grants do not cover this organization."""

    status = 403


class RemoteRefusal(Refusal):
    """A refusal raised in another process, whose catalogue need not be loaded in this one."""

    def __init__(self, kind: type[Refusal], said: dict[str, Any]) -> None:
        super().__init__(said["code"], field=said["field"], **said["params"])
        self.status = kind.status  # type: ignore[misc]
        self.words = said

    def text(self, language: str) -> str:
        return str(self.words[language])


def unwrap_response(said: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return the answer and the positions of a service's response, or raise its refusal."""
    if "refusal" in said:
        raise Refusal.from_dict(said["refusal"])
    return said["answer"], said["positions"]


class Unavailable(Exception):
    """A service did not answer in time or could not be connected to; repeating with the same key is safe."""


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in params.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    return [str(one) for one in value] if isinstance(value, Iterable) else str(value)


load_refusals(Path(__file__).parent / "refusals.yaml")
