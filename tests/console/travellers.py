"""What the journeys through the console do alike: targets are found by role and accessible name only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.console.browsing import Visitor


@dataclass
class Traveller:
    """Somebody who goes through the console by what it says."""

    visitor: Visitor

    def open(self, place: str) -> Traveller:
        """Open a page."""
        response = self.visitor.open(f"/console{place}")
        assert response.status == 200, self.visitor.page.inner_text("main")
        return self

    def follow(self, *names: str) -> Traveller:
        """Follow links by their names, one after the other."""
        for name in names:
            self.visitor.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        return self

    def fill(self, **fields: str) -> Traveller:
        """Type into fields by their labels."""
        for label, text in fields.items():
            self.visitor.page.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}")).first.fill(text)
        return self

    def day(self, label: str, day: str) -> Traveller:
        """Choose a day by its label."""
        self.visitor.page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(day)
        return self

    def choose(self, label: str, option: str) -> Traveller:
        """Choose from a list by its label."""
        self.visitor.page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}")).select_option(label=option)
        return self

    def tick(self, *names: str) -> Traveller:
        """Tick boxes by their names."""
        for name in names:
            self.visitor.page.get_by_role("checkbox", name=name).check()
        return self

    def press(self, name: str) -> Traveller:
        """Press a button by its name."""
        self.visitor.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
        self.visitor.page.wait_for_load_state()
        return self

    def sees(self, *texts: str) -> Traveller:
        """Look whether the page says something."""
        for text in texts:
            expect(self.visitor.page.get_by_role("main")).to_contain_text(text)
        return self

    def is_told(self, text: str) -> Traveller:
        """Look whether the page says that something is done."""
        expect(self.visitor.page.get_by_role("status").first).to_contain_text(text)
        return self

    def is_warned(self, text: str) -> Traveller:
        """Look whether the page says what is wrong, which the browser logs as a refusal."""
        expect(self.visitor.page.get_by_role("alert")).to_contain_text(text)
        self.visitor.faults.clear()
        return self

    @property
    def place(self) -> str:
        """The place of the page that is open, below the console."""
        path = self.visitor.page.evaluate("location.pathname")
        return str(path).removeprefix("/console")
