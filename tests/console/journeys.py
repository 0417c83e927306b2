"""A journey through the console: steps found by role and accessible name alone, with the clicks and fields counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, expect

from tests.console.browsing import Visitor

MOST_CLICKS, MOST_FIELDS = 3, 5
"""What the commonest deed of a role may take from the home page."""


@dataclass
class Journey:
    """What somebody does on pages, and how much of it there was."""

    visitor: Visitor
    clicks: int = 0
    touched: set[str] = field(default_factory=set)

    def go(self, place: str) -> Journey:
        """Open a page and begin to count there."""
        self.visitor.open(f"/console{place}")
        self.clicks, self.touched = 0, set()
        return self

    def press(self, name: str, within: Locator | None = None) -> Journey:
        """Press a button or follow a link of a name, the first of it on the page or in a part of it."""
        place = within or self.visitor.page.get_by_role("main")
        wanted = re.compile(f"^{re.escape(name)}( |$)")
        found = place.get_by_role("button", name=wanted).or_(place.get_by_role("link", name=wanted))
        if not found.first.is_visible():
            place.get_by_text("更多", exact=True).click()
        found.first.click()
        self.clicks += 1
        self.visitor.page.wait_for_load_state()
        return self

    def fill(self, label: str, text: str) -> Journey:
        """Type into a field."""
        self._field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> Journey:
        """Choose an option of a field."""
        self._field(label).select_option(label=option)
        return self

    def tick(self, label: str, *, ticked: bool = True) -> Journey:
        """Tick a box, or untick it."""
        self._field(label).set_checked(ticked)
        return self

    def is_told(self, words: str) -> Journey:
        """Expect what is said of a step that was taken."""
        expect(self.visitor.page.get_by_role("status").first).to_contain_text(words)
        return self

    def sees(self, *words: str) -> Journey:
        """Expect words on the page."""
        for each in words:
            expect(self.visitor.page.get_by_role("main")).to_contain_text(each)
        return self

    def row(self, text: str) -> Locator:
        """Return the first row of a table that holds a text."""
        return self.visitor.page.get_by_role("row").filter(has_text=text).first

    @property
    def is_short(self) -> bool:
        """Whether it took no more than the commonest deed may."""
        return self.clicks <= MOST_CLICKS and len(self.touched) <= MOST_FIELDS

    def _field(self, label: str) -> Locator:
        self.touched.add(label)
        return self.visitor.page.get_by_label(label).first
