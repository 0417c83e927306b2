"""The pictures of docs/console.md: whose page each shows and the way to it, as the page says below it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.console.guide import ANY, PAGE, ROLES, Step, read_step, take

FOLDER = PAGE.with_suffix("")
SHOWN = re.compile(
    r"!\[(?P<heading>[^\]]+)\]\(console/(?P<file>[\w.-]+)\)\n\n(?P<role>\w+?)(?:，宽 (?P<width>\d+))?：(?P<way>.+)"
)
HOME, UNIT = "首页", "【单位】"
WIDE, HEIGHT, NARROW_HEIGHT = 1366, 900, 844
QUALITY = 60


@dataclass(frozen=True)
class Picture:
    """One picture: its file, the page's heading, whose page it is, and the way there from home."""

    file: str
    heading: str
    role: str
    width: int
    way: tuple[Step, ...]

    def __str__(self) -> str:
        return self.file

    @property
    def path(self) -> Path:
        """Where the picture stands."""
        return FOLDER / self.file

    def open(self, page: Page, address: str) -> None:
        """Open the page that the picture shows, and look at its heading."""
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        page.goto(f"{address}/console")
        for step in self.way:
            take(page, step)
        page.set_viewport_size({"width": self.width, "height": HEIGHT if self.width == WIDE else NARROW_HEIGHT})
        unit = page.locator("header .unit").text_content() or ""
        wanted = re.escape(self.heading).replace(UNIT, re.escape(unit)).replace(ANY, ".+")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^\\s*{wanted}"))

    def keep(self, page: Page) -> int:
        """Keep the picture of the page that is open, and return its size in bytes."""
        asked = {"format": "webp", "quality": QUALITY}
        content = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)["data"]
        FOLDER.mkdir(exist_ok=True)
        return self.path.write_bytes(base64.b64decode(content))


@cache
def pictures() -> tuple[Picture, ...]:
    """Read which pictures the page has, in its order."""
    return tuple(
        Picture(each["file"], each["heading"], ROLES[each["role"]], int(each["width"] or WIDE), _way(each["way"]))
        for each in SHOWN.finditer(PAGE.read_text("utf-8"))
    )


def _way(said: str) -> tuple[Step, ...]:
    return tuple(read_step(each) for each in said.split("；") if each != HOME)
