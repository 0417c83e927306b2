"""A browser that reads the console: signed in as somebody, and noting whatever goes wrong."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.console.served import Served
from tests.gateway.app_harness import PASSWORD
from tests.tooling.trees import ROOT
from tools import console_assets

WIDTHS = (1366, 390)
AXE = "axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium that is installed."""
    return next((found for found in map(shutil.which, CHROMIUM) if found), None)


def axe_source() -> str:
    """Return axe-core as package-lock.json pins it."""
    path = ROOT / "node_modules" / AXE
    if not path.exists():
        console_assets.install()
    return path.read_text("utf-8")


@dataclass
class Visitor:
    """Somebody with a browser of their own; `faults` is what the browser said and no page should make it say."""

    served: Served
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    @classmethod
    def with_browser(cls, served: Served, browser: Browser, **options: Any) -> Visitor:
        """Open a browser that is not signed in."""
        context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1366, "height": 900}, **options})
        context.set_default_timeout(15_000)
        visitor = cls(served, context, context.new_page())
        visitor.page.on("console", lambda said: visitor.faults.append(said.text) if said.type == "error" else None)
        visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
        visitor.page.on("request", visitor.note_request)
        return visitor

    def note_request(self, request: Any) -> None:
        """Note a request that leaves the platform."""
        if not request.url.startswith((self.served.address, "data:", "about:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def open(self, place: str) -> Response:
        """Open a page of the console."""
        response = self.page.goto(self.served.address + place)
        assert response is not None
        return response

    def sign_in(self, username: str, password: str = PASSWORD) -> Visitor:
        """Sign in by the form."""
        self.open("/console/sign-in")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_load_state()
        return self

    def widen(self, width: int) -> None:
        """Give the window another width."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def axe_faults(self) -> list[str]:
        """Return what axe finds on the page as it is."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_source())
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
        return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]

    def picture(self, name: str, folder: Path = ROOT / ".screenshots") -> Path:
        """Keep a picture of the whole page."""
        path = folder / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path
