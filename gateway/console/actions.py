"""What a person may do with a record, as buttons: the API says what is allowed, the console has the forms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.console.forms import FormView
from gateway.console.forms.served import form_at
from gateway.console.visit import Visit

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Button:
    """A way to go on from a page to a form, where the API allows what it does; `path` is that of the API.

    `words` say what happens, those of the form's title unless named; `when` looks at the record and `roles` at the
    person besides; `query` fills the form beforehand; a `rare` one stands behind the others; an `unasked` one is for
    whoever carries a part or stands on the other side, of whom the API keeps no account. An action on a record without
    a button of its own gets one all the same, behind those that are declared.
    """

    path: str
    method: str = "POST"
    words: str = ""
    roles: frozenset[str] = frozenset()
    when: Callable[[Visit, Record], bool] | None = None
    query: Callable[[Visit, Record], Mapping[str, Any]] | None = None
    primary: bool = False
    rare: bool = False
    unasked: bool = False


@dataclass(frozen=True)
class Shown:
    """A button as it is shown."""

    label: str
    href: str
    primary: bool = False
    rare: bool = False


@dataclass(frozen=True)
class Allowed:
    """What the API says may be done below an address: each method with where it is asked, in the API's order."""

    below: str
    actions: tuple[tuple[str, str], ...]

    def permits(self, method: str, address: str) -> bool:
        """Return whether something may be done; of what stands elsewhere nothing is said."""
        return method == "GET" or not address.startswith(self.below) or (method, address) in self.actions


def allowed_on(visit: Visit, on: str) -> Allowed | None:
    """Return what the person may do with a record, by its address, or in an organization, by its id.

    There is nothing where the API keeps no account of such records.
    """
    answer = visit.client.look("/accounts/me/permissions", on=on) if on and on != "*" else None
    if answer is None:
        return None
    return Allowed(
        on if on.startswith("/") else "", tuple((each["method"], each["href"]) for each in answer["actions"])
    )


def buttons(
    visit: Visit, declared: Iterable[Button], allowed: Allowed | None, params: Mapping[str, str], record: Record
) -> list[Shown]:
    """Return the buttons that are declared, those alone that are allowed on a record as it stands."""
    role = visit.capacity.role if visit.capacity else ""
    may = [
        each
        for each in declared
        if (not each.roles or role in each.roles) and (not each.when or each.when(visit, record))
    ]
    known = [(each, f"/api/v1{each.path.format_map(params)}") for each in may]
    # Who is shown a part of a record only takes no step on it, but those of their own side.
    is_outside = allowed is None and bool(record.get("reduced"))
    made = (
        _button(visit, each, href, record)
        for each, href in known
        if each.unasked or (not is_outside and (allowed is None or allowed.permits(each.method, href)))
    )
    return [each for each in made if each is not None]


def other_buttons(
    visit: Visit, declared: Iterable[Button], allowed: Allowed | None, params: Mapping[str, str]
) -> list[Shown]:
    """Return the buttons of everything else that is allowed on a record and has a form."""
    named = {(each.method, f"/api/v1{each.path.format_map(params)}") for each in declared}
    left = (each for each in (allowed.actions if allowed else ()) if each not in named)
    here = [(method, href) for method, href in left if allowed and href.startswith(allowed.below)]
    made = (_button(visit, Button(path="", method=method, rare=True), href, {}) for method, href in here)
    return [each for each in made if each is not None]


def _button(visit: Visit, button: Button, href: str, record: Record) -> Shown | None:
    page = visit.page_of(href, button.method)
    form: FormView | None = form_at(button.method, href)
    words = button.words or (f"{form.words}.title" if form else "")
    if page is None or not words:
        return None
    query = button.query(visit, record) if button.query else {}
    return Shown(visit.words(words), visit.link(page, **query), button.primary, button.rare)
