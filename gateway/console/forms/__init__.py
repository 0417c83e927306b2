"""Form pages: any write of the API as a page, declared by its method and path; the fields follow from the description.

A declaration names its words: `<words>.title` and `<words>.submit` are demanded, `<words>.lead` and
`<words>.consequence` are said where there are any; a field is called as `<words>.fields.<field>` or `fields.<field>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from gateway.console.api import Answer
from gateway.console.visit import Visit

Params = Mapping[str, str]
Record = Mapping[str, Any]
Option = tuple[str, str]
"""What is sent, and what is shown."""


@dataclass(frozen=True)
class Picks:
    """Rows that are chosen from a list: each row is known by the field `key`, and its `fixed` fields go with it."""

    key: str
    offer: Callable[[Visit, Params, Record], list[tuple[str, str, Mapping[str, str]]]]
    """Returns what may be chosen: the key's value, what is shown, and the fixed fields."""


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A page that asks for what an operation of the API takes.

    `fields` are those shown, in their order, all unless named; `hidden` ones are sent as they were given in the address
    or by `values`. `values` prefills, `options` offers choices for fields that hold an id, `groups` names the codes
    of a choice where they are not called as the field, `keys` offers the keys of a field that holds a value for each of
    them, `picks` lists the rows that a field is chosen from, `schema` states fields that the API's description leaves
    open, or None for one that is not asked for; `without` are fields in others that are not shown, `rest` those that
    stand behind the others. `record` is the path of what the form is about, and gives the version; `about` says it in
    label and value. A `trial` shows first what would happen, by the API's dry run, as the template of that name says
    it. `consequence` says in numbers what will follow; `said` gives numbers to the other words. `after` returns the
    API's address of what to show when it is done; `answered` shows instead what was answered, which is shown once.
    """

    method: str
    path: str
    words: str
    fields: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    values: Callable[[Visit, Params, Record], Mapping[str, Any]] | None = None
    options: Mapping[str, Callable[[Visit, Params, Record], list[Option]]] = field(default_factory=dict)
    record: str | None = None
    version: Callable[[Params, Record], Any] | None = None
    about: Callable[[Visit, Record], list[tuple[str, str]]] | None = None
    keys: Mapping[str, Callable[[Visit, Params, Record], list[Option]]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    trial: str = ""
    consequence: Callable[[Visit, Params, Record], str] | None = None
    after: Callable[[Visit, Params, Answer], str] | None = None
    answered: Callable[[Visit, Params, Answer], "str | Response"] | None = None
    picks: Mapping[str, Picks] = field(default_factory=dict)
    schema: Callable[[Visit, Params, Record], Mapping[str, Any]] | None = None
    said: Callable[[Visit, Params, Record], Mapping[str, Any]] | None = None
    roles: frozenset[str] = frozenset()

    @property
    def amends(self) -> bool:
        """Whether it changes a record in its place."""
        return self.method in {"PATCH", "PUT"}

    @property
    def record_path(self) -> str:
        """The path of the record that the form is about: the one named, or up to the last parameter; else nothing."""
        if self.record is not None:
            return self.record
        return self.owner_path

    @property
    def owner_path(self) -> str:
        """The path of what the form belongs to, up to the last parameter; nothing where it belongs to nothing."""
        return self.path[: self.path.rindex("}") + 1] if "}" in self.path else ""
