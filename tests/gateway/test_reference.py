"""The reference: a valid document of every operation, and a page to browse it that asks nobody else for anything."""

import re
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from gateway.request_headers import IfMatch
from services import service_names
from tests.gateway.documented import application, document
from tests.gateway.operations import operations

REFERENCE = ("/api/v1/docs", "/api/v1/openapi.json")
DOCUMENTED = [each for each in operations() if each.rule.startswith("/api/v1/") and not each.rule.startswith(REFERENCE)]
OFFERED = {"text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/png"}


class Page(HTMLParser):
    """What a page loads, and whether anything in it runs by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.inside = ""
        self.title = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.inside = tag
        self.addresses += [str(given[name]) for name in ("src", "href") if name in given]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data
        elif self.inside in {"script", "style"} and data.strip():
            self.inline.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""


def get(path: str, **headers: str) -> TestResponse:
    """Ask like a browser that is not signed in."""
    return (
        application().test_client().get(path, headers={name.replace("_", "-"): each for name, each in headers.items()})
    )


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(get("/api/v1/docs").text)


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/docs/"])
def test_the_page_is_there_with_and_without_its_slash(path: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_page_is_chinese_first(page: Page) -> None:
    assert page.title == "三级 · 接口文档"
    assert '<html lang="zh-CN">' in get("/api/v1/docs").text


def test_everything_the_page_loads_is_served_here_from_what_is_installed(page: Page) -> None:
    assert len(page.addresses) == 5
    installed = {each.read_bytes() for each in (resources.files("flask_swagger_ui") / "dist").iterdir()}
    for address in page.addresses:
        assert address.startswith("/api/v1/docs/"), address
        answer = get(address)
        assert (answer.status_code, answer.content_type in OFFERED) == (200, True), address
        assert address.endswith("/start.js") or answer.data in installed, address


def test_the_page_runs_nothing_of_its_own_and_its_policy_lets_it(page: Page) -> None:
    assert page.inline == []
    policy = dict(
        part.strip().split(" ", 1) for part in get("/api/v1/docs").headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert not any("unsafe" in each or "http" in each or "*" in each for each in policy.values())


def test_the_start_names_our_document_and_no_judge_elsewhere() -> None:
    start = get("/api/v1/docs/start.js").text
    assert re.findall(r'url: "(.*)"', start) == ["/api/v1/openapi.json"]
    assert "validatorUrl: null" in start
    assert "http" not in start


def test_bundled_files_are_kept_by_a_browser_and_the_rest_is_asked_for_again(page: Page) -> None:
    for address in page.addresses:
        answer = get(address)
        lasting = address != "/api/v1/docs/start.js"
        assert ("immutable" in answer.headers["Cache-Control"]) is lasting, address
        known = get(address, If_None_Match=answer.headers["ETag"])
        assert (known.status_code, known.data) == (304, b"")
    document_tag = get("/api/v1/openapi.json").headers["ETag"]
    assert get("/api/v1/openapi.json", If_None_Match=document_tag).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "index.html", "oauth2-redirect.html", "swagger-ui.js", "VERSION/../LICENSE", "..%2f..%2f..%2fetc/passwd",
        "v0.0.0/swagger-ui.css", "start.js/", "../flask_swagger_ui.py",
    ],
)  # fmt: skip
def test_no_other_file_leaves_the_disk(path: str) -> None:
    answer = get(f"/api/v1/docs/{path}")
    assert answer.status_code == 404 or (path == "start.js/" and answer.status_code == 200)


@pytest.mark.slow
def test_the_document_is_valid_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


@pytest.mark.parametrize("operation", DOCUMENTED, ids=str)
def test_an_operation_documents_what_it_asks_and_answers(operation: Any) -> None:
    said = operation.documented
    assert " · " in said["summary"], "in Chinese and in English"
    assert not said["summary"].isascii()
    headers = {each["name"] for each in said["parameters"] if each["in"] == "header"}
    assert ("Idempotency-Key" in headers) is (operation.method == "POST")
    assert ("If-Match" in headers) is (operation.policy.if_match is not IfMatch.IGNORED)
    assert (said.get("security") == []) is operation.policy.public
    assert {"400", "401", "422", "429", "503"} <= set(said["responses"])
    assert ("413" in said["responses"]) is (operation.method not in {"GET", "DELETE"})
    query = [each for each in said["parameters"] if each["in"] == "query"]
    assert [each["name"] for each in query if "description" not in each and "enum" not in each["schema"]] == []


OWNERS = (
    *service_names(),
    "accounts",
    "audit",
    "auth",
    "changes",
    "drafts",
    "jobs",
    "levels",
    "parked_events",
    "search",
    "todos",
)
"""What answers an operation: a service, or a part of the gateway."""


def test_every_operation_has_an_id_of_its_own_made_of_its_service_and_a_verb_phrase() -> None:
    ids = [str(each.documented.get("operationId")) for each in DOCUMENTED]
    assert len(set(ids)) == len(DOCUMENTED) > 300
    assert [each for each in ids if not re.fullmatch(rf"({'|'.join(OWNERS)})_[a-z]+(_[a-z]+)*", each)] == []
    assert "projects_report_progress" in ids


def test_the_verb_of_a_read_says_what_it_answers() -> None:
    for each in DOCUMENTED:
        name = re.sub(rf"^({'|'.join(OWNERS)})_", "", each.documented["operationId"])
        assert (name.partition("_")[0] in {"get", "list", "download"}) is (each.method == "GET"), name


def test_the_name_of_a_schema_says_of_which_record_it_is() -> None:
    names = document()["components"]["schemas"].keys() - {"Credentials", "Tokens"}
    assert [each for each in names if not re.fullmatch(r"([A-Z][a-z]+){2,}", each) or each.endswith("Asked")] == []
