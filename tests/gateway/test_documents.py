"""Notices and responsibility letters as official documents: who gets them, in which format, and what they say."""

import io
import re
from html import unescape

import docx
import pytest
from docx.oxml.ns import qn

from gateway.documents.docx_format import MEDIA
from services.supervision.model.notices import KINDS
from tests.expect import done
from tests.gateway.api_scenario import NAMED, ApiScenario

DOCUMENTS = (
    "/notices/{notice_id}/document", "/responsibility-letters/{letter_id}/document",
    "/appraisals/{appraisal_id}/document",
)  # fmt: skip

NAMES = ("整改意见单", "通报批评单", "主要领导约谈单")


def lines_of(content: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ["".join(text.text or "" for text in each.iter(qn("w:t"))) for each in body.iter(qn("w:p"))]
    return [line for line in lines if line]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_comes_in_the_format_that_is_accepted(api: ApiScenario, path: str) -> None:
    district, path = api.people["district"], path.format_map(api.ids)
    word = district.get(path, headers={"Accept": MEDIA})
    assert (word.status_code, word.content_type, word.headers["Vary"]) == (200, MEDIA, "Accept")
    assert "attachment" in word.headers["Content-Disposition"]
    shown = district.get(path, headers={"Accept": "text/html,application/xhtml+xml;q=0.9"})
    assert (shown.status_code, shown.mimetype) == (200, "text/html")
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    words = unescape(re.sub("<[^>]+>", "", shown.text))
    assert [line for line in lines_of(word.data) if line not in words] == []
    assert district.get(path).data == district.get(path, headers={"Accept": "*/*"}).data == word.data
    assert word.headers["ETag"] != shown.headers["ETag"]
    again = district.get(path, headers={"Accept": MEDIA, "If-None-Match": word.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", DOCUMENTS)
def test_bad_requests_for_a_document_are_refused(api: ApiScenario, path: str) -> None:
    district = api.people["district"]
    unknown = district.get(path.format_map(dict.fromkeys(("notice_id", "letter_id", "appraisal_id"), "no-such-record")))
    assert unknown.status_code == 404
    other = district.get(path.format_map(api.ids), headers={"Accept": "application/pdf"})
    assert (other.status_code, other.json["type"]) == (406, "urn:sanji:problem:format_not_offered")
    assert MEDIA in other.json["detail"]
    assert api.people["stranger"].get(path.format_map(api.ids)).status_code == 403


@pytest.mark.parametrize(("kind", "name"), list(zip(KINDS, NAMES, strict=True)))
def test_a_notice_says_what_was_found_by_when_and_who_issues_it(api: ApiScenario, kind: str, name: str) -> None:
    issued = api.supervision.issued(1, kind=kind, reason="重复发生", text="当面说明\n逐项整改")
    notice = done(api.people["district"].get(f"/notices/{issued['id']}"))
    lines = lines_of(api.people["community"].get(f"/notices/{issued['id']}/document").data)
    assert lines[:4] == ["东district文件", notice["title"], f"关于东community有关问题的{name}", "东community："]
    assert notice["title"].startswith(f"{name}〔")
    after = [line for line in lines if "组织生活会每年至少召开一次" in line]
    assert after == ["（一）组织生活会每年至少召开一次"]
    assert {"会议记录不完整", "当面说明", "逐项整改"} <= set(lines)
    year, month, day = map(int, notice["due_on"].split("-"))
    assert f"请于{year}年{month}月{day}日前（含当日）完成整改。" in lines
    assert "抄送：东street。" in lines
    assert ("签发本单的理由：重复发生" in lines) is True
    assert any("可升级签发" in line for line in lines) is (kind != KINDS[-1])


def test_a_letter_says_the_duties_and_both_sides(api: ApiScenario) -> None:
    street = api.people["street"]
    letter = done(street.get(f"/responsibility-letters/{api.ids['letter_id']}"))
    duties = done(street.get(f"/responsibility-letters/{letter['id']}/duties"))["items"]
    lines = lines_of(street.get(f"/responsibility-letters/{letter['id']}/document").data)
    assert lines[:2] == [
        f"东community{letter['year']}年度党建工作责任书",
        f"责任书〔{letter['year']}〕{letter['number']}号",
    ]
    assert letter["basis"] in lines[2]
    assert len(duties) == letter["duties"] == sum(re.match(r"\d+\. ", line) is not None for line in lines)
    assert [duty["title"] for duty in duties if not any(duty["title"] in line for line in lines)] == []
    sides = ["东street", f"{letter['issuer_post']}（签字）：", "东community", f"{letter['unit_post']}（签字）："]
    assert [line for line in lines if line in sides] == sides
    assert lines[-1] == "（此件为草案，尚未经双方签字）"


def test_a_result_says_each_item_and_why_and_by_when_to_object(api: ApiScenario) -> None:
    published = api.appraisals.published(api.appraisals.opened(year=api.day.year - 1), "east", "district", 2500)
    lines = lines_of(api.people["street"].get(f"/appraisals/{published['id']}/document").data)
    assert {"关于东street", f"{published['year']}年度党建工作考核结果的通报"} <= set(lines)
    assert f"总分{published['score'] / 100:g}分，等次为{published['band_name']}。" in lines
    table = [cell for item in published["items"] for cell in (item["name"], _points(item["points"]))]
    assert [cell for cell in table if cell not in lines] == []
    assert "评议理由：现场核实" in lines
    year, month, day = map(int, published["objections_until"].split("-"))
    assert any(f"请于{year}年{month}月{day}日前" in line for line in lines)


def _points(hundredths: int | None) -> str:
    return "—" if hundredths is None else f"{hundredths / 100:g}"


def test_a_result_that_is_not_published_says_so(api: ApiScenario) -> None:
    lines = lines_of(api.people["district"].get(f"/appraisals/{api.ids['appraisal_id']}/document").data)
    assert lines[-2 if "印发" in lines[-1] else -1] == "（此件为评审中的稿件，结果尚未公布）"


def test_a_notice_that_was_withdrawn_says_so(api: ApiScenario) -> None:
    issued = api.supervision.issued(1)
    api.supervision.do("district", "withdraw_notice", notice_id=issued["id"], reason="认定有误")
    lines = lines_of(api.people["district"].get(f"/notices/{issued['id']}/document").data)
    assert "（此件已撤回）" in lines


def test_a_notice_that_climbed_refers_to_the_one_that_follows(api: ApiScenario) -> None:
    inspection = api.supervision.announced("district", inspect_on=NAMED["long_ago"])
    api.supervision.do("district", "hold_inspection", inspection_id=inspection["id"], on=NAMED["long_ago"])
    api.supervision.found(inspection, on=NAMED["long_ago"])
    key = {"inspection_id": inspection["id"], "organization_id": "first"}
    first = api.supervision.do("district", "issue_notice", **key, on=NAMED["long_ago"])
    second = api.supervision.do("district", "escalate_notice", notice_id=first["id"])
    district = api.people["district"]
    left = lines_of(district.get(f"/notices/{first['id']}/document").data)
    assert {"所列问题均已转入升级签发的通知单。", "（此件已升级，未整改的问题见升级签发的通知单）"} <= set(left)
    taken = lines_of(district.get(f"/notices/{second['id']}/document").data)
    assert {"此前就这些问题签发的通知单逾期未整改完毕，现升级签发本单。", "会议记录不完整"} <= set(taken)
