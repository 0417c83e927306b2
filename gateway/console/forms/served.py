"""The forms that are served, by the operations of the API that they are for."""

import re
from functools import cache

from gateway.console.forms import FormView
from gateway.console.routing import PARAMETER, PREFIX

SERVED: list[FormView] = []
"""Every form that is served."""


def form_at(method: str, href: str) -> FormView | None:
    """Return the form for a write to an address of the API, or None where there is none."""
    return next((each for each in SERVED if each.method == method and _pattern(each.path).fullmatch(href)), None)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = (f"{PREFIX}{path}").split("/")
    return re.compile("/".join("[^/]+" if PARAMETER.fullmatch(part) else re.escape(part) for part in parts))
