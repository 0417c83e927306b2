"""The quarterly report as an official document, on paper as on the screen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature
from gateway.reports.quarterly import text_of

SENTENCE_END = "。"


def document_of_report(report: Mapping[str, Any], organ: str) -> OfficialDocument:
    """Compose the document of a report; `organ` is how its organization signs."""
    return OfficialDocument(
        title=report["title"],
        body=(Paragraph(text_of(report["basis"])), *_written(report["words"]), *_sections(report)),
        signatures=(Signature(organ, report["until"]),),
        written_on=report["until"],
        remark="数字仍在变动，本季度尚未结束" if report["is_running"] else "",
    )


def _sections(report: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    for section in report["sections"]:
        yield Heading(section["heading"])
        for part in section["parts"]:
            yield Heading(part["heading"], 2)
            yield from map(Paragraph, _paragraphs(part))
        yield from _written(section["words"])


def _written(words: Iterable[Mapping[str, Any]]) -> Iterator[Paragraph]:
    yield from (Paragraph(each["text"]) for each in words if each["text"])


def _paragraphs(part: Mapping[str, Any]) -> Iterator[str]:
    said = [text_of(each["segments"], each["zero"]) + SENTENCE_END for each in part["sentences"]]
    if part["breakdown"]:
        listed = part["breakdown"]
        named = [f"{each['name']}{each['count']}{listed['unit']}" for each in listed["items"]]
        said.append(f"{listed['words']}：{'、'.join(named)}{SENTENCE_END}")
    if part["units"]:
        said.append(f"涉及{_listed(part['units'], [_unit(each) for each in part['units']['items']])}{SENTENCE_END}")
    if said:
        yield "".join(said)
    if part["records"]:
        titles = [_record(each) for each in part["records"]["items"]]
        yield _listed(part["records"], titles, "；") + SENTENCE_END
    if part["due"]:
        yield due_text(part["due"], "下季度到期")


def due_text(due: Mapping[str, Any], words: str, most: int | None = None) -> str:
    """Return what falls due as it is read: how many of each kind, and the first of them."""
    titles = [_duty(each) for each in due["items"][:most]]
    kinds = "、".join(f"{each['what']}{each['count']}项" for each in due["kinds"])
    return f"{words}{due['count']}项（{kinds}）：{_listed(due, titles, '；')}{SENTENCE_END}"


def _listed(found: Mapping[str, Any], names: list[str], mark: str = "、") -> str:
    more = f"等{found['count']}个" if found["count"] > len(names) else ""
    return mark.join(names) + more


def _unit(item: Mapping[str, Any]) -> str:
    if item["mentors"] is None:
        return str(item["name"])
    helped = f"帮联单位：{'、'.join(item['mentors'])}" if item["mentors"] else "尚无帮联单位"
    return f"{item['name']}（{helped}）"


def _record(item: Mapping[str, Any]) -> str:
    progress = "" if item["percent"] is None else f"，进度{item['percent']}%"
    return f"{item['title']}（{item['organization']}{progress}）"


def _duty(item: Mapping[str, Any]) -> str:
    post = f"，{item['post']}" if item["post"] else ""
    day = item["due_on"]
    return f"{item['organization']}：{item['what']}“{item['title'] or ''}”（{day.month}月{day.day}日{post}）"
