"""The three notices (三单) as official documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature, day_text
from gateway.documents.wordings import WORDINGS, day_of
from shared.enumerations import NOTICE_KINDS


def document_of_notice(notice: Mapping[str, Any], organs: Mapping[str, str]) -> OfficialDocument:
    """Compose a notice from its record; `organs` holds the names of the organizations in it."""
    words, issuer, unit = WORDINGS["notice"], organs[notice["issuer_id"]], organs[notice["organization_id"]]
    issued_on = day_of(notice["issued_on"])
    told = [each["organization_id"] for each in notice["deliveries"] if each["purpose"] == "knowledge"]
    return OfficialDocument(
        letterhead=words["letterhead"].format(issuer=issuer),
        number=notice["title"],
        title=words["title"].format(unit=unit, name=notice["title"].partition("〔")[0]),
        addressees=(unit,),
        body=(*_problems(notice, words), *_demands(notice, words), *_hand_in(notice, words, issuer)),
        signatures=(Signature(issuer, issued_on),),
        written_on=issued_on,
        remark=words["remarks"].get(notice["status"], ""),
        copies=tuple(organs[each] for each in told),
        printed_by=issuer,
    )


def _problems(notice: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    yield Paragraph(words["openings"][notice["kind"]])
    if notice["climbed_from"]:
        yield Paragraph(words["climbed"])
    if notice["reason"]:
        yield Paragraph(words["otherwise"].format(reason=notice["reason"]))
    yield Heading(words["problems"])
    for item in notice["asked"]:
        yield from (Heading(item["title"], 2), Paragraph(item["text"]))
    if not notice["asked"]:
        yield Paragraph(words["moved"])


def _demands(notice: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    yield Heading(words["demands"])
    if notice["text"]:
        yield Paragraph(notice["text"])
    yield Paragraph(words["due"].format(due_on=day_text(day_of(notice["due_on"]))))


def _hand_in(notice: Mapping[str, Any], words: Mapping[str, Any], issuer: str) -> Iterator[Heading | Paragraph]:
    yield from (Heading(words["hand_in"]), Paragraph(words["proof"]))
    escalates = "" if notice["kind"] == NOTICE_KINDS[-1] else words["escalates"]
    yield Paragraph(words["verified"].format(issuer=issuer) + escalates)
