"""Texts as people write them, and as nobody should: rare characters are kept, what cannot be seen is refused."""

import pytest
from marshmallow import ValidationError

from gateway.schemas import Text
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario
from tests.gateway.operations import HIDDEN, RARE

CLEANED = {
    "right to left": "楼道\u202e亮灯",
    "isolate": "楼道\u2066亮灯",
    "zero width": "\ufeff楼道\u200b亮灯\u2060",
    "private blanks": "\u00a0\u2003楼道亮灯\u3000",
}


def declared(api: ApiScenario, title: str) -> dict[str, object]:
    """Return a declaration with a title."""
    asked = {"year": YEAR, "category": "work_innovation", "title": title, "lead_post": "书记"}
    return asked | {"organization_id": api.ids["organization_id"]}


def test_characters_beyond_the_basic_plane_come_back_as_they_were_sent(api: ApiScenario) -> None:
    community = api.people["community"]
    made = done(community.post("/projects", declared(api, f"  {RARE}  ")))
    assert made["title"] == RARE
    assert community.get(f"/projects/{made['id']}").json["title"] == RARE


@pytest.mark.parametrize("how", HIDDEN)
def test_what_cannot_be_seen_is_refused_at_its_field(api: ApiScenario, how: str) -> None:
    answer = api.people["community"].post("/projects", declared(api, HIDDEN[how]))
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("title", "text_unstorable")]


@pytest.mark.parametrize("how", CLEANED)
def test_what_nobody_sees_is_taken_out(api: ApiScenario, how: str) -> None:
    assert done(api.people["community"].post("/projects", declared(api, CLEANED[how])))["title"] == "楼道亮灯"


def test_a_character_that_was_lost_before_is_refused_at_its_field(api: ApiScenario) -> None:
    answer = api.people["community"].post("/projects", declared(api, "楼道\ufffd灯"))
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [("title", "text_lost")]


def test_a_longer_text_may_have_lines_but_nothing_else_unseen(api: ApiScenario) -> None:
    community = api.people["community"]
    lines = {"content": "第一行\n第二行\t表格"}
    assert done(community.post("/projects", declared(api, "有两行") | lines))["content"] == lines["content"]
    bell = community.post("/projects", declared(api, "有铃声") | {"content": "第一行\a"})
    assert bell.json["errors"][0]["field"] == "content"


@pytest.mark.parametrize("length", [100, 101])
def test_characters_are_counted_not_bytes(api: ApiScenario, length: int) -> None:
    answer = api.people["community"].post("/projects", declared(api, "𠮷" * length))
    assert answer.status_code == (201 if length == 100 else 422)


@pytest.mark.parametrize("text", ["   ", "\u3000", ""])
def test_a_text_of_blanks_is_none(api: ApiScenario, text: str) -> None:
    answer = api.people["community"].post("/projects", declared(api, text))
    assert answer.json["errors"][0]["code"] == "text_empty"


@pytest.mark.parametrize("query", ["name=%00", "within=%F0%A0%AE%B7", "division_code=%00", "name=%EF%BF%BD"])
def test_a_query_is_held_to_the_same(api: ApiScenario, query: str) -> None:
    assert api.people["district"].get(f"/organizations?{query}").status_code == 422


@pytest.mark.parametrize("path", ["%00", "a%2Fb", "%F0%A0%AE%B7", "..", "a b", "x" * 65, "%E2%80%AEgnp"])
def test_a_path_that_holds_no_id_leads_nowhere(api: ApiScenario, path: str) -> None:
    answer = api.people["district"].get(f"/projects/{path}")
    assert answer.status_code == 404


def test_a_text_far_too_long_is_refused_before_its_characters_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = []
    monkeypatch.setattr("gateway.schemas.fields.clean", lambda text, **_options: cleaned.append(len(text)) or text)
    with pytest.raises(ValidationError, match="between 1 and 20"):
        Text(most=20).deserialize("x" * 1_000_000)
    Text(most=20).deserialize("x" * 20)
    assert cleaned == [20]
