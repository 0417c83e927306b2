"""What a form contains: read from what a browser sends, and turned into the body that the API is sent.

Nothing is checked here: a number that is none goes to the API as it was typed, and the API says what is wrong.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.console.forms.shapes import Field

WHOLE, FRACTION = re.compile(r"[+-]?\d{1,15}"), re.compile(r"[+-]?\d{1,15}\.\d{1,9}")
TRUE = "true"


def contents(form: MultiDict[str, str], fields: Iterable[Field]) -> dict[str, Any]:
    """Read fields as a tree of texts; empty rows are left out, so that no row has a number the API does not see."""
    return {each.last: _content(form, each) for each in fields}


def body(fields: Iterable[Field], given: Mapping[str, Any], *, amends: bool = False) -> dict[str, Any]:
    """Return the body of a request; a field that is empty is left out, and set to nothing where a record is amended."""
    made = {each.last: _value(each, given.get(each.last), amends=amends) for each in fields}
    nothing = {each.last for each in fields if amends and each.nullable}
    return {name: value for name, value in made.items() if value is not None or name in nothing}


def texts(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the values of a record into contents, as somebody would have typed them."""
    return {each.last: _texts(each, values[each.last]) for each in fields if each.last in values}


def _content(form: MultiDict[str, str], field: Field) -> Any:
    if field.kind == "group":
        return contents(form, field.inner)
    if field.kind == "rows":
        numbers = sorted({int(found[1]) for name in form if (found := re.match(rf"{field.name}\.(\d{{1,4}})\.", name))})
        rows = [contents(form, [each.at(f"{field.name}.{number}") for each in field.inner]) for number in numbers]
        return [row for row in rows if not _is_empty(row)]
    if field.kind in {"choices", "lines"}:
        return [line for text in form.getlist(field.name) for line in text.splitlines() if line.strip()]
    return form.get(field.name, "")


def _is_empty(content: Any) -> bool:
    if isinstance(content, dict):
        return all(_is_empty(each) for each in content.values())
    return content in ("", [], None)


def _value(field: Field, content: Any, *, amends: bool) -> Any:
    if field.kind == "group":
        inner = body(field.inner, content or {}, amends=amends)
        return inner or ({} if field.required else None)
    if field.kind == "rows":
        rows = [body(field.inner, row) for row in content or []]
        return rows if rows or field.required or amends else None
    if field.kind in {"choices", "lines"}:
        return content if content or field.required or amends else None
    if field.kind == "flag":
        return content == TRUE
    if content in ("", None):
        return None
    return _number(content) if field.kind == "number" else plain(field, content)


def plain(field: Field, content: str) -> str:
    """Return a text as the API takes it: a moment as it was typed is one in China's time."""
    return f"{content}:00+08:00" if field.kind == "moment" and re.fullmatch(r"[\d-]+T\d\d:\d\d", content) else content


def _number(content: str) -> int | float | str:
    text = content.strip()
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if FRACTION.fullmatch(text) else content


def _texts(field: Field, value: Any) -> Any:
    if value is None:
        return [] if field.kind in {"rows", "choices", "lines"} else ""
    if field.kind == "group":
        return texts(field.inner, value)
    if field.kind == "rows":
        return [texts(field.inner, row) for row in value]
    if field.kind in {"choices", "lines"}:
        return [str(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
