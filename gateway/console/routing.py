"""Addresses: where in the console a record, a list or a step of the API stands.

They follow from the API's own. `/api/v1/notices/7` is read at `/console/notices/7`; what is posted to
`/api/v1/notices/7/answers` is a form at `/console/notices/7/answers/new`, what is patched one at `…/7/edit`.
"""

import re
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.routing.exceptions import RequestRedirect

PREFIX, ROOT = "/api/v1", "/console"
FORMS = {"POST": "/new", "PUT": "/edit", "PATCH": "/edit", "DELETE": "/delete"}
PARAMETER = re.compile(r"\{(\w+)\}")


def rule_of(path: str, method: str = "GET") -> str:
    """Return the console's rule, below its root, for a path of the API with parameters in braces."""
    return PARAMETER.sub(r"<\1>", path) + FORMS.get(method, "")


def console_address(pages: Map, href: str, method: str = "GET") -> str | None:
    """Return the address of the page for an address of the API, or None where no page is served there."""
    path, query = urlsplit(href).path, urlsplit(href).query
    if not path.startswith(f"{PREFIX}/"):
        return None
    wanted = f"{ROOT}{path.removeprefix(PREFIX)}{FORMS.get(method, '')}"
    return wanted + (f"?{query}" if query else "") if is_served(pages, wanted) else None


def is_served(pages: Map, address: str) -> bool:
    """Return whether a page is served at an address of the console."""
    try:
        endpoint, _ = pages.bind("").match(unquote(urlsplit(address).path))
    except (HTTPException, RequestRedirect):
        return False
    return bool(endpoint != "missing")
