"""Reads of a PromQL expression what it asks for; whether the expression is sound beyond that, promtool says."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<span>\d+(?:ms|[smhdwy])\b)
      | (?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)
      | (?P<name>[A-Za-z_:][A-Za-z0-9_:]*)
      | (?P<sign>=~|!~|!=|==|>=|<=|[-+*/%^=<>(){}\[\],])
    )""",
    re.VERBOSE,
)
CLAUSES = {"by", "without", "on", "ignoring", "group_left", "group_right"}
WORDS = {"and", "or", "unless", "offset", "bool"}
CLOSING = {")": "(", "}": "{", "]": "["}
FUNCTIONS = {"max", "min", "sum", "count", "topk", "rate", "increase", "histogram_quantile", "label_replace", "vector"}


@dataclass
class Asked:
    """The names of metrics, the patterns for such names, and the labels that an expression is about."""

    metrics: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)


def read(expression: str) -> Asked:
    """Read an expression; ValueError says what in it cannot be read."""
    asked, opened, clause = Asked(), [], False
    tokens = list(_tokens(expression))
    for place, (kind, text) in enumerate(tokens):
        after = tokens[place + 1 : place + 3]
        if kind == "sign":
            _open_or_close(opened, text, expression)
            clause = clause and text != ")"
        elif kind == "name" and (clause or opened[-1:] == ["{"]):
            _note_label(asked, text, after)
        elif kind == "name":
            clause = text in CLAUSES
            _note_name(asked, text, after[0][1] if after else "")
    if opened:
        raise ValueError(f"{opened} stays open in {expression}")
    return asked


def _open_or_close(opened: list[str], sign: str, expression: str) -> None:
    if sign in CLOSING.values():
        opened.append(sign)
    elif sign in CLOSING and (not opened or opened.pop() != CLOSING[sign]):
        raise ValueError(f"{sign} closes nothing in {expression}")


def _note_name(asked: Asked, name: str, following: str) -> None:
    if name in CLAUSES | WORDS or (name in FUNCTIONS and following in CLAUSES | {"("}):
        return
    if following == "(":
        raise ValueError(f"{name} is no function that the rules have needed so far")
    asked.metrics.add(name)


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while expression[place:].strip():
        match = TOKEN.match(expression, place)
        if match is None:
            raise ValueError(f"{expression[place : place + 20]!r} cannot be read in {expression}")
        found.append((str(match.lastgroup), match[match.lastgroup or 0]))
        place = match.end()
    return found


def _note_label(asked: Asked, label: str, after: list[tuple[str, str]]) -> None:
    if label == "__name__":
        asked.patterns.add(after[1][1].strip("\"'"))
    else:
        asked.labels.add(label)
