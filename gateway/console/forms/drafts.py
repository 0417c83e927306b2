"""Drafts of forms: what was typed is kept on the server, and is in the form again whenever its page is opened."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request
from werkzeug.datastructures import MultiDict

from gateway.console.api import Answer
from gateway.console.protection import TOKEN_FIELD
from gateway.console.visit import Visit

SAVE, DISCARD, ADDRESS = "_save_draft", "_discard_draft", "_address"
"""The buttons of a form that keep its draft and give it up, and the field that says which form a script sent."""
LEFT_OUT = frozenset({TOKEN_FIELD, SAVE, DISCARD, ADDRESS})
PASSING = frozenset({"as", "after", "done"})
"""Arguments of an address that do not make it another form."""


def form_of(address: str) -> str:
    """Return the name under which the draft of the form at an address is kept."""
    place = urlsplit(address)
    query = sorted(each for each in parse_qsl(place.query) if each[0] not in PASSING)
    return hashlib.sha256(f"{place.path}?{urlencode(query)}".encode()).hexdigest()[:32]


def keep_draft(visit: Visit, address: str) -> Answer:
    """Keep what was sent as the draft of the form at an address."""
    typed = {name: request.form.getlist(name) for name in request.form if name not in LEFT_OUT}
    return visit.client.send("PUT", f"/drafts/{form_of(address)}", {"content": {"typed": typed}})


def drop_draft(visit: Visit) -> None:
    """Give up the draft of the form that is being answered."""
    visit.client.send("DELETE", f"/drafts/{form_of(request.full_path)}")


def drafted(visit: Visit) -> "MultiDict[str, str] | None":
    """Return what was typed into the form of this address and not handed in."""
    found: Any = visit.client.look(f"/drafts/{form_of(request.full_path)}")
    content = (found or {}).get("content")
    return MultiDict(content.get("typed", {})) if content else None
