"""Rosters name the parent more often than they give its code: where one row has that name, its code is meant."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shared.text_validation import comparable, halfwidth


def with_codes(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the cells of a file's rows with the parent's code in place of its name, if that name is unique."""
    times = Counter(comparable(row["name"]) for row in rows)
    codes = {name: row["code"] for row in rows if times[name := comparable(row["name"])] == 1}
    return [_with_code(row, codes) for row in rows]


def _with_code(row: Mapping[str, str], codes: Mapping[str, str]) -> Mapping[str, str]:
    named = row["parent_code"]
    code = None if halfwidth(named).isdecimal() else codes.get(comparable(named))
    return row if code is None else {**row, "parent_code": code}
