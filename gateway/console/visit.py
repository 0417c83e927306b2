"""One visit of a page: who looks, in which capacity and language, with the client that asks the API for them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Response, current_app, render_template, request
from markupsafe import Markup

from gateway.console import formats, menu
from gateway.console.api import Client
from gateway.console.routing import console_address
from gateway.console.session import Capacity, ConsoleSession
from gateway.console.words import has_words, words

ROOT, DRAFTS = "/console", "/drafts"
CHINESE = re.compile(r"[\u3400-\u9fff]")
Crumb = tuple[str, str]


@dataclass
class Visit:
    """What a page knows of the request it answers."""

    language: str
    now: datetime
    today: date
    session: ConsoleSession
    token: str
    correlation_id: str
    client: Client
    capacity: Capacity | None = None
    has_choice: bool = False
    area: str = ""
    tabs: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def words(self, key: str, **values: Any) -> str:
        """Return the words of a key in the person's language."""
        return words(key, self.language, **values)

    def first_words(self, *keys: str, **values: Any) -> str:
        """Return the words of the first key that has any; those of the last are demanded."""
        return self.words(next((key for key in keys if has_words(key)), keys[-1]), **values)

    def code(self, group: str, code: Any) -> str:
        """Return the words of a code."""
        if code in (None, ""):
            return "–"
        # The first step of a record is no step of its life cycle.
        return self.first_words(f"codes.{group}.{code}", f"codes.{'step' if group.endswith('_step') else group}.{code}")

    def day(self, said: Any) -> str:
        """Write a day."""
        return formats.day(said, self.today, self.language)

    def is_name(self, text: Any) -> bool:
        """Return whether a text on an English page is a name or what somebody wrote, and stays Chinese."""
        return self.language == "en" and CHINESE.search(str(text or "")) is not None

    def link(self, address: str, /, **query: Any) -> str:
        """Return an address of the console in the capacity in which the person acts, with further arguments."""
        place = urlsplit(address)
        given = dict(parse_qsl(place.query)) | {
            name: str(said) for name, said in query.items() if said not in (None, "")
        }
        if self.has_choice and self.capacity is not None:
            given.setdefault("as", self.capacity.grant_id)
        path = place.path if place.path.startswith(ROOT) else f"{ROOT}{place.path}"
        return urlunsplit(("", "", path, urlencode(given), place.fragment))

    def again(self, **query: Any) -> str:
        """Return the address of this very page with some arguments replaced; None leaves one out."""
        given = dict(request.args.items()) | {name: str(said) for name, said in query.items() if said is not None}
        left = {name: said for name, said in given.items() if name != "after" and query.get(name, said) is not None}
        return self.link(request.path, **left)

    def page_of(self, href: str | None, method: str = "GET") -> str | None:
        """Return the console's page for an address of the API, or None where it has none."""
        place = console_address(current_app.url_map, href or "", method)
        return None if place is None else self.link(place)

    def render(self, template: str, *, title: str, crumbs: Iterable[Crumb] = (), **context: Any) -> str:
        """Render a page under its title, with the bar, the menu and the way to it."""
        shown = menu.entries(self.capacity, current_app.url_map)
        of_area = next((entry for entry in shown if entry.name == self.area), None)
        way = [(self.words(f"menu.{of_area.name}"), of_area.address)] if of_area else []
        return render_template(
            template, visit=self, title=title, crumbs=[*way, *crumbs], menu=shown, **self._said(), **context
        )

    def chinese_mark(self, text: Any) -> Markup | str:
        """Return the attribute that says of an element that its text is Chinese, on a page that is not."""
        return Markup(' lang="zh-CN"') if self.is_name(text) else ""

    def _said(self) -> Mapping[str, Any]:
        return {
            "t": self.words, "code": self.code, "link": self.link, "again": self.again, "page_of": self.page_of,
            "day": self.day,
            "long_day": lambda said: formats.long_day(said, self.language),
            "moment": lambda said: formats.moment(said, self.now, self.language),
            "due": lambda said: formats.due(said, self.today, self.language),
            "plain_day": lambda said: formats.plain_day(said, self.today, self.language),
            "zh": self.chinese_mark, "number": formats.number, "points": formats.points, "tag_of": formats.tag_of,
            "english": self.language == "en",
        }  # fmt: skip


def go(address: str) -> Response:
    """Send a browser on to an address of the console."""
    return Response(status=303, headers={"Location": address})


def sign_in_address(onward: str = "") -> str:
    """Return the address of the sign-in page that goes on to where the person wanted to be."""
    return f"{ROOT}/sign-in" + (f"?{urlencode({'next': onward})}" if onward not in {"", ROOT} else "")


def safe_address(given: str | None) -> str:
    """Return an address of the console to go on to; whatever leads elsewhere becomes the first page."""
    place = urlsplit(given or "")
    is_ours = not place.scheme and not place.netloc and (place.path == ROOT or place.path.startswith(f"{ROOT}/"))
    is_plain = all(sign.isprintable() and sign != "\\" for sign in given or "")
    return str(given) if is_ours and is_plain else ROOT
