"""Responsibility letters: drafted from duties that are assigned already, signed by both sides, level by level."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import request

from gateway.console.actions import Button
from gateway.console.areas import Area
from gateway.console.columns import Column, names_of
from gateway.console.documents import lines_of, serve_document
from gateway.console.forms import FormView, Option, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.lists import ListView, headings, rows, serve_list
from gateway.console.records import Part, RecordView, serve_record
from gateway.console.sides import is_at, is_of_issuer, is_of_unit
from gateway.console.stages import stages
from gateway.console.visit import Visit

LETTERS, LETTER = "/responsibility-letters", "/responsibility-letters/{letter_id}"
CASCADE, DUTIES = f"{LETTERS}/cascade", f"{LETTERS}/duties"
MOST = 200
"""Duties that one page of the API has; a letter that may name more names all of them."""
area = Area("letters", tabs=(LETTERS, CASCADE, DUTIES))
STATUS = Column(name="status", kind="tag", group="letter_status")
UNIT = Column(name="organization_id", kind="unit")
DUTY = (
    Column(name="title"),
    Column(name="responsible_organization_id", kind="unit", value=lambda _, each: each["organization_id"]),
    Column(name="kind", kind="code", group="duty_kind"), Column(name="due_on", kind="day"),
    Column(name="standing", kind="tag"),
)  # fmt: skip
SIGNED = (Column(name="issuer_signed_on", kind="day"), Column(name="unit_signed_on", kind="day"))


def _title(visit: Visit, record: Record) -> str:
    return visit.words("letters.record.numbered", year=record["year"], number=record["number"])


def _waits_for_issuer(visit: Visit, record: Record) -> bool:
    return record["status"] == "drafted" and not record["issuer_signed_on"] and is_of_issuer(visit, record)


def _waits_for_unit(visit: Visit, record: Record) -> bool:
    waits = record["status"] == "drafted" and not record["unit_signed_on"]
    return waits and is_of_unit(visit, record) and not is_of_issuer(visit, record)


def _beside(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    """Return how far a letter is, its document, and the unit's duties that it does not name."""
    path = f"{LETTERS}/{record['id']}"
    found = visit.client.gather(
        lines=partial(lines_of, visit, f"{path}/document"),
        named=partial(visit.client.look, f"{path}/duties", limit=MOST),
        assigned=partial(visit.client.look, DUTIES, limit=MOST, organization_id=record["organization_id"],
                         year=record["year"]),
    )  # fmt: skip
    signed = [bool(record["issuer_signed_on"]), bool(record["unit_signed_on"])]
    labels = [
        (visit.words("letters.way.draft"), ""),
        (visit.words("letters.way.issuer"), _signed(visit, record, "issuer")),
        (visit.words("letters.way.unit"), _signed(visit, record, "unit")),
        (visit.words("letters.way.in_force"), ""),
    ]
    reached = 4 if all(signed) else 1 + sum(signed) if signed[0] else 1
    return {
        "way": stages(labels, reached, over=record["status"] not in {"drafted", "signed"}), "lines": found["lines"],
        "document": f"{path}/document", "left_out": _left_out(found["assigned"], found["named"]),
    }  # fmt: skip


def _signed(visit: Visit, record: Record, side: str) -> str:
    day = record[f"{side}_signed_on"]
    return f"{record[f'{side}_post']} {visit.day(day) if day else ''}".strip()


def _left_out(assigned: Mapping[str, Any] | None, named: Mapping[str, Any] | None) -> list[str]:
    if assigned is None or named is None or named["next"]:
        return []
    ids = {each["id"] for each in named["items"]}
    return [each["title"] for each in assigned["items"] if each["id"] not in ids]


def _unit() -> str:
    return request.values.get("organization_id", "")


@dataclass(frozen=True)
class Drafting:
    """What is known when a unit's letter is drafted: the duties that it may name, and those that it may not.

    `whole` says whether all are here; `before` is the newest letter of the same issuer.
    """

    covered: list[Record] = field(default_factory=list)
    others: list[Record] = field(default_factory=list)
    whole: bool = True
    before: Record = field(default_factory=dict)


def _drafting(visit: Visit) -> Drafting:
    """Return what is known of the letter that is drafted; it is asked for once in each visit."""
    if "drafting" not in visit.more:
        visit.more["drafting"] = _read_drafting(visit) if _unit() else Drafting()
    found: Drafting = visit.more["drafting"]
    return found


def _read_drafting(visit: Visit) -> Drafting:
    here = visit.capacity.organization_id if visit.capacity else ""
    year = request.values.get("year") or visit.today.year
    found = visit.client.gather(
        assigned=partial(visit.client.get, DUTIES, organization_id=_unit(), year=year, limit=MOST),
        letters=partial(visit.client.get, LETTERS, organization_id=here, year=year, limit=MOST),
    )
    assigned, letters = found["assigned"], found["letters"]["items"]
    before: Record = next((each for each in letters if each["issuer_id"] == here), {})
    own = next((each for each in letters if each["organization_id"] == here and each["status"] == "signed"), None)
    if own is None:
        return Drafting(assigned["items"], [], assigned["next"] is None, before)
    covering = visit.client.get(f"{LETTERS}/{own['id']}/duties", limit=MOST)
    ids = {each["id"] for each in covering["items"]}
    parts: dict[bool, list[Record]] = {True: [], False: []}
    for each in assigned["items"]:
        parts[each["id"] in ids].append(each)
    return Drafting(parts[True], parts[False], covering["next"] is None and assigned["next"] is None, before)


def _offered(visit: Visit, _params: Params, _record: Record) -> list[Option]:
    duties = _drafting(visit).covered
    names = names_of(visit, [each["organization_id"] for each in duties])
    shown = [(each, names.get(each["organization_id"], ""), visit.day(each["due_on"])) for each in duties]
    return [(each["id"], f"{each['title']} · {unit} · {day}") for each, unit, day in shown]


def _asked(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    found = _drafting(visit)
    return {} if found.whole and found.covered else {"duties": None}


def _known(visit: Visit, _params: Params, _record: Record) -> Mapping[str, Any]:
    found = _drafting(visit)
    said = {name: found.before.get(name, "") for name in ("basis", "issuer_post", "unit_post")}
    duties = [each["id"] for each in found.covered]
    return said | {"year": visit.today.year, "organization_id": _unit(), "duties": duties}


def _of_unit(visit: Visit, _record: Record) -> list[tuple[str, str]]:
    if not _unit():
        return [(visit.words("letters.draft.unit"), visit.words("letters.draft.choose"))]
    place = visit.client.look(f"/organizations/{_unit()}") or {"name": "–"}
    found = _drafting(visit)
    covered, others, whole = found.covered, found.others, found.whole
    said = [(visit.words("letters.draft.unit"), place["name"])]
    if not whole:
        said.append((visit.words("fields.duties"), visit.words("letters.draft.all_duties")))
    if whole and others:
        said.append((visit.words("letters.draft.not_covered"), "、".join(each["title"] for each in others)))
    if whole and not covered:
        said.append((visit.words("fields.duties"), visit.words("letters.draft.none")))
    return said


def _side(visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    side = request.values.get("side") or ("issuer" if is_at(visit, record["issuer_id"]) else "unit")
    return {"side": side, "post": record[f"{side}_post"]}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [
        (visit.words("letters.record.title"), _title(visit, record)),
        (visit.words("fields.basis"), record["basis"]),
        (visit.words("fields.duties"), visit.words("letters.record.duties", n=record["duties"])),
    ]


CHILD = ListView(
    path=LETTERS, words="letters.cascade", opens="/responsibility-letters/{letter_id}",
    columns=(Column(name="name"), STATUS, Column(name="duties", kind="number"), *SIGNED),
    acts=(
        Button(
            words="letters.draft.title", path=LETTERS, when=lambda _, each: each["status"] in {None, "signed"},
            query=lambda visit, each: {"organization_id": each["organization_id"], "year": visit.today.year},
        ),
    ),
)  # fmt: skip


@area.page(CASCADE)
def cascade(visit: Visit) -> str:
    """Show the units directly below with their letters of this year."""
    here, year = visit.capacity.organization_id if visit.capacity else "", visit.today.year
    found = visit.client.gather(
        children=partial(visit.client.get, f"/organizations/{here}/children", limit=MOST),
        letters=partial(visit.client.get, LETTERS, organization_id=here, year=year, limit=MOST),
    )
    letters = _newest(found["letters"]["items"])
    records = [_child(each, letters.get(each["id"])) for each in found["children"]["items"]]
    return visit.render(
        "letters/cascade.html", title=visit.words("letters.cascade.title"), rows=rows(visit, CHILD, records, {}),
        headings=headings(visit, CHILD.words, CHILD.columns),
    )  # fmt: skip


def _newest(letters: Iterable[Record]) -> dict[str, Record]:
    standing = (each for each in letters if each["status"] in {"drafted", "signed"})
    return {each["organization_id"]: each for each in sorted(standing, key=lambda each: each["number"])}


def _child(place: Record, letter: Record | None) -> Record:
    names = ("status", "duties", "issuer_signed_on", "unit_signed_on")
    said = {name: letter[name] if letter else None for name in names}
    return {"name": place["name"], "organization_id": place["id"], "letter_id": letter["id"] if letter else "-"} | said


serve_list(
    area,
    ListView(
        path=LETTERS, words="letters.list", filters=("year", "status"), opens="/responsibility-letters/{id}",
        groups={"status": "letter_status"},
        columns=(
            Column(name="title", value=_title), UNIT, Column(name="issuer_id", kind="unit"),
            Column(name="duties", kind="number"), *SIGNED, STATUS,
        ),
    ),
)  # fmt: skip
serve_list(
    area,
    ListView(
        path=DUTIES,
        words="letters.duties",
        columns=DUTY,
        filters=("year",),
        query=lambda visit, _: {"year": visit.today.year},
    ),
)
serve_record(
    area,
    RecordView(
        path=LETTER, words="letters.record", title=_title, state=STATUS, steps="way", step_group="letter_step",
        template="letters/letter.html", more=_beside,
        summary=(
            UNIT, Column(name="unit_post"), Column(name="issuer_id", kind="unit"), Column(name="issuer_post"),
            Column(name="basis"), Column(name="duties", kind="number"),
            Column(
                name="parent_letter_id", opens="/responsibility-letters/{parent_letter_id}",
                value=lambda visit, each: each["parent_letter_id"] and visit.words("letters.record.see"),
            ),
            Column(
                name="superseded_by", opens="/responsibility-letters/{superseded_by}",
                value=lambda visit, each: each["superseded_by"] and visit.words("letters.record.see"),
            ),
        ),
        parts=(Part(name="duties", path=f"{LETTER}/duties", columns=DUTY),),
        buttons=(
            Button(
                words="letters.sign.as_issuer", path=f"{LETTER}/signatures", when=_waits_for_issuer, primary=True,
                query=lambda _, __: {"side": "issuer"},
            ),
            Button(
                words="letters.sign.as_unit", path=f"{LETTER}/signatures", when=_waits_for_unit, primary=True,
                unasked=True, query=lambda _, __: {"side": "unit"},
            ),
            Button(
                words="letters.withdraw.title", path=f"{LETTER}/withdrawals",
                when=lambda visit, each: each["status"] == "drafted" and is_of_issuer(visit, each),
            ),
        ),
    ),
)  # fmt: skip
serve_document(area, f"{LETTER}/document")
serve_form(
    area,
    FormView(
        method="POST", path=LETTERS, words="letters.draft", hidden=("organization_id", "year"), about=_of_unit,
        fields=("basis", "issuer_post", "unit_post", "duties"), options={"duties": _offered}, values=_known,
        schema=_asked,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{LETTER}/signatures", words="letters.sign", fields=("post", "on"), hidden=("side",),
        values=_side, about=_about,
    ),
)  # fmt: skip
serve_form(area, FormView(method="POST", path=f"{LETTER}/withdrawals", words="letters.withdraw", about=_about))
