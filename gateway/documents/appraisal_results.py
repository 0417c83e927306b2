"""The result of an annual appraisal (年度党建工作考核) as an official document."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature, Table, day_text
from gateway.documents.wordings import WORDINGS, day_of


def document_of_appraisal(
    appraisal: Mapping[str, Any], scheme: Mapping[str, Any], organs: Mapping[str, str]
) -> OfficialDocument:
    """Compose the result of an appraisal from its record and the scheme it goes by; `organs` holds the names in it."""
    words, year = WORDINGS["appraisal"], appraisal["year"]
    issuer, unit = organs[appraisal["issuer_id"]], organs[appraisal["organization_id"]]
    written_on = written_on_of(appraisal)
    named = {"issuer": issuer, "year": year, "scheme": scheme["title"], "rule_version": scheme["rule_version"]}
    return OfficialDocument(
        letterhead=words["letterhead"].format(issuer=issuer),
        title=words["title"].format(unit=unit, year=year),
        addressees=(unit,),
        body=(
            Paragraph(words["opening"].format_map(named)),
            *_result(appraisal, words),
            *_items(appraisal["items"], words),
            *_objections(appraisal, words),
        ),
        signatures=(Signature(issuer, written_on),),
        written_on=written_on,
        remark=words["remarks"].get(appraisal["status"], ""),
        printed_by=issuer,
    )


def written_on_of(appraisal: Mapping[str, Any]) -> date:
    """Return the day of an appraisal's last step that its result stands on."""
    return day_of(appraisal["published_on"] or appraisal["reviewed_on"] or appraisal["opened_on"])


def _result(appraisal: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    yield Heading(words["result"])
    if appraisal["score"] is None:
        yield Paragraph(words["no_score"])
        return
    yield Paragraph(words["score"].format(score=_points(appraisal["score"]), band=appraisal["band_name"]))


def _items(items: list[Mapping[str, Any]], words: Mapping[str, Any]) -> Iterator[Heading | Paragraph | Table]:
    yield Heading(words["items"])
    rows = tuple(
        (item["name"], _points(item["most"]), _points(item["points"]), words["kinds"][item["kind"]]) for item in items
    )
    yield Table(tuple(words["columns"]), rows, (4, 2, 2, 3))
    for item in items:
        if said := _basis(item, words):
            yield from (Heading(item["name"], 2), Paragraph(said))


def _basis(item: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if item["reason"]:
        return str(words["judged"].format(reason=item["reason"]))
    if not item["measured"]:
        return str(words["unmeasured"])
    figure = item["figure"]
    if figure is None:
        return ""
    divided = "" if figure["denominator"] is None else words["divided"].format(denominator=figure["denominator"])
    return str(words["figure"].format(numerator=figure["numerator"], divided=divided))


def _objections(appraisal: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    if appraisal["objections_until"]:
        until = day_text(day_of(appraisal["objections_until"]))
        yield from (Heading(words["objections"]), Paragraph(words["object"].format(until=until)))


def _points(hundredths: int | None) -> str:
    return "—" if hundredths is None else f"{hundredths / 100:g}"
