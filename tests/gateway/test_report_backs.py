"""What a unit's report to a meeting begins with: the figures that differ most, what stands open, what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from gateway.reports.quarterly import text_of
from gateway.reports.report_back import outline
from services.meetings.model.rules import report_rules
from shared.rights import COMMUNITY, Grant
from tests.expect import done
from tests.gateway.full_district.quarters import LEVELS, address, opened
from tests.gateway.full_district.scenario import TODAY
from tests.gateway.full_district.snapshot import copied, planted_folder

if TYPE_CHECKING:
    from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

QUARTER = "2026Q2"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDistrict]:
    with copied(planted_folder(tmp_path_factory), tmp_path_factory.mktemp("report-backs") / "data") as found:
        yield found


def outline_of(district: FullDistrict, level: str, quarter: str = QUARTER) -> dict[str, Any]:
    named = f"{level}/{district.ids[LEVELS[level]]}"
    return dict(district.get(f"/levels/{named}/report-back-outlines/{quarter}"))


def difference(figure: dict[str, Any]) -> Fraction:
    now, before = figure["in_period"], figure["previous"]
    return Fraction(abs(now - before), max(now, before, 1))


@pytest.mark.parametrize("level", LEVELS)
def test_it_names_the_figures_that_differ_most_and_each_opens(full_district: FullDistrict, level: str) -> None:
    named = f"{level}/{full_district.ids[LEVELS[level]]}"
    asked = {"period": QUARTER, "compare": "previous", "indicators": ",".join(outline().compared)}
    figures = full_district.get(f"/levels/{named}/overview", **asked)["figures"]
    compared, standing = outline_of(full_district, level)["sentences"]
    told = {each["slot"]["indicator"]: each["slot"] for each in compared["segments"] if each["slot"]}
    assert len(told) == 3
    least = min(difference(figure) for figure in figures if figure["indicator"] in told)
    assert all(difference(figure) <= least for figure in figures if figure["indicator"] not in told)
    for slot in (*told.values(), *(each["slot"] for each in standing["segments"] if each["slot"])):
        assert opened(full_district, slot["href"]) == slot["value"], slot


def test_what_is_the_same_and_what_is_not_open_is_said_in_words(full_district: FullDistrict) -> None:
    quiet = full_district.get(f"/levels/community/{full_district.ids['fifth']}/report-back-outlines/2023Q1")
    assert [each["zero"] for each in quiet["sentences"]] == ["各项数字与上季度相同", "没有逾期和未解决的事项"]
    assert quiet["text"].startswith("各项数字与上季度相同。没有逾期和未解决的事项。")


def test_what_is_handed_in_keeps_it_beside_the_unit_s_own_words(district: FullDistrict) -> None:
    asked = {"quarter": "2025Q4", "meet_on": TODAY.isoformat(), "place": "区委会议室", "convener": "区委书记"}
    unit = district.ids["second"]
    meeting = district.post(
        "street", "/quarterly-meetings", organization_id=district.ids["east"], units=[unit], **asked
    )
    said = {"organization_id": unit, "text": "请协调活动场地。"}
    handed_in = district.post("community", f"/quarterly-meetings/{meeting['id']}/report-backs", **said)
    begins = district.get(f"/levels/community/{unit}/report-back-outlines/2025Q4")
    assert (handed_in["prefilled"], handed_in["text"]) == (begins["text"], said["text"])
    assert all(text_of(each["segments"], each["zero"]) in begins["text"] for each in begins["sentences"])


def test_who_acts_for_the_unit_alone_hands_in_without_sums_of_what_is_below(district: FullDistrict) -> None:
    unit = district.ids["first"]
    asked = {"quarter": "2025Q3", "meet_on": TODAY.isoformat(), "place": "街道会议室", "convener": "党工委书记"}
    named = {"organization_id": district.ids["east"], "units": [unit]}
    meeting = district.post("street", "/quarterly-meetings", **named, **asked)
    grant = Grant(COMMUNITY, unit, below=False)
    alone = district.harness.person(grant, district_id=district.ids["district"], organization_id=unit)
    path = f"/quarterly-meetings/{meeting['id']}/report-backs"
    assert done(alone.post(path, {"organization_id": unit, "text": "已完成。"}))["prefilled"] is None
    assert alone.get(f"/levels/community/{unit}/report-back-outlines/{QUARTER}").status_code == 403


def test_words_stand_in_the_live_report_with_whose_they_are(district: FullDistrict) -> None:
    unit, words = district.ids["third"], "场地紧张，请协调。"
    said = {"organization_id": unit, "quarter": QUARTER, "slot": "difficulties", "text": words}
    written = district.post("community", "/quarterly-report-texts", **said)
    path = f"/levels/community/{unit}/quarterly-reports/{QUARTER}"
    report = district.get(path)
    (found,) = [each for section in report["sections"] for each in section["words"]]
    assert (found["slot"], found["text"], found["text_id"]) == ("difficulties", words, written["id"])
    assert found["account_name"] == written["account_name"]
    assert report["words_known"]
    assert words in district.people["district"].get(path, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("level", LEVELS)
def test_people_write_where_the_rules_say(full_district: FullDistrict, level: str) -> None:
    report = full_district.get(address(full_district, level, QUARTER))
    shown = [each["slot"] for section in report["sections"] for each in section["words"]]
    ruled = {rule.id for rule in report_rules(TODAY).rules if level in rule["levels"]}
    assert {*shown, *(each["slot"] for each in report["words"])} == ruled
