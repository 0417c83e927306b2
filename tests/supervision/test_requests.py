"""Asked once (最多报一次): what is held or was asked before is refused and counted; the rest is answered once."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.projections.indicators import indicators
from gateway.routes.supervision_requests import fact_addresses
from services import migrations_of
from services.supervision.model.known_data import held_as, held_facts, key_of
from services.supervision.model.requests import Period, period_of
from shared import databases
from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.supervision import SupervisionScenario
from tools import held_indicators

BRACKETS = st.sampled_from(["", "（人）", "(名)", "[个]", "【人】", "（ 人 ）"])
held_facts()  # read once, so that no example waits for it
ENDINGS = st.sampled_from(["", "数", "总数", "人数", "数量", "总人数"])
FILL = st.sampled_from(["", " ", "\u3000", "、", "：", "·", "—", "\u200b"])


@given(FILL, FILL, ENDINGS, BRACKETS, st.sampled_from(["", "全部", "所有", "总"]))
def test_a_field_is_known_however_it_is_spaced_bracketed_and_counted(
    first: str, second: str, ending: str, bracket: str, beginning: str
) -> None:
    fact = held_as(f"{beginning}{first}党{second}员{first}{ending}{bracket}")
    assert fact is not None
    assert fact.code == "members"


@given(st.text(max_size=40))
def test_every_text_has_one_key_and_the_key_is_its_own(text: str) -> None:
    assert key_of(f"【{text}】 ") == key_of(text) or any(sign in text for sign in "()（）[]【】〔〕〈〉《》「」『』")
    assert key_of(text.upper().lower()) == key_of(text.lower())


@pytest.mark.parametrize(
    "name", ["Members", "number of members", "TOTAL MEMBERS", "ＰＡＲＴＹ　ＭＥＭＢＥＲＳ", "members"]
)
def test_english_names_are_known_too(name: str) -> None:
    fact = held_as(name)
    assert fact is not None
    assert fact.code == "members"


@pytest.mark.parametrize("name", ["志愿服务队队旗", "活动室面积", "党员活动室", "数", "(人)", "新党员培训班"])
def test_what_the_platform_does_not_hold_is_not_taken_for_what_it_holds(name: str) -> None:
    assert held_as(name) is None


def test_brackets_that_say_which_are_no_unit_of_measure() -> None:
    assert key_of("党员（流动）") == "党员流动"
    assert key_of("活动室面积（平方米）") == key_of("活动室面积")


def test_every_figure_of_the_platform_is_held_or_excepted_with_a_reason() -> None:
    known = {fact.code for fact in held_facts()}
    assert set(indicators().by_code) - known == set(held_indicators.EXCEPT)
    assert all(reason.strip() for reason in held_indicators.EXCEPT.values())
    fresh = held_indicators.FILE.read_text("utf-8") == held_indicators.text()
    assert fresh, "stale: run `python -m tools.held_indicators`"


def test_every_fact_that_is_held_has_an_address_in_the_gateway() -> None:
    assert set(fact_addresses()) == {fact.code for fact in held_facts()}


def test_every_figure_s_own_name_is_answered_with_its_code() -> None:
    for indicator in indicators().by_code.values():
        if indicator.code not in held_indicators.EXCEPT:
            for fact in (held_as(indicator.zh), held_as(indicator.en), held_as("任意", indicator.code)):
                assert fact is not None
                assert fact.code == indicator.code


def test_a_request_asks_units_and_each_answers_once(scenario: SupervisionScenario) -> None:
    request = scenario.asked("活动室面积（平方米）", "桌椅", units=["first", "second", "first"])
    assert (request["status"], request["units"], request["quarter"], request["number"]) == ("open", 2, "2026Q1", 1)
    asked = scenario.ask("first", "asks", request_id=request["id"])["items"]
    assert [(one["organization_id"], one["standing"]) for one in asked] == [("first", "open")]
    values = {"1": "120.5", "2": "40"}
    ask = scenario.do("first", "answer_request", request_id=request["id"], organization_id="first", values=values)
    assert (ask["standing"], ask["answered"], ask["values"]) == ("answered_on_time", 2, values)
    with refused("step_not_possible"):
        scenario.do("first", "answer_request", request_id=request["id"], organization_id="first", values=values)
    listed = scenario.ask("district", "asks", request_id=request["id"])["items"]
    assert [(one["organization_id"], one["status"]) for one in listed] == [("second", "open"), ("first", "answered")]
    seen = scenario.ask("east", "request", request_id=request["id"])
    assert (seen["units_answered"], [step["step"] for step in seen["way"]]) == (1, ["ask"])
    for who in ("third", "west"):
        with refused("grant_does_not_reach"):
            scenario.ask(who, "request", request_id=request["id"])


def test_a_late_answer_is_late_from_the_day_after_the_deadline(scenario: SupervisionScenario) -> None:
    request = scenario.asked("桌椅")
    scenario.day = date(2026, 3, 23)
    answer = {"request_id": request["id"], "values": {"1": "4"}}
    on_time = scenario.do("first", "answer_request", organization_id="first", **answer)
    scenario.day = date(2026, 3, 24)
    assert scenario.ask("second", "asks", request_id=request["id"])["items"][0]["standing"] == "overdue"
    late = scenario.do("second", "answer_request", organization_id="second", **answer)
    assert (on_time["standing"], late["standing"]) == ("answered_on_time", "answered_late")


def test_what_is_held_is_refused_with_a_pointer_and_nobody_is_asked(scenario: SupervisionScenario) -> None:
    request = scenario.asked("党员总数（人）", "活动室面积")
    assert (request["status"], request["held"], request["repeated"]) == ("refused", 1, 0)
    first, second = request["data_fields"]
    assert (first["outcome"], first["held_as"]) == ("held", "members")
    assert first["pointer"] == "/api/v1/levels/{level}/{organization_id}/overview#members"
    assert (second["outcome"], second["pointer"]) == ("asked", None)
    spared = scenario.ask("district", "asks", request_id=request["id"])["items"]
    assert [(one["organization_id"], one["status"], one["asked"]) for one in spared] == [
        ("first", "spared", 0), ("second", "spared", 0)
    ]  # fmt: skip
    assert [event.name for event in scenario.events()] == ["data_request_refused"]
    (told,) = scenario.events()
    assert told.spared == ("first", "second")
    assert [(one.field, one.outcome) for one in told.refused] == [("党员总数（人）", "held")]
    assert scenario.asked("活动室面积")["status"] == "open"


def test_a_field_much_like_something_held_is_shown_before_anyone_is_asked(scenario: SupervisionScenario) -> None:
    with refused("field_near_held") as caught:
        scenario.asked("活动室面积", "女党员人数", "主题党日照片")
    errors = [caught.value, *caught.value.others]
    assert [one.field for one in errors] == ["data_fields.1.name", "data_fields.2.name"]
    assert "“党员”（/api/v1/levels/{level}/{organization_id}/overview#members）" in caught.value.text("zh")
    assert "是不是这个？" in caught.value.text("zh")
    assert scenario.events() == []
    assert scenario.ask("district", "requests", organization_id="district")["items"] == []


def test_whoever_has_compared_goes_on_and_what_they_compared_is_on_record(scenario: SupervisionScenario) -> None:
    with refused("field_near_held"):
        scenario.asked(data_fields=[{"name": "女党员人数", "differs_from": ["held_theme_day"]}])
    request = scenario.asked(data_fields=[{"name": "女党员人数", "differs_from": ["members"]}, {"name": "桌椅"}])
    seen = scenario.ask("first", "request", request_id=request["id"])
    assert (seen["status"], [one["differs_from"] for one in seen["data_fields"]]) == ("open", [["members"], []])


def test_what_a_name_is_like_can_be_looked_up_first(scenario: SupervisionScenario) -> None:
    def found(name: str) -> list[tuple[str, str]]:
        return [(one["code"], one["match"]) for one in scenario.ask("east", "held", name=name)["items"]]

    assert found("主题党日开展次数") == [("held_theme_day", "held")]
    assert found("主题党日照片") == [("held_theme_day", "near")]
    assert found("居民楼电梯数量") == []


def test_the_longest_names_are_told_apart_by_their_last_character(scenario: SupervisionScenario) -> None:
    longest = "\N{SQUARE APAATO}" * 99
    request = scenario.asked(f"{longest}甲", f"{longest}乙", owner_post="职" * 50, title="题" * 100)
    seen = scenario.ask("first", "request", request_id=request["id"])
    assert [one["name"] for one in seen["data_fields"]] == [f"{longest}甲", f"{longest}乙"]
    assert (seen["owner_post"], seen["title"], seen["status"]) == ("职" * 50, "题" * 100, "open")
    assert scenario.asked(f"{longest}甲")["status"] == "refused"


def migrate(scenario: SupervisionScenario, folder: Path) -> None:
    """Apply the revisions up to the tenth; the tables of those after it are there."""
    for revision in sorted(migrations_of("supervision").glob("0*.py"))[:10]:
        shutil.copy(revision, folder)
    databases.migrate(scenario.executor.engine, folder)
    with scenario.executor.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'supervision_0011'")


def test_whom_requests_spared_before_they_were_kept_is_taken_from_what_was_told(
    scenario: SupervisionScenario, tmp_path: Path
) -> None:
    request = scenario.asked("党员总数", units=["first", "third"])
    spared = scenario.ask("district", "asks", request_id=request["id"])["items"]
    with scenario.executor.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE spared_unit")
        connection.exec_driver_sql("DROP INDEX answered_by_moment")
        connection.exec_driver_sql("ALTER TABLE data_ask DROP COLUMN asked_on")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'supervision_0005'")
    migrate(scenario, tmp_path)
    assert [one["organization_id"] for one in spared] == ["first", "third"]
    assert scenario.ask("district", "asks", request_id=request["id"])["items"] == spared


def test_when_units_were_asked_is_taken_from_the_requests(scenario: SupervisionScenario, tmp_path: Path) -> None:
    scenario.asked("桌椅")
    asked = "SELECT organization_id, asked_on FROM data_ask ORDER BY organization_id"
    with scenario.executor.engine.begin() as connection:
        before = [tuple(row) for row in connection.exec_driver_sql(asked)]
        connection.exec_driver_sql("ALTER TABLE data_ask DROP COLUMN asked_on")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'supervision_0009'")
    migrate(scenario, tmp_path)
    with scenario.executor.engine.begin() as connection:
        assert [(unit, str(day)) for unit, day in connection.exec_driver_sql(asked)] == [
            ("first", "2026-03-02"), ("second", "2026-03-02")
        ]  # fmt: skip
        assert [tuple(row) for row in connection.exec_driver_sql(asked)] == before


def test_a_field_asked_before_is_refused_for_an_overlapping_period_whoever_asks(scenario: SupervisionScenario) -> None:
    first = scenario.asked("活动室面积")
    asked: dict[str, Any] = {"organization": "east", "period": "2026-03"}
    again = scenario.asked("活动室 面积（平方米）", **asked)
    assert (again["status"], again["repeated"]) == ("refused", 1)
    assert again["data_fields"][0]["pointer"] == f"/api/v1/data-requests/{first['id']}"
    assert scenario.ask("east", "request", request_id=first["id"])["id"] == first["id"]
    assert scenario.asked("活动室面积", period="2026")["status"] == "refused"
    assert scenario.asked("活动室面积", period="2026Q2")["status"] == "open"
    assert scenario.asked("活动室面积", units=["third"])["status"] == "open"


def test_a_request_taken_back_does_not_stand_in_the_way(scenario: SupervisionScenario) -> None:
    request = scenario.asked("活动室面积")
    withdrawn = scenario.do("district", "withdraw_request", request_id=request["id"], reason="不再需要")
    assert withdrawn["status"] == "withdrawn"
    asked = scenario.ask("district", "asks", request_id=request["id"])["items"]
    assert {one["status"] for one in asked} == {"ended"}
    with refused("step_not_possible"):
        scenario.do("first", "answer_request", request_id=request["id"], organization_id="first", values={"1": "3"})
    assert scenario.asked("活动室面积")["status"] == "open"


@pytest.mark.slow
def test_of_two_who_ask_for_the_same_at_once_one_is_refused(scenario: SupervisionScenario) -> None:
    def ask(who: str) -> str:
        try:
            return str(scenario.asked("活动室面积", organization=who)["status"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, ["district", "east"])) == ["open", "refused"]


def test_all_of_a_level_are_asked_without_naming_them(scenario: SupervisionScenario) -> None:
    request = scenario.asked("桌椅", level="community")
    asked = scenario.ask("district", "asks", request_id=request["id"])["items"]
    assert [one["organization_id"] for one in asked] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"period": "2026Q5"}, "data_period_malformed"),
        ({"period": "2026-13"}, "data_period_malformed"),
        ({"period": "二〇二六"}, "data_period_malformed"),
        ({"due_on": date(2026, 3, 4)}, "data_deadline_too_short"),
        ({"due_on": date(2999, 3, 4)}, "data_deadline_too_short"),
        ({"units": []}, "addressees_missing"),
        ({"level": "community", "units": ["first"]}, "addressees_missing"),
        ({"level": "nation"}, "addressees_missing"),
        ({"units": ["district"]}, "unit_not_below_issuer"),
        ({"basis": ""}, "text_missing"),
        ({"owner_post": ""}, "text_missing"),
        ({"data_fields": []}, "figure_out_of_range"),
        ({"data_fields": [{"name": "桌椅"}, {"name": "桌椅数"}]}, "field_twice"),
        ({"data_fields": [{"name": "（）"}]}, "field_name_empty"),
        ({"data_fields": [{"name": "桌椅", "kind": "picture"}]}, "field_kind_unknown"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_field(
    scenario: SupervisionScenario, more: dict[str, Any], code: str
) -> None:
    with refused(code):
        scenario.asked("桌椅", **more)
    assert scenario.events() == []


def test_the_deadline_leaves_three_working_days_and_not_two(scenario: SupervisionScenario) -> None:
    assert scenario.asked("桌椅", due_on=date(2026, 3, 5))["due_on"] == date(2026, 3, 5)


def test_a_community_asks_nobody(scenario: SupervisionScenario) -> None:
    with refused("grant_does_not_reach"):
        scenario.asked("桌椅", organization="first", units=["cell"])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"1": "四", "2": "好", "3": "2026-03-01"}, "value_not_a_number"),
        ({"1": "1e3", "2": "好", "3": "2026-03-01"}, "value_not_a_number"),
        ({"1": "9" * 13, "2": "好", "3": "2026-03-01"}, "value_not_a_number"),
        ({"1": "4", "2": "好", "3": "三月"}, "value_not_a_day"),
        ({"1": "4", "2": "好", "3": "1026-03-01"}, "value_not_a_day"),
        ({"1": "4", "2": "", "3": "2026-03-01"}, "text_missing"),
        ({"1": "4", "2": "好"}, "values_incomplete"),
        ({"1": "4", "2": "好", "3": "2026-03-01", "4": "多"}, "values_incomplete"),
    ],
)
def test_values_are_complete_and_of_their_kind(
    scenario: SupervisionScenario, values: dict[str, str], code: str
) -> None:
    kinds = ("number", "text", "day")
    request = scenario.asked(data_fields=[{"name": f"字段{kind}", "kind": kind} for kind in kinds])
    with refused(code):
        scenario.do("first", "answer_request", request_id=request["id"], organization_id="first", values=values)
    assert scenario.ask("first", "asks", request_id=request["id"])["items"][0]["status"] == "open"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", Period(date(2026, 1, 1), date(2026, 12, 31))),
        ("2026Q1", Period(date(2026, 1, 1), date(2026, 3, 31))),
        ("2024-02", Period(date(2024, 2, 1), date(2024, 2, 29))),
    ],
)
def test_a_period_s_name_says_its_days(text: str, period: Period) -> None:
    assert period_of(text) == period
