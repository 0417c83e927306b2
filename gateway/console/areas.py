"""Areas of the console: each module of `pages` declares one, with the pages, lists, records and forms it serves."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Response

from gateway.console import pages
from gateway.console.visit import Visit

View = Callable[..., "str | Response"]
Declared = TypeVar("Declared", bound=View)


@dataclass(frozen=True)
class Page:
    """A page at a rule below /console: `public` is for everybody, `own` for who has to change the password first.

    A `file` is kept by the browser instead of shown.
    """

    rule: str
    view: View
    area: str
    methods: tuple[str, ...] = ("GET",)
    public: bool = False
    own: bool = False
    file: bool = False
    tabs: tuple[str, ...] = ()

    @property
    def endpoint(self) -> str:
        """The name of the page in the application: its address, which is told apart from every other."""
        return f"{' '.join(self.methods)} {self.rule}".replace(".", "-")


@dataclass
class Area:
    """The pages that stand under one entry of the menu.

    `tabs` are the addresses of those that stand side by side in it; `<area>.tabs` says their names, in their order.
    """

    name: str
    tabs: tuple[str, ...] = ()
    pages: list[Page] = field(default_factory=list)

    def page(
        self, rule: str, *, methods: tuple[str, ...] = ("GET",), **options: bool
    ) -> Callable[[Declared], Declared]:
        """Declare a page: a function that takes the visit and the parameters of the rule, and renders."""

        def declare(view: Declared) -> Declared:
            self.serve(rule, view, methods=methods, **options)
            return view

        return declare

    def serve(self, rule: str, view: View, *, methods: tuple[str, ...] = ("GET",), **options: bool) -> None:
        """Serve a view at a rule."""
        self.pages.append(Page(rule, view, self.name, methods, tabs=self.tabs, **options))


def areas() -> list[Area]:
    """Return the areas of all modules of pages; nothing lists them, so that nothing forgets one."""
    names = [f"{pages.__name__}.{found.name}" for found in pkgutil.iter_modules(pages.__path__)]
    every = [value for name in names for value in vars(importlib.import_module(name)).values()]
    # An area that two modules share stands in both.
    return list({id(each): each for each in every if isinstance(each, Area)}.values())


def shown(page: Page, visit: Visit, params: dict[str, Any]) -> "str | Response":
    """Show a page to a visit."""
    visit.area, visit.tabs = page.area, page.tabs
    return page.view(visit, **params)
