"""Files of points as people hand them in: what is no such file is refused in words, and a repeated one is the same."""

import uuid
from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.gateway.api_scenario import LAST, ApiScenario
from tests.gateway.app_harness import Person
from tests.scenarios.http import POINTS_HEAD

ROW = f"nobody,helping,{LAST}-05-06,好事\n"


def hand_in(
    api: ApiScenario, content: bytes, key: str = "", who: str = "street", **form: str
) -> tuple[int, dict[str, object]]:
    """Upload a file of points for the scenario's first community, and give what was answered."""
    person: Person = api.people[who]
    asked = {"organization_id": api.ids["organization_id"], "basis": "党委会议纪要"} | form
    answer = person.ask(
        "POST", "/point-imports", data=asked | {"file": (BytesIO(content), "points.csv")},
        content_type="multipart/form-data", headers={"Idempotency-Key": key or uuid.uuid4().hex},
    )  # fmt: skip
    return answer.status_code, answer.json


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Write an Excel workbook."""
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "file_columns_missing"),
        ("党员编号,项目代码\nm1,helping\n".encode(), "file_columns_missing"),
        (b"PK\x03\x04 no workbook", "file_unreadable"),
        (b"\x00\x01\x02", "file_unreadable"),
        (POINTS_HEAD.encode(), "points_file_empty"),
    ],
)
def test_what_is_no_file_of_points_is_refused_in_its_field(api: ApiScenario, content: bytes, problem: str) -> None:
    status, said = hand_in(api, content)
    assert (status, said["type"]) == (422, f"urn:sanji:problem:{problem}")
    assert [error["field"] for error in said["errors"]] == ["file"]


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx"])
def test_a_file_is_checked_row_by_row_whatever_wrote_it(api: ApiScenario, kind: str) -> None:
    heading, cells = POINTS_HEAD.strip().split(","), ROW.strip().split(",")
    texts = {"csv": "utf-8", "gb18030": "gb18030"}
    content = (POINTS_HEAD + ROW).encode(texts[kind]) if kind in texts else workbook(tuple(heading), tuple(cells))
    status, job = hand_in(api, content, dry_run="true")
    assert (status, job["rows_total"]) == (202, 1)
    street = api.people["street"]
    api.await_points(job, state="refused")
    (row,) = street.get(f"/point-imports/{job['id']}/rows?outcome=refused").json["items"]
    assert (row["number"], row["cells"]["member_id"]) == (2, "nobody")
    assert [reason["code"] for reason in row["reasons"]] == ["member_unknown"]


def test_a_file_sent_again_under_its_key_is_the_same_job_and_another_under_it_is_refused(api: ApiScenario) -> None:
    key = uuid.uuid4().hex
    first = hand_in(api, (POINTS_HEAD + ROW).encode(), key, dry_run="true")
    assert first[0] == 202
    assert hand_in(api, (POINTS_HEAD + ROW).encode(), key, dry_run="true")[1]["id"] == first[1]["id"]
    status, said = hand_in(api, (POINTS_HEAD + ROW + ROW).encode(), key, dry_run="true")
    assert (status, said["type"]) == (422, "urn:sanji:problem:idempotency_key_reused")


def test_who_may_not_approve_hands_no_file_in(api: ApiScenario) -> None:
    assert hand_in(api, (POINTS_HEAD + ROW).encode(), who="stranger")[0] == 403
