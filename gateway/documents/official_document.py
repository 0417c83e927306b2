"""Official documents as data: what stands in one, in the order and the words of GB/T 9704-2012, whatever its format."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.documents.layout import TITLE_WIDTH, width_of

XML_FORBIDS = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, or is told not to (2.2): control characters, halves of a pair."""
DIGITS = "零一二三四五六七八九"
NUMBERING = {
    "zh": ("{zh}、", "（{zh}）", "{number}. ", "（{number}）"),
    "en": ("{number}. ", "({number}) ", "{number}. ", "({number}) "),
}
"""How headings of the four levels are numbered (7.3.3)."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4, numbered by its place; a paragraph with a number is one of level 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; each line of its text is one."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table, whose columns are as wide as their shares."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Signature:
    """The organ that signs (署名) and the date of writing (成文日期); in an agreement also the post that signs."""

    organ: str
    signed_on: date | None
    post: str = ""


@dataclass(frozen=True)
class OfficialDocument:
    """An official document; several signatures are the sides of an agreement, which has no imprint.

    By the standard it is in Chinese; one in English is a translation for the screen.
    """

    title: str
    body: tuple[Heading | Paragraph | Table, ...]
    signatures: tuple[Signature, ...]
    written_on: date
    number: str = ""
    letterhead: str = ""
    addressees: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    remark: str = ""
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    language: str = "zh"

    @property
    def whole_title(self) -> str:
        """The title in one line; a line end in it says where it is broken if it is longer than a line (7.3.1)."""
        return "".join(map(line, self.title.split("\n")))


@dataclass(frozen=True)
class Line:
    """A paragraph in one of the styles of `layout`; an empty text is a blank line."""

    style: str
    text: str


@dataclass(frozen=True)
class SignatureBlock:
    """The signatures, each with its lines one below the other."""

    columns: tuple[tuple[str, ...], ...]


BLANK = Line("body", "")
Element = Line | Table | SignatureBlock


def elements(document: OfficialDocument) -> Iterator[Element]:
    """Yield what stands in a document from top to bottom, but for its imprint, which stands at the foot."""
    yield from _head(document)
    yield from _body(document.body, NUMBERING[document.language])
    yield from _annexes(document.annexes)
    if document.signatures:
        yield BLANK
        yield SignatureBlock(tuple(_signature(each, document.language) for each in document.signatures))
    if document.remark:
        yield Line("remark", {"zh": "（{}）", "en": "({})"}[document.language].format(line(document.remark)))


def imprint(document: OfficialDocument) -> list[str]:
    """Return the lines of the imprint (版记): who gets a copy, and who printed it on which day, a tab in between."""
    lines = [f"抄送：{'，'.join(map(line, document.copies))}。"] if document.copies else []
    if document.printed_by:
        lines.append(f"{line(document.printed_by)}\t{day_text(document.written_on)}印发")
    return lines


def line(text: str) -> str:
    """Return a text in one line, without characters that XML forbids."""
    return " ".join(XML_FORBIDS.sub("", text).split())


def day_text(day: date | None, language: str = "zh") -> str:
    """Write a day as 成文日期 is (7.3.5): Arabic, without leading zeros; blanks to fill in where there is none."""
    if language == "en" and day is not None:
        return f"{day.day} {day:%B %Y}"
    return "　　　　年　月　日" if day is None else f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """Write a number from 1 to 9999 in Chinese."""
    if number < 20:  # noqa: PLR2004 - from ten to nineteen the one before ten is left out
        return ("十" if number > 9 else "") + (DIGITS[number % 10] if number != 10 else "")  # noqa: PLR2004 - ten
    written = "".join(
        DIGITS[int(digit)] + ("千百十"[place] if digit != "0" and place < 3 else "")  # noqa: PLR2004 - units have no name
        for place, digit in enumerate(f"{number:04}")
    )
    return re.sub("零+", "零", written).strip("零")


def _head(document: OfficialDocument) -> Iterator[Line]:
    if document.letterhead:
        yield Line("letterhead", line(document.letterhead))
        yield from (BLANK, BLANK, Line("number_ruled", line(document.number)), BLANK, BLANK)
    yield from (Line("title", text) for text in _title_lines(document))
    if document.number and not document.letterhead:
        yield Line("number", line(document.number))
    yield BLANK
    if document.addressees:
        yield Line("addressee", f"{'、'.join(map(line, document.addressees))}：")


def _title_lines(document: OfficialDocument) -> list[str]:
    fits = width_of(document.whole_title) <= TITLE_WIDTH
    return [document.whole_title] if fits else [line(part) for part in document.title.split("\n")]


def _body(blocks: Sequence[Heading | Paragraph | Table], numbering: Sequence[str]) -> Iterator[Element]:
    counts = [0] * len(numbering)
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1 :] = [counts[block.level - 1] + 1, *[0] * (len(numbering) - block.level)]
            number = counts[block.level - 1]
            mark = numbering[block.level - 1].format(zh=chinese_number(number), number=number)
            yield Line(f"heading_{block.level}", mark + line(block.text))
        elif isinstance(block, Paragraph):
            yield from (Line("body", text) for text in map(line, block.text.split("\n")) if text)
        else:
            rows = tuple(tuple(map(line, row)) for row in block.rows)
            yield Table(tuple(map(line, block.headings)), rows, block.shares or (1,) * len(block.headings))


def _annexes(annexes: Sequence[str]) -> Iterator[Line]:
    if not annexes:
        return
    yield BLANK
    if len(annexes) == 1:
        yield Line("annex", f"附件：{line(annexes[0])}")
        return
    for number, annex in enumerate(annexes, start=1):
        text = f"{number}.{line(annex)}"
        yield Line("annex_first", f"附件：{text}") if number == 1 else Line("annex_next", text)


def _signature(signature: Signature, language: str) -> tuple[str, ...]:
    organ, post = line(signature.organ), line(signature.post)
    return (organ, *([f"{post}（签字）："] if post else []), day_text(signature.signed_on, language))
