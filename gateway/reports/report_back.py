"""What a unit's report to a meeting begins with (汇报提纲): three sentences from its figures, each of which opens."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from gateway.figure_sums import IN_PERIOD, STANDS
from gateway.projections.indicators import indicators
from gateway.reports.quarterly import Composer, composer_of, text_of
from gateway.reports.quarterly_document import SENTENCE_END, due_text
from gateway.reports.template import Slot
from shared.struct_types import prepared
from shared.unit_of_work import UnitOfWork

Words = Literal["compared", "unchanged", "open", "nothing_open", "due"]


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which figures are compared with the quarter before, which stand open, how many are told, and in which words."""

    most: int
    compared: tuple[str, ...]
    open: tuple[str, ...]
    words: dict[Words, str]


@cache
def outline() -> Outline:
    """Load the outline; KeyError where it names a figure that there is not."""
    loaded = msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_bytes(), type=prepared(Outline))
    for code in (*loaded.compared, *loaded.open):
        indicators().by_code[code]
    return loaded


def report_back(work: UnitOfWork, *, level: str, organization_id: str, quarter: str) -> dict[str, Any]:
    """Compose what a unit's report of a quarter begins with; refuses what `quarterly_report` refuses."""
    return _composed(composer_of(work, level=level, organization_id=organization_id, quarter=quarter))


def text_for_meeting(work: UnitOfWork, *, organization_id: str, quarter: str) -> str:
    """Return that beginning as a text, for an organization on whatever level it was at the quarter's end."""
    composer = composer_of(work, level=None, organization_id=organization_id, quarter=quarter)
    return str(_composed(composer)["text"])


def _composed(composer: Composer) -> dict[str, Any]:
    words = outline().words
    sentences = [
        _sentence(words["compared"], _differing(composer), words["unchanged"]),
        _sentence(words["open"], _standing_open(composer), words["nothing_open"]),
    ]
    due = composer.due()
    told = [text_of(each["segments"], each["zero"]) for each in sentences]
    text = "".join(f"{each}{SENTENCE_END}" for each in told)
    return {
        "organization": composer.here,
        "quarter": str(composer.asked.period),
        "sentences": sentences,
        "due": due,
        "text": text if due is None else text + due_text(due, words["due"], outline().most),
    }


def _differing(composer: Composer) -> list[dict[str, Any]]:
    """Return the figures that differ most from those of the quarter before, by their part of the greater of the two."""
    slots = [composer.slot(Slot(code, None, IN_PERIOD, with_previous=True)) for code in outline().compared]
    changed = [slot for slot in slots if slot["value"] != slot["previous"]]
    return sorted(changed, key=_difference, reverse=True)[: outline().most]


def _difference(slot: dict[str, Any]) -> tuple[Fraction, int]:
    now, before = slot["value"], slot["previous"]
    return Fraction(abs(now - before), max(now, before)), abs(now - before)


def _standing_open(composer: Composer) -> list[dict[str, Any]]:
    slots = (composer.slot(Slot(code, None, STANDS, with_previous=False)) for code in outline().open)
    return [slot for slot in slots if slot["value"]][: outline().most]


def _sentence(words: str, slots: list[dict[str, Any]], zero: str) -> dict[str, Any]:
    if not slots:
        return {"segments": [], "zero": zero}
    return {"segments": [{"text": words, "slot": None}, *_listed(slots)], "zero": None}


def _listed(slots: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    mark = ""
    for slot in slots:
        yield {"text": mark + indicators().by_code[slot["indicator"]].zh, "slot": None}
        yield {"text": None, "slot": slot}
        mark = "、"
