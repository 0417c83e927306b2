"""The layout of official documents by GB/T 9704-2012 (党政机关公文格式), for word processors and for browsers.

The standard gives no pitch: 225 mm hold 22 lines of 579 twips, at 580 the last one falls off. Size 3 is 16 points in a
word processor, of which 27 fit into 156 mm: set 0.25 points closer, 28 do.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

TWIPS_IN_POINT, TWIPS_IN_MM = 20, 1440 / 25.4
WIDTH, HEIGHT = 210, 297
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
"""The page and its margins in millimetres (5.1, 5.2.1)."""
PITCH = 579
"""A line in twips: 22 on a page (5.2.3)."""
CLOSER = -5
"""What is added to the width of each character of the body, in twips."""
CHARACTER = 16 * TWIPS_IN_POINT + CLOSER
"""The width of a character of the body in twips: 28 in a line (5.2.3)."""
TEXT_WIDTH = round((WIDTH - LEFT - RIGHT) * TWIPS_IN_MM)
TITLE_WIDTH = TEXT_WIDTH // (22 * TWIPS_IN_POINT)
"""The characters of size 2 in a line."""
PAGE_NUMBER = "— {} —"
FOOTER = 25.6
"""Millimetres from the lower edge to the page number's line: its dashes stand 7 mm below the text (7.5)."""
RED, BLACK = "FF0000", "000000"


@dataclass(frozen=True)
class Font:
    """A typeface of the standard and what is taken where it is not installed, the generic family of CSS last."""

    name: str
    instead: tuple[str, ...]


TITLE_SONG = Font(
    "方正小标宋简体", ("FZXiaoBiaoSong-B05S", "宋体", "SimSun", "Songti SC", "Noto Serif CJK SC", "serif")
)
FANGSONG = Font("仿宋_GB2312", ("FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC", "serif"))
KAITI = Font("楷体_GB2312", ("KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC", "serif"))
HEITI = Font("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC", "sans-serif"))
SONG = Font("宋体", ("SimSun", "STSong", "Songti SC", "Noto Serif CJK SC", "serif"))
FONTS = (TITLE_SONG, FANGSONG, KAITI, HEITI, SONG)


class Edge(NamedTuple):
    """A line beside a paragraph: its place, its width in eighths of a point, its colour, its distance in points."""

    place: str
    width: int
    color: str = BLACK
    distance: int = 1


@dataclass(frozen=True)
class Style:
    """How a kind of paragraph looks; indents in characters of the body, `before` and `pitch` in twips.

    `edges` are the lines around it; `tabbed` has a tab at its right end, `outline` makes a heading to navigate to.
    """

    font: Font = FANGSONG
    size: int = 16
    align: Literal["both", "center", "left", "right"] = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: int = 0
    pitch: int = PITCH
    color: str = BLACK
    edges: tuple[Edge, ...] = ()
    tabbed: bool = False
    outline: int | None = None

    @property
    def closer(self) -> int:
        """What is added to the width of a character, in twips."""
        return CLOSER if self.size == 16 else 0  # noqa: PLR2004 - size 3, of which 28 make a line


RED_LINE = Edge("bottom", 12, RED, 11)
"""The line 4 mm below a letterhead's number (7.2.7)."""
IMPRINT = (Edge("top", 8), Edge("bottom", 8), Edge("between", 6))
"""The lines of an imprint: 0.35 mm at its edges, 0.25 mm within (7.4.1)."""
SMALL = 14 / 15.75
"""A character of size 4 in characters of the body."""
STYLES = {
    "letterhead": Style(TITLE_SONG, 36, "center", before=round(31 * TWIPS_IN_MM), pitch=2 * PITCH, color=RED),
    "number_ruled": Style(align="center", edges=(RED_LINE,)),
    "number": Style(align="center"),
    "title": Style(TITLE_SONG, 22, "center"),
    "addressee": Style(align="left"),
    "body": Style(first=2),
    "heading_1": Style(HEITI, first=2, outline=0),
    "heading_2": Style(KAITI, first=2, outline=1),
    "heading_3": Style(first=2),
    "heading_4": Style(first=2),
    "table_heading": Style(HEITI, 14, "center"),
    "table_cell": Style(size=14, align="left"),
    "annex": Style(first=-3, left=5),
    "annex_first": Style(first=-4, left=6),
    "annex_next": Style(first=-1, left=6),
    "signature": Style(align="right"),
    "side": Style(align="left"),
    "remark": Style(align="left", first=2),
    "imprint": Style(size=14, align="left", left=SMALL, right=SMALL, edges=IMPRINT, tabbed=True),
    "page_number_odd": Style(SONG, 14, "right", right=SMALL, pitch=280),
    "page_number_even": Style(SONG, 14, "left", left=SMALL, pitch=280),
}
"""The kinds of paragraphs (7.2 to 7.5): a notice's letterhead is red, with a red line below its number."""
SIGNATURE_RIGHT = 4
"""Characters right of the signature (7.3.5.1)."""


def width_of(text: str) -> float:
    """Return how wide a text is, in characters of the body: half a character for a Latin sign."""
    return sum(1 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)
