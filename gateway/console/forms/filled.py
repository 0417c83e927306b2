"""A form as it is shown once: its contents, its faults beside their fields, and the key under which it is sent."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import request

from gateway.console import openapi
from gateway.console.api import Answer, accepted
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.contents import texts
from gateway.console.forms.shapes import Field, all_fields, by_keys, fields_of
from gateway.console.openapi import DESCRIPTION
from gateway.console.visit import Visit
from gateway.console.words import has_words

NOT_DONE = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same form may be sent once more under the same key."""
KEY, VERSION = "_key", "_etag"
"""The fields of a form that hold its idempotency key and the version of the record that it was made from."""


def new_key() -> str:
    """Make the key under which a form takes effect once, however often it is sent."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field; of what is no field of the form, the words alone."""

    html_id: str
    detail: str


@dataclass(frozen=True)
class Picked:
    """One row that may be chosen: its number among the rows, and the further fields that are asked of it."""

    of: Field
    key: str
    sent: str
    shown: str
    fixed: Mapping[str, str]
    number: int
    is_chosen: bool

    @property
    def more(self) -> tuple[Field, ...]:
        """The fields of the row that are neither its key nor fixed."""
        inner = [each for each in self.of.inner if each.last != self.key and each.last not in self.fixed]
        return tuple(each.at(f"{self.of.name}.{self.number}") for each in inner)


@dataclass
class Filled:
    """A form with what is in it."""

    view: FormView
    visit: Visit
    params: Params
    fields: tuple[Field, ...]
    hidden: tuple[Field, ...]
    record: Record = field(default_factory=dict)
    etag: str = ""
    contents: dict[str, Any] = field(default_factory=dict)
    key: str = field(default_factory=new_key)
    details: dict[str, str] = field(default_factory=dict)
    summary: list[Fault] = field(default_factory=list)
    failure: Answer | None = None
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def everything(self) -> tuple[Field, ...]:
        """The fields that are shown and those that are not."""
        return (*self.fields, *self.hidden)

    def label(self, each: Field) -> str:
        """Return what a field is called."""
        if each.label:
            return each.label
        return self.visit.first_words(
            f"{self.view.words}.fields.{each.key}", f"fields.{each.key}", f"fields.{each.last}"
        )

    def hint(self, each: Field) -> str:
        """Return what is said below a field's label: own words, else what the API's description says."""
        own = next((key for key in (f"{self.view.words}.hints.{each.key}", f"hints.{each.key}") if has_words(key)), "")
        if own:
            return self.visit.words(own)
        described = openapi.said(each.description, self.visit.language)
        said, label = (re.sub(r"\W", "", text).casefold() for text in (described, self.label(each)))
        says_the_same = said in label or (label in said and len(said) <= 2 * len(label))
        return "" if says_the_same else described

    @property
    def consequence(self) -> str:
        """Return what will follow in numbers where it is known, else in words; nothing where there are none."""
        if self.view.consequence is not None:
            return self.view.consequence(self.visit, self.params, self.record)
        return self.visit.first_words(f"{self.view.words}.consequence", "forms.no_lead").strip()

    @property
    def has_faults_in_rest(self) -> bool:
        """Whether anything is wrong with a field that stands behind the others."""
        return any(name.partition(".")[0] in self.view.rest for name in self.details)

    def options(self, each: Field) -> list[Option]:
        """Return the choices of a field."""
        offer = self.view.options.get(each.key)
        if offer is not None:
            return offer(self.visit, self.params, self.record)
        group = self.view.groups.get(each.key, each.last)
        return [(code, self.visit.code(group, code)) for code in each.codes]

    def has_options(self, each: Field) -> bool:
        """Whether one chooses instead of typing."""
        return bool(each.codes) or each.key in self.view.options

    def value(self, each: Field) -> Any:
        """Return what is in a field."""
        found: Any = self.contents
        for part in each.name.split("."):
            if isinstance(found, list):
                found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
            else:
                found = found.get(part) if isinstance(found, dict) else None
        return "" if found is None else found

    def said_of(self, each: Field, value: Any) -> str:
        """Return in words what is in a field, or would be."""
        if each.kind == "flag":
            return self.visit.words("lists.true" if value == "true" else "lists.false")
        known = dict(self.options(each)) if self.has_options(each) else {}
        parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]
        texts_of = (self.said_of(each, part) if isinstance(part, list | dict) else part for part in parts)
        return "、".join(known.get(text, text) for text in texts_of if text) or "–"

    def rows(self, each: Field) -> list[tuple[Field, ...]]:
        """Return the fields of each row of a list, and of one more where there is none."""
        count = max(1 if each.required else 0, len(self.value(each) or []))
        return [tuple(inner.at(f"{each.name}.{number}") for inner in each.inner) for number in range(count)]

    def picked(self, each: Field) -> "list[Picked]":
        """Return what the rows of a field are chosen from, with the numbers that chosen ones have in the contents."""
        picks = self.view.picks[each.key]
        chosen = [str(row.get(picks.key, "")) for row in self.value(each) or []]
        offered = picks.offer(self.visit, self.params, self.record)
        left = iter(range(len(chosen), len(chosen) + len(offered)))
        numbers = [chosen.index(sent) if sent in chosen else next(left) for sent, _, _ in offered]
        return [
            Picked(each, picks.key, sent, shown, fixed, number, sent in chosen)
            for (sent, shown, fixed), number in zip(offered, numbers, strict=True)
        ]

    @cached_property
    def said(self) -> dict[str, Any]:
        """The values of the form's words."""
        return dict(self.view.said(self.visit, self.params, self.record)) if self.view.said else {}

    @property
    def takes_file(self) -> bool:
        """Whether a file is sent with it."""
        return any(each.kind == "file" for each in self.fields)

    @property
    def may_be_kept(self) -> bool:
        """Whether what is typed may be kept as a draft: a password may not."""
        return bool(self.fields) and all(each.kind != "password" for each in self.fields)

    def note_problem(self, answer: Answer) -> None:
        """Put what the API says beside the fields it says it of, and all of it into the summary."""
        known = {each.name: each for each in self._shown(self.fields)}
        for error in answer.problem.get("errors", []):
            name = re.sub(r"\[(\d+)\]", r".\1", str(error.get("field", "")))
            place = next((known[part] for part in _outwards(name) if part in known), None)
            detail = str(error.get("detail", ""))
            if place is None:
                self.summary.append(Fault("", detail))
            else:
                self.details[place.name] = detail
                self.summary.append(Fault(place.html_id, f"{self._place(place)}{detail}"))
        if not self.summary:
            self.summary.append(Fault("", str(answer.problem.get("detail", ""))))

    def _place(self, each: Field) -> str:
        numbers = [int(part) + 1 for part in each.name.split(".") if part.isdigit()]
        row = "".join(self.visit.words("forms.row", n=number) for number in numbers)
        return self.visit.words("forms.place", row=row, field=self.label(each))

    def _shown(self, fields: tuple[Field, ...]) -> Iterator[Field]:
        for each in fields:
            yield each
            inner = [row for found in self.rows(each) for row in found] if each.kind == "rows" else each.inner
            yield from self._shown(tuple(inner))


def _outwards(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def empty(view: FormView, visit: Visit, params: Params) -> Filled:
    """Return a form with the fields that the API's description states, and the record that it is about."""
    operation = DESCRIPTION.operation(visit.client, view.method, view.path)
    if operation is None:
        raise LookupError(f"the API has no {view.method} {view.path}")
    answer = _read_record(view, visit, params)
    record = answer.json if answer else {}
    schema = _schema(view, visit, params, record, operation.body or {})
    shown = tuple(name for name in view.fields or schema.get("properties", {}) if name not in view.hidden)
    made = Filled(view, visit, params, fields_of(schema, shown) if shown else (), _hidden(schema, view), record)
    made.etag = answer.etag if answer and operation.takes_version else ""
    if view.version is not None:
        made.etag = f'"{view.version(params, record)}"'
    made.fields = tuple(_suited(made, each) for each in made.fields)
    return made


def _read_record(view: FormView, visit: Visit, params: Params) -> Answer | None:
    """Read what a form is about; what was typed is shown again even where that cannot be read just now."""
    if not view.record_path:
        return None
    answer = visit.client.ask("GET", view.record_path.format(**params))
    return None if answer.status in NOT_DONE and request.method != "GET" else accepted(answer)


def _suited(form: Filled, each: Field) -> Field:
    """Return a field without what is not shown of it, and with its keys where it holds values by keys."""
    inner = tuple(_suited(form, one) for one in each.inner if one.key not in form.view.without)
    offer = form.view.keys.get(each.key)
    return by_keys(each, offer(form.visit, form.params, form.record)) if offer else replace(each, inner=inner)


def prefilled(view: FormView, visit: Visit, params: Params) -> Filled:
    """Return a form as it is first seen: with what the record says, the declaration knows and the address asks for."""
    made = empty(view, visit, params)
    known = {each.last: each.default for each in made.everything if each.default is not None}
    known |= made.record if view.amends else {}
    known |= {"organization_id": visit.capacity.organization_id} if visit.capacity else {}
    known |= view.values(visit, params, made.record) if view.values else {}
    named = {each.last for each in all_fields(made.everything)}
    asked = {name: said for name, said in request.args.items() if name in named}
    made.contents = texts(made.everything, known) | {name: said for name, said in asked.items() if said}
    return made


def _schema(view: FormView, visit: Visit, params: Params, record: Record, body: dict[str, Any]) -> dict[str, Any]:
    if view.schema is None:
        return body
    stated = body.get("properties", {}) | dict(view.schema(visit, params, record))
    return body | {"properties": {name: schema for name, schema in stated.items() if schema is not None}}


def _hidden(schema: dict[str, Any], view: FormView) -> tuple[Field, ...]:
    return fields_of(schema, view.hidden) if view.hidden else ()
