"""Documents as LibreOffice lays them out: rendered to PDF all at once, and measured in millimetres."""

import html
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.tooling.trees import ROOT

RENDERED = ROOT / ".rendered"
"""Where the pages of the last run stay, to be looked at."""
SUBSTITUTES = {
    "方正小标宋简体": "Noto Serif CJK SC",
    "仿宋_GB2312": "Noto Serif CJK SC",
    "楷体_GB2312": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
    "宋体": "Noto Serif CJK SC",
}
"""Typefaces of the standard, which may not be given away, and free ones whose signs are as wide."""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include>/etc/fonts/fonts.conf</include>
{matches}
</fontconfig>
"""
MATCH = (
    '<match target="pattern"><test name="family"><string>{name}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
MM = 25.4 / 72
RIGHT_OF_TEXT, BOTTOM_OF_TEXT = 210 - 26, 297 - 35
CHARACTER = 15.75 * MM
HANGING = "，。；：、！？”）"
"""Marks that LibreOffice hangs into the margin, also of paragraphs that do not want it (`overflowPunct`)."""
Word = tuple[float, float, float, float, str]
INK_RESOLUTION = 300


@dataclass(frozen=True)
class Row:
    """A line as it stands on the page, in millimetres from its left and upper edges."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    """The lines within the text block, and the page's number below it."""

    rows: tuple[Row, ...]
    number: Row


def render_pdf(files: Mapping[str, bytes]) -> dict[str, Path]:
    """Render `.docx` files to PDF by one start of LibreOffice, with typefaces of this machine; keep pictures too."""
    shutil.rmtree(RENDERED, ignore_errors=True)
    RENDERED.mkdir()
    matches = "\n".join(MATCH.format(name=name, other=other) for name, other in SUBSTITUTES.items())
    (RENDERED / "fonts.conf").write_text(FONTS.format(matches=matches), "utf-8")
    for name, content in files.items():
        (RENDERED / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(RENDERED / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", *(f"{name}.docx" for name in files)]
    environment = os.environ | {"FONTCONFIG_FILE": str(RENDERED / "fonts.conf")}
    subprocess.run(command, cwd=RENDERED, env=environment, capture_output=True, timeout=120, check=True)
    for name in files:
        subprocess.run(["pdftoppm", "-r", "60", "-png", f"{name}.pdf", name], cwd=RENDERED, check=True)
    return {name: RENDERED / f"{name}.pdf" for name in files}


def pages(pdf: Path) -> list[Page]:
    """Measure every page."""
    shown = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return [_page(part) for part in shown.split("<page ")[1:]]


def _page(shown: str) -> Page:
    words: list[Word] = []
    for found in WORD.finditer(shown):
        left, top, right, bottom = (float(place) * MM for place in found.groups()[:4])
        words.append((left, top, right, bottom, html.unescape(found[5])))
    lines = [list(line) for _, line in groupby(sorted(words, key=_place), key=lambda word: round(word[3], 1))]
    rows = [_row(line) for line in lines]
    within = tuple(row for row in rows if row.bottom < BOTTOM_OF_TEXT)
    (number,) = [row for row in rows if row.bottom >= BOTTOM_OF_TEXT]
    return Page(within, number)


def _row(line: list[Word]) -> Row:
    lefts, tops, rights, bottoms, texts = zip(*line, strict=True)
    left, top, right, bottom, text = min(lefts), min(tops), max(rights), max(bottoms), "".join(texts)
    if right > RIGHT_OF_TEXT + 1 and text[-1] in HANGING:
        return Row(left, top, right - CHARACTER, bottom, text[:-1])
    return Row(left, top, right, bottom, text)


def _place(word: Word) -> tuple[float, float]:
    return round(word[3], 1), word[0]


def dash_below_text(pdf: Path, page: int) -> float:
    """Return how far below the text block the first dash of a page's number stands, by the ink on the page."""
    top = round(BOTTOM_OF_TEXT / 25.4 * INK_RESOLUTION)
    area = ["-x", "0", "-y", str(top), "-W", str(round(210 / 25.4 * INK_RESOLUTION)), "-H", "350"]
    command = ["pdftoppm", "-r", str(INK_RESOLUTION), "-gray", "-f", str(page), "-l", str(page), *area, str(pdf)]
    picture = subprocess.run(command, capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    assert head is not None
    width, height = int(head[1]), int(head[2])
    ink = picture[head.end() :]
    columns = [any(ink[row * width + column] < 128 for row in range(height)) for column in range(width)]
    first = columns.index(True)
    last = columns.index(False, first)
    rows = [row for row in range(height) if min(ink[row * width + first : row * width + last]) < 128]
    return rows[0] / INK_RESOLUTION * 25.4
