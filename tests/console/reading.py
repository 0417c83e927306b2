"""Pages as the application makes them, without a browser: their status, their template, their texts by language."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from flask import template_rendered
from lxml import html
from werkzeug.test import Client

from gateway.console import api
from gateway.console.visit import ROOT
from tests.console.places import Place
from tests.console.served import Served, username_of
from tests.gateway.app_harness import PASSWORD

TOKEN = re.compile(r'name="_token" value="([0-9a-f]{96})"')
ASSET = re.compile(r"/console/static/[0-9a-f]+/[\w.]+")
AS_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "none"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
MOST_BYTES, MOST_BYTES_OF_HOME = 150_000, 60_000
"""What a browser may load of a page, and of the first one."""
TYPED = "ancestor-or-self::*[@data-typed or self::textarea]"
"""What somebody has typed, such as a username or a note: it stays as it is in every language."""


@dataclass(frozen=True)
class ReadPage:
    """A page as it was answered: the template that it was made of, its text, and what it asked the API for.

    `weight` is the bytes that were sent for it to a browser with nothing kept: itself, its style and its scripts.
    """

    status: int
    template: str
    content: bytes
    weight: int
    calls: tuple[str, ...] = ()

    @cached_property
    def tree(self) -> Any:
        """The page's elements."""
        return html.fromstring(self.content.decode())

    def texts(self, *, typed: bool = True) -> list[tuple[str, str]]:
        """Return each text that is read on the page with the language that its element is said to have."""
        found = self.tree.xpath("//body//text()[normalize-space() and not(ancestor::script)]")
        kept = [each for each in found if typed or not each.getparent().xpath(TYPED)]
        return [(each.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)"), each.strip()) for each in kept]


class Reader:
    """Reads pages as the person of a role, each page once in each language."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.clients: dict[str, Client] = {}
        self.read_before: dict[tuple[Place, str], ReadPage] = {}

    def client(self, role: str) -> Client:
        """Return a browser without a window, signed in as the person of a role."""
        if role not in self.clients:
            client = self.clients[role] = self.served.harness.app.test_client()
            token = TOKEN.search(client.get(f"{ROOT}/sign-in").text)
            assert token is not None
            form = {"username": username_of(role), "password": PASSWORD, "_token": token[1]}
            answer = client.post(f"{ROOT}/sign-in", data=form, headers={"Origin": "http://localhost"})
            assert answer.status_code == 303, answer.text
        return self.clients[role]

    def read(self, place: Place, language: str = "zh") -> ReadPage:
        """Read a page in a language."""
        if (place, language) not in self.read_before:
            client = self.client(place.role)
            client.set_cookie("lang", language)
            address = place.address(self.served)
            with templates_noted() as noted, calls_noted() as calls:
                answer = client.get(address, follow_redirects=True, headers=AS_A_BROWSER)
            content = gzip.decompress(answer.data) if answer.content_encoding == "gzip" else answer.data
            named = sorted(set(ASSET.findall(content.decode())))
            sent = len(answer.data) + sum(len(client.get(each, headers=AS_A_BROWSER).data) for each in named)
            template = (*noted, "")[0]
            self.read_before[place, language] = ReadPage(answer.status_code, template, content, sent, tuple(calls))
        return self.read_before[place, language]


@contextmanager
def templates_noted() -> Iterator[list[str]]:
    """Note the templates that are rendered meanwhile, by their names."""
    noted: list[str] = []

    def note(_sender: object, template: Any, **_more: object) -> None:
        noted.append(template.name)

    with template_rendered.connected_to(note):
        yield noted


@contextmanager
def calls_noted() -> Iterator[list[str]]:
    """Note what pages ask the API for meanwhile."""
    noted: list[str] = []
    ask = api.Client.ask

    def note(client: api.Client, method: str, path: str, **more: Any) -> api.Answer:
        noted.append(f"{method} {path}")
        return ask(client, method, path, **more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(api.Client, "ask", note)
        yield noted
