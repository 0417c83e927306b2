"""The sentences of a report as data, in both languages: texts with slots, each a figure in one of its times."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from gateway.figure_sums import IN_PERIOD, STANDS, TIMES
from gateway.projections.indicators import indicators
from gateway.projections.task_rules import Bilingual
from shared.struct_types import prepared

SLOT = re.compile(r"\{(?P<code>\w+)(?:@(?P<kind>\w+))?(?::(?P<time>\w+))?(?P<previous>\^)?\}")
BESIDE = frozenset({"quarter", "name", "until", "tree"})
"""What a text may name in braces beside figures."""


class Slot(NamedTuple):
    """A figure in a sentence: which, of organizations of which kind, in which time, with the quarter before or not."""

    code: str
    kind: str | None
    time: str
    with_previous: bool


class Sentence(Bilingual, frozen=True, forbid_unknown_fields=True):
    """A sentence with the same slots in both languages; where all of them are 0, `zero` is said or nothing."""

    zero: Bilingual | None = None
    levels: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slot at which people write, on some levels."""

    slot: str
    levels: tuple[str, ...] = ()


class Breakdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Figures of the quarter by a field of the records behind them, the largest first.

    `named` is the type of record whose title says what a value is called, if it does not say so itself.
    """

    words: Bilingual
    unit: Bilingual
    of: tuple[str, ...]
    by: str
    named: str = ""
    most: int = 3


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part under its heading: sentences, then the units or the records behind a figure, or what falls due next.

    A `breakdown` follows the sentences. With `mentors` each unit is named with its mentor units.
    """

    heading: Bilingual
    sentences: tuple[Sentence, ...]
    units: str = ""
    records: str = ""
    due: bool = False
    mentors: bool = False
    breakdown: Breakdown | None = None
    levels: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section with its parts; `words` is what people write at its end."""

    heading: Bilingual
    parts: tuple[Part, ...]
    words: tuple[Words, ...] = ()


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report: its title and the basis of its figures by level, what people write first, and its sections."""

    title: dict[str, Bilingual]
    basis: dict[str, Bilingual]
    words: tuple[Words, ...]
    sections: tuple[Section, ...]

    def written(self, level: str) -> Iterator[str]:
        """Yield every slot at which people write in the report of a level."""
        for words in (self.words, *(section.words for section in self.sections)):
            yield from (each.slot for each in on_level(words, level))

    def slots(self, level: str) -> Iterator[Slot]:
        """Yield every figure that the report of a level names."""
        for text in self.texts(level):
            yield from slots_in(text.zh)

    def texts(self, level: str) -> Iterator[Bilingual]:
        """Yield what is said with figures in the report of a level."""
        yield self.basis[level]
        for section in self.sections:
            for part in on_level(section.parts, level):
                yield from on_level(part.sentences, level)


Levelled = TypeVar("Levelled", Part, Sentence, Words)


def on_level(listed: tuple[Levelled, ...], level: str) -> Iterator[Levelled]:
    """Yield what is said on a level."""
    yield from (each for each in listed if not each.levels or level in each.levels)


def pieces_of(text: str) -> Iterator[str | Slot]:
    """Yield the words and the slots of a text in order; names in braces beside figures stay words."""
    last = 0
    for match in SLOT.finditer(text):
        if match["code"] in BESIDE:
            continue
        if match.start() > last:
            yield text[last : match.start()]
        yield _slot(match)
        last = match.end()
    if last < len(text):
        yield text[last:]


def slots_in(text: str) -> list[Slot]:
    """Return the slots of a text in order."""
    return [piece for piece in pieces_of(text) if isinstance(piece, Slot)]


def _slot(match: re.Match[str]) -> Slot:
    listed = indicators()
    indicator = listed.by_code[match["code"]]
    time = match["time"] or (STANDS if indicator.kind == "stock" else IN_PERIOD)
    if time not in TIMES or not listed.has(indicator, time):
        raise ValueError(f"{indicator.code} has no {time}")
    return Slot(indicator.code, match["kind"], time, bool(match["previous"]))


def template_text(name: str) -> str:
    """Return a report's template as it is written."""
    return Path(__file__).with_name(f"{name}.yaml").read_text("utf-8")


def load_template(name: str) -> Template:
    """Load a report's template; ValueError where a text names a figure in a time that it has not.

    ValueError too where the two languages do not name the same figures.
    """
    template = msgspec.yaml.decode(template_text(name), type=prepared(Template))
    for level in template.title:
        for text in template.texts(level):
            if sorted(map(repr, slots_in(text.zh))) != sorted(map(repr, slots_in(text.en))):
                raise ValueError(f"{text.en} names other figures than {text.zh}")
    return template
