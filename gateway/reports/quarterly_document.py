"""The quarterly report as an official document, on paper as on the screen; in English on the screen alone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature
from gateway.reports.quarterly import text_of

SENTENCE_END = "。"
WORDINGS: dict[str, dict[str, str]] = {
    "zh": {
        "end": SENTENCE_END,
        "running": "数字仍在变动，本季度尚未结束",
        "share": "{name}{count}{unit}",
        "breakdown": "{words}：{listed}",
        "units": "涉及{listed}",
        "due": "{words}{count}项（{kinds}）：{listed}",
        "kind": "{what}{count}项",
        "more": "等{count}个",
        "between": "、",
        "apart": "；",
        "helped": "{name}（帮联单位：{mentors}）",
        "unhelped": "{name}（尚无帮联单位）",
        "record": "{title}（{organization}）",
        "progress": "{title}（{organization}，进度{percent}%）",
        "duty": "{organization}：{what}“{title}”（{on.month}月{on.day}日{post}）",
        "post": "，{post}",
    },
    "en": {
        "end": ". ",
        "running": "The quarter is not over; its figures still change",
        "share": "{name} {count} {unit}",
        "breakdown": "{words}: {listed}",
        "units": "These are {listed}",
        "due": "{words}: {count} ({kinds}): {listed}",
        "kind": "{what} {count}",
        "more": " and others, {count} in all",
        "between": ", ",
        "apart": "; ",
        "helped": "{name} (mentor units: {mentors})",
        "unhelped": "{name} (no mentor unit yet)",
        "record": "{title} ({organization})",
        "progress": "{title} ({organization}, {percent}% done)",
        "duty": "{organization}: {what} {title} ({on.day} {on:%B}{post})",
        "post": ", {post}",
    },
}
DUE = {"zh": "下季度到期", "en": "Falls due next quarter"}


def document_of_report(report: Mapping[str, Any], organ: str) -> OfficialDocument:
    """Compose the document of a report in its language; `organ` is how its organization signs."""
    tongue = report["language"]
    return OfficialDocument(
        title=report["title"],
        body=(Paragraph(text_of(report["basis"], None, tongue)), *_written(report["words"]), *_sections(report)),
        signatures=(Signature(organ, report["until"]),),
        written_on=report["until"],
        remark=WORDINGS[tongue]["running"] if report["is_running"] else "",
        language=tongue,
    )


def _sections(report: Mapping[str, Any]) -> Iterator[Heading | Paragraph]:
    for section in report["sections"]:
        yield Heading(section["heading"])
        for part in section["parts"]:
            yield Heading(part["heading"], 2)
            yield from map(Paragraph, _paragraphs(part, report["language"]))
        yield from _written(section["words"])


def _written(words: Iterable[Mapping[str, Any]]) -> Iterator[Paragraph]:
    yield from (Paragraph(each["text"]) for each in words if each["text"])


def _paragraphs(part: Mapping[str, Any], tongue: str) -> Iterator[str]:
    wording = WORDINGS[tongue]
    said = [text_of(each["segments"], each["zero"], tongue) + wording["end"] for each in part["sentences"]]
    if part["breakdown"]:
        counted = part["breakdown"]
        shares = [wording["share"].format(**each, unit=counted["unit"]) for each in counted["items"]]
        listed = wording["between"].join(shares)
        said.append(wording["breakdown"].format(words=counted["words"], listed=listed) + wording["end"])
    if part["units"]:
        named = [_unit(each, wording) for each in part["units"]["items"]]
        said.append(wording["units"].format(listed=_listed(part["units"], named, wording)) + wording["end"])
    if said:
        yield "".join(said).strip()
    if part["records"]:
        titles = [_record(each, wording) for each in part["records"]["items"]]
        yield (_listed(part["records"], titles, wording, "apart") + wording["end"]).strip()
    if part["due"]:
        yield due_text(part["due"], DUE[tongue], tongue=tongue)


def due_text(due: Mapping[str, Any], words: str, most: int | None = None, tongue: str = "zh") -> str:
    """Return what falls due as it is read: how many of each kind, and the first of them."""
    wording = WORDINGS[tongue]
    titles = [_duty(each, wording) for each in due["items"][:most]]
    kinds = wording["between"].join(wording["kind"].format(**each) for each in due["kinds"])
    listed = _listed(due, titles, wording, "apart")
    return (wording["due"].format(words=words, count=due["count"], kinds=kinds, listed=listed) + wording["end"]).strip()


def _listed(found: Mapping[str, Any], names: list[str], wording: Mapping[str, str], mark: str = "between") -> str:
    more = wording["more"].format(count=found["count"]) if found["count"] > len(names) else ""
    return wording[mark].join(names) + more


def _unit(item: Mapping[str, Any], wording: Mapping[str, str]) -> str:
    if item["mentors"] is None:
        return str(item["name"])
    how = wording["helped" if item["mentors"] else "unhelped"]
    return how.format(name=item["name"], mentors=wording["between"].join(item["mentors"]))


def _record(item: Mapping[str, Any], wording: Mapping[str, str]) -> str:
    return wording["record" if item["percent"] is None else "progress"].format_map(item)


def _duty(item: Mapping[str, Any], wording: Mapping[str, str]) -> str:
    post = wording["post"].format(post=item["post"]) if item["post"] else ""
    said = {name: item[name] or "" for name in ("organization", "what", "title")}
    return wording["duty"].format(**said, on=item["due_on"], post=post)
