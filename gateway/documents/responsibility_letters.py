"""Responsibility letters (责任书) as official documents."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature, day_text
from gateway.documents.wordings import WORDINGS, day_of
from shared.enumerations import LETTER_SIDES


def document_of_letter(
    letter: Mapping[str, Any], duties: Sequence[Mapping[str, Any]], organs: Mapping[str, str]
) -> OfficialDocument:
    """Compose a letter from its record and the duties that it names; `organs` holds the names in it."""
    words, year = WORDINGS["letter"], letter["year"]
    issuer, unit = organs[letter["issuer_id"]], organs[letter["organization_id"]]
    signed = [letter[f"{side}_signed_on"] and day_of(letter[f"{side}_signed_on"]) for side in LETTER_SIDES]
    return OfficialDocument(
        title=words["title"].format(unit=unit, year=year),
        number=words["number"].format(year=year, number=letter["number"]),
        body=(
            Paragraph(words["opening"].format(basis=letter["basis"], issuer=issuer, unit=unit)),
            Heading(words["duties"]),
            *_duties(letter, duties, organs),
            *(Heading(words["sides"]), Paragraph(words["unit_side"]), Paragraph(words["issuer_side"])),
            *(Heading(words["validity"]), Paragraph(words["valid"].format(year=year))),
        ),
        signatures=(
            Signature(issuer, signed[0], letter["issuer_post"]),
            Signature(unit, signed[1], letter["unit_post"]),
        ),
        written_on=max(filter(None, signed), default=drafted_on(letter)),
        remark=words["remarks"].get(letter["status"], ""),
    )


def drafted_on(letter: Mapping[str, Any]) -> date:
    """Return the day of a letter's first step."""
    return day_of(letter["way"][0]["taken_on"])


def _duties(
    letter: Mapping[str, Any], duties: Sequence[Mapping[str, Any]], organs: Mapping[str, str]
) -> Iterator[Heading]:
    words = WORDINGS["letter"]
    for kind, name in words["kinds"].items():
        of_kind = [duty for duty in duties if duty["kind"] == kind]
        if of_kind:
            yield Heading(name, 2)
        for duty in of_kind:
            details = [] if duty["organization_id"] == letter["organization_id"] else [organs[duty["organization_id"]]]
            details.append(_due(duty, words))
            yield Heading(words["duty"].format(title=duty["title"], details="，".join(details)), 3)


def _due(duty: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return words["due"].format(due_on=day_text(day_of(duty["due_on"]))) if duty["due_on"] else words["without_day"]
