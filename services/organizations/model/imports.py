"""What a district's file would do to the tree: every row checked by itself, then in its place; nothing is touched.

A row is refused with reasons in words; whoever stands below a refused row is refused with it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from services.organizations.model import plausibility_warnings, validation
from services.organizations.model.levels import ADMINISTRATIVE, PARENTS
from shared.coordinates import require_coordinates
from shared.enumerations import ROW_OUTCOMES
from shared.errors import Invalid, Refusal
from shared.jobs import refusal_view
from shared.struct_types import prepared
from shared.text_validation import clean, clean_name, comparable, halfwidth, number_of, printable
from shared.trees import DISTRICT, STREET, Version

OPENS, UNCHANGED, RENAMED, AMENDED, REFUSED = OUTCOMES = ROW_OUTCOMES

LEVEL_WORDS: dict[str, str] = {
    comparable(word): level
    for level, words in msgspec.yaml.decode(
        Path(__file__).with_name("level_words.yaml").read_bytes(), type=prepared(dict[str, list[str]])
    ).items()
    for word in words
}
"""How files name the three levels: the platform's words, the statistics' numbers, and Chinese."""

CELLS = ("code", "name", "level", "parent_code", "lon_gcj02", "lat_gcj02")


@dataclass
class Row:
    """One row of the file and what was found about it."""

    number: int
    cells: Mapping[str, str]
    code: str = ""
    name: str = ""
    level: str = ""
    parent_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    outcome: str = ""
    organization_id: str | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        """Record why the row cannot be imported."""
        self.outcome = REFUSED
        self.reasons.append(refusal_view(refusal))


@dataclass(frozen=True)
class Holder:
    """An organization that holds a code on the effective day, or (`later`) from some later day on."""

    organization_id: str
    version: Version
    parent_code: str | None = None
    later: bool = False


@dataclass
class Report:
    """What becomes of a whole file."""

    rows: list[Row]
    notes: list[dict[str, Any]]
    refused: bool

    def outcomes(self) -> dict[str, int]:
        """Count the rows by what becomes of them."""
        return dict(Counter(row.outcome for row in self.rows))

    def in_order(self) -> list[Row]:
        """Return the rows that change something, parents before children."""
        return sorted(
            (row for row in self.rows if row.outcome not in {REFUSED, UNCHANGED}),
            key=lambda row: ADMINISTRATIVE.index(row.level),
        )


def level_of(text: str) -> str:
    """Return the level that a file's word names, or an empty text."""
    return LEVEL_WORDS.get(comparable(text), "")


def root_code(rows: Sequence[Mapping[str, str]]) -> str | None:
    """Return the division code of a file's district, or None where it names none or several.

    A list of communities alone names the district by the first six digits of their streets.
    """
    parsed = [_parse(number, cells) for number, cells in enumerate(rows)]
    roots = [row.code for row in parsed if row.level == DISTRICT and row.code]
    if roots:
        return roots[0]
    above = {row.parent_code for row in parsed if row.level == STREET} or {
        row.parent_code[:6].ljust(validation.CODE_DIGITS, "0") for row in parsed if row.parent_code
    }
    return above.pop() if len(above) == 1 else None


def check(
    rows: Sequence[tuple[int, Mapping[str, str]]], holders: Mapping[str, Holder], day: date, *, skip_faulty: bool
) -> Report:
    """Return each row's effect on a day: open, rename, amend, nothing, or the reasons against it.

    `holders` are the organizations that the district has, by division code.
    """
    checked = [_parse(number, cells) for number, cells in rows]
    notes: list[dict[str, Any]] = []
    _refuse_repeated(checked)
    _refuse_roots(checked, holders, notes, day, skip_faulty=skip_faulty)
    by_code = {row.code: row for row in checked if row.code and "duplicate_code" not in _codes(row)}
    for row in checked:
        _refuse_circle(row, by_code)
    for level in ADMINISTRATIVE:
        for row in checked:
            if row.level == level:
                _check_place(row, by_code, holders)
                _check_change(row, holders, day)
    _warn(checked, holders, notes, day)
    faulty = any(row.outcome == REFUSED for row in checked)
    nothing = all(row.outcome == REFUSED for row in checked)
    report = Report(checked, notes, refused=nothing or (faulty and not skip_faulty))
    if not report.refused and not report.in_order():
        notes.append(plausibility_warnings.warning("nothing_changes", day))
    return report


def _parse(number: int, cells: Mapping[str, str]) -> Row:
    row = Row(number=number, cells=cells)
    texts = {name: clean(cells.get(name) or "") for name in CELLS}
    row.name, row.level = printable(clean_name(texts["name"])), level_of(texts["level"])
    if not row.level:
        row.refuse(Invalid("import_level_unknown", field="level", level=printable(texts["level"])))
    _set(row, "name", lambda: validation.name_of(texts["name"]))
    _set(row, "code", lambda: validation.division_code_of(texts["code"], field="code"))
    if row.level != DISTRICT:
        _set(row, "parent_code", lambda: validation.division_code_of(texts["parent_code"], field="parent_code"))
    _set(row, "longitude", lambda: _degrees(texts["lon_gcj02"], "lon_gcj02"))
    _set(row, "latitude", lambda: _degrees(texts["lat_gcj02"], "lat_gcj02"))
    if row.outcome != REFUSED:
        _set(row, None, lambda: require_coordinates(row.longitude, row.latitude))
    return row


def _set(row: Row, attribute: str | None, read: Any) -> None:
    try:
        value = read()
    except Refusal as refusal:
        row.refuse(refusal)
    else:
        if attribute:
            setattr(row, attribute, value)


def _degrees(text: str, column: str) -> float | None:
    if not text:
        return None
    try:
        return number_of(text)
    except ValueError:
        raise Invalid("coordinate_malformed", field=column, value=printable(text, limit=30)) from None


def _refuse_repeated(rows: Sequence[Row]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.code, row)
        if row.code and earlier is not row:
            row.refuse(Invalid("duplicate_code", field="code", division_code=row.cells["code"], row=earlier.number))


def _refuse_roots(
    rows: list[Row], holders: Mapping[str, Holder], notes: list[dict[str, Any]], day: date, *, skip_faulty: bool
) -> None:
    roots = [row for row in rows if row.level == DISTRICT]
    for row in roots[1:]:
        row.refuse(Invalid("second_root", field="level", row=roots[0].number, name=roots[0].name))
    if roots or any(holder.version.level == DISTRICT for holder in holders.values()):
        return
    parents = {row.parent_code for row in rows if row.level == STREET}
    if skip_faulty and len(parents) == 1 and "" not in parents:
        code = parents.pop()
        name = f"（未命名）{code[:6]}"
        rows.insert(0, Row(number=0, cells={}, code=code, name=name, level=DISTRICT))
        notes.append(plausibility_warnings.warning("root_supplied", day, division_code=code, name=name))
    elif all(row.level for row in rows):
        # A row whose level could not be read may be the district: it says so itself.
        notes.append(refusal_view(Invalid("root_missing", field="level")))


def _refuse_circle(row: Row, by_code: Mapping[str, Row]) -> None:
    seen, step = {row.code}, by_code.get(row.parent_code)
    while step is not None and step.code not in seen:
        seen.add(step.code)
        step = by_code.get(step.parent_code)
    if row.code and step is not None and step.code == row.code:
        row.refuse(Invalid("parent_cycle", field="parent_code", name=row.name))


def _check_place(row: Row, by_code: Mapping[str, Row], holders: Mapping[str, Holder]) -> None:
    if row.level == DISTRICT or not row.parent_code or "parent_cycle" in _codes(row):
        return
    parent, holder = by_code.get(row.parent_code), holders.get(row.parent_code)
    if parent is None and (holder is None or holder.later):
        row.refuse(Invalid("parent_unknown", field="parent_code", division_code=row.cells["parent_code"]))
        return
    level = parent.level if parent else holder.version.level if holder else ""
    name = parent.name if parent else holder.version.name if holder else ""
    if parent is not None and parent.outcome == REFUSED:
        row.refuse(Invalid("parent_refused", field="parent_code", row=parent.number, name=name))
    elif level not in PARENTS[row.level]:
        row.refuse(
            Invalid(
                "level_does_not_fit",
                field="parent_code",
                name=row.name,
                level=row.level,
                parent=name,
                parent_level=level,
            )
        )


def _check_change(row: Row, holders: Mapping[str, Holder], day: date) -> None:
    holder = holders.get(row.code)
    if row.outcome == REFUSED:
        return
    if holder is None:
        row.outcome = OPENS
        return
    now = holder.version
    if holder.later:
        row.refuse(
            Invalid("code_taken", field="code", division_code=row.code, organization=now.name, day=now.valid_from)
        )
    elif now.level != row.level:
        row.refuse(Invalid("import_level_differs", field="level", name=now.name, level=now.level, file_level=row.level))
    else:
        row.organization_id = holder.organization_id
        placed = row.longitude is not None and (row.longitude, row.latitude) != (now.longitude, now.latitude)
        row.outcome = RENAMED if _renames(row.name, now.name) else AMENDED if placed else UNCHANGED
        if holder.parent_code is not None and holder.parent_code != row.parent_code:
            row.warnings.append(
                plausibility_warnings.warning("parent_differs", day, name=row.name, parent=holder.parent_code)
            )


def _renames(name: str, now: str) -> bool:
    """Another spelling of the dot is no other name; one without the invisible signs that today's has is."""
    return comparable(name) != comparable(now) or now != clean_name(now)


def _warn(rows: Sequence[Row], holders: Mapping[str, Holder], notes: list[dict[str, Any]], day: date) -> None:
    names = Counter(comparable(row.name) for row in rows if row.outcome != REFUSED)
    levels = {row.code: row.level for row in rows} | {code: holder.version.level for code, holder in holders.items()}
    for row in rows:
        row.warnings.extend(plausibility_warnings.of_name(row.name, row.level, day))
        if (count := names[comparable(row.name)]) > 1:
            row.warnings.append(plausibility_warnings.warning("name_repeated", day, name=row.name, count=count))
        parent_level = levels.get(row.parent_code, "")
        if row.code and validation.code_prefix_differs(row.code, row.parent_code or None, parent_level):
            words = {"division_code": row.code, "parent_code": row.parent_code}
            row.warnings.append(plausibility_warnings.warning("code_prefix_differs", day, **words))
    missing = sum(1 for holder in holders.values() if not holder.later) - sum(
        1 for row in rows if row.organization_id is not None
    )
    if missing > 0:
        notes.append(plausibility_warnings.warning("not_in_file", day, count=missing))


def _codes(row: Row) -> set[str]:
    return {reason["code"] for reason in row.reasons}


def with_parent_codes(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the cells of a file's rows with the parent's code in place of its name, where one row has that name.

    Rosters name the parent more often than they give its code.
    """
    times = Counter(comparable(row["name"]) for row in rows)
    codes = {name: row["code"] for row in rows if times[name := comparable(row["name"])] == 1}
    return [_with_parent_code(row, codes) for row in rows]


def _with_parent_code(row: Mapping[str, str], codes: Mapping[str, str]) -> Mapping[str, str]:
    parent = row["parent_code"]
    code = None if halfwidth(parent).isdecimal() else codes.get(comparable(parent))
    return row if code is None else {**row, "parent_code": code}
