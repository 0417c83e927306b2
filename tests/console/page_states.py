"""The states of pages: each is brought about in a browser, looked at in every width and written into a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Page

from gateway.console.forms.served import SERVED
from gateway.console.routing import rule_of
from tests.console.browsing import WIDTHS, Visitor
from tests.console.places import Place, pages
from tests.tooling.trees import ROOT

TABLE = ROOT / "docs" / "console-states.md"
STATES = {
    "filled": "有内容 filled",
    "empty": "还没有 empty",
    "error": "有误 error",
    "conflict": "冲突 conflict",
    "running": "进行中 running",
}
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
NOT_RENDERED = "–"
HEAD = """# 管理台的页面与状态 · Pages and states of the console

由 `make test-long` 生成：每一页在哪些状态下、以哪些宽度（像素）打开看过；“–”是这一页没有这种状态，或长测没有走到。
每种状态都用 axe 检查，页面不横向滚动。

Written by `make test-long`: in which states each page was opened, and in which widths in pixels; – where a page has no
such state or the long run brought none about. Axe looked at each state, and none scrolls sideways. Addresses are below
`/console`.

"""
CLEAR = """() => {
  const wanted = document.querySelectorAll("form[data-guarded] [aria-required=true]");
  for (const each of wanted) each.value = "";
  return wanted.length;
}"""
OUTDATE = """() => {
  const form = document.querySelector("form[data-guarded]"), typed = form?.querySelector("input[type=text], textarea");
  const version = form?.querySelector("[name=_etag]");
  if (!typed || !version?.value) return false;
  version.value = '"0"';
  typed.value = `${typed.value}9`;
  return true;
}"""
SEND = """() => {
  const form = document.querySelector("form[data-guarded]");
  HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class StateTable:
    """Which page was rendered in which state and width; of other states than a run is for, what stood there before."""

    states: tuple[str, ...]
    rendered: dict[str, dict[str, tuple[int, ...]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def look(self, visitor: Visitor, place: Place, state: str) -> None:
        """Look at the page that is open in every width."""
        for width in WIDTHS:
            visitor.widen(width)
            if visitor.page.evaluate("document.documentElement.scrollWidth") > width:
                self.faults.append(f"{place} {state}: wider than {width}")
        if state != "filled":  # What is filled axe looks at in both widths, page by page, in test_pages.
            self.faults += [f"{place} {state}: {each}" for each in visitor.axe_faults()]
        self.rendered.setdefault(place.rule, {})[state] = WIDTHS

    def text(self) -> str:
        """Return the table as it is written."""
        lines = ["| 页 page | " + " | ".join(STATES.values()) + " |", "|---|" + "---|" * len(STATES)]
        before = read_table()
        for rule in sorted({each.rule for each in pages()}):
            found = self.rendered.get(rule, {})
            kept = {state: said for state, said in before.get(rule, {}).items() if state not in self.states}
            cells = (kept.get(each) or " ".join(map(str, found.get(each, ()))) or NOT_RENDERED for each in STATES)
            lines.append(f"| `{rule}` | {' | '.join(cells)} |")
        return HEAD + "\n".join(lines) + "\n"


def read_table() -> dict[str, dict[str, str]]:
    """Read the table as it stands in the documents."""
    rows = ROW.findall(TABLE.read_text("utf-8"))
    return {rule: dict(zip(STATES, cells.split(" | "), strict=True)) for rule, cells in rows}


def amending() -> Iterator[str]:
    """Return the rules of forms that change a record in its place."""
    return (rule_of(each.path, each.method) for each in SERVED if each.amends)


def send_cleared(page: Page) -> bool:
    """Send the form of a page with nothing in what it demands; return whether the page says what is wrong."""
    if page.locator("form[data-guarded]").count() == 0 or not page.evaluate(CLEAR):
        return False
    return _sent(page)


def send_outdated(page: Page) -> bool:
    """Send the form of a page as if made from an older version; return whether the page shows both."""
    return bool(page.locator("form[data-guarded]").count() and page.evaluate(OUTDATE)) and _sent(page)


def _sent(page: Page) -> bool:
    with page.expect_navigation():
        page.evaluate(SEND)
    return page.get_by_role("alert").count() > 0
