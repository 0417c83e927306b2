"""Somebody whose browser runs no script: a form is filled by its labels and handed in by its button, in no window.

That costs a hundredth of a second where a window takes one, so that every form can be handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from tests.gateway.app_harness import PASSWORD

LABELLED = "//main//label[starts-with(normalize-space(), $label)]/@for"
BUTTON = "//main//button[starts-with(normalize-space(), $name)]"
ALERT, STATUS = "//main//*[@role='alert']", "//main//*[@role='status']"


@dataclass
class Plain:
    """Somebody signed in, and the page that is open."""

    address: str
    session: requests.Session = field(default_factory=requests.Session)
    answer: requests.Response = field(default_factory=requests.Response)
    page: Any = None

    @classmethod
    def signed_in(cls, address: str, username: str, password: str = PASSWORD) -> Plain:
        """Sign in by the form."""
        plain = cls(address)
        plain.session.headers["Origin"] = address
        return plain.open("/sign-in").hand_in("登录", 用户名=username, 密码=password)

    @property
    def place(self) -> str:
        """The place of the page that is open, below the console."""
        return self.answer.url.partition("/console")[2].partition("?")[0]

    def open(self, place: str) -> Plain:
        """Open a page."""
        self._read(self.session.get(f"{self.address}/console{place}", timeout=60))
        assert self.answer.status_code == requests.codes.ok, (place, self.says())
        return self

    def follow(self, name: str) -> Plain:
        """Follow the first link whose name begins so."""
        found = self.page.xpath("//main//a[starts-with(normalize-space(), $name)]/@href", name=name)
        assert found, (name, self._all("a"))
        return self.open(found[0].removeprefix("/console"))

    def hand_in(self, button: str, **typed: Any) -> Plain:
        """Type into fields by their labels, choose and tick, and press a button; whatever else stands is sent as it is.

        A number after `#` says which of several fields of a label is meant.
        """
        pressed = self._only(BUTTON, name=button)
        form = pressed.getparent()
        while form.tag != "form":
            form = form.getparent()
        files = {name: file for label, value in typed.items() for name, file in self._fill(label, value)}
        sent = [*form.form_values(), *([(pressed.get("name"), pressed.get("value"))] if pressed.get("name") else [])]
        address = urljoin(self.answer.url, form.get("action") or self.answer.url)
        self._read(self.session.post(address, sent, files=files or None, timeout=60))
        return self

    def does(self, button: str, **typed: Any) -> Plain:
        """Hand a form in; the test fails unless it is done."""
        self.hand_in(button, **typed)
        assert self.answer.history, (button, self.says())
        assert self.answer.status_code == requests.codes.ok, (button, self.says())
        return self

    def says(self) -> str:
        """Return what the page says is wrong or done, or all of it."""
        said = self.page.xpath(ALERT) or self.page.xpath(STATUS) or self.page.xpath("//main")
        return " ".join(" ".join(each.text_content().split()) for each in said)

    def _read(self, answer: requests.Response) -> None:
        self.answer, self.page = answer, html.fromstring(answer.content.decode())

    def _only(self, path: str, **names: str) -> Any:
        found = self.page.xpath(path, **names)
        assert found, (names, self._all("button"))
        return found[0]

    def _all(self, tag: str) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self.page.xpath(f"//main//{tag}")]

    def _fill(self, label: str, value: Any) -> list[tuple[str, Any]]:
        """Fill a field; return the file that goes into it, as a name and a content, under the field's name."""
        name, _, number = label.partition("#")
        ids = self.page.xpath(LABELLED, label=name)
        assert ids, (name, self._all("label"))
        control = self.page.get_element_by_id(ids[int(number or 0)])
        if control.get("type") == "file":
            return [(control.name, value)]
        if control.tag == "select":
            control.value = next(
                each.get("value") for each in control.iter("option") if (each.text or "").strip().startswith(value)
            )
        elif control.get("type") in {"checkbox", "radio"}:
            control.checked = value
        else:
            control.value = value
        return []
