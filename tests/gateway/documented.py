"""The OpenAPI document, and whether an answer is as it says: every answer that a test of routes gets is looked at."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import create_engine
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from gateway.app import create_app
from shared.settings import Settings

SETTINGS = Settings(
    host="embedded", data_dir=Path(), port=0, amqp_uri="", database_url="", secret_key="s" * 32, field_key="f" * 32,
    rpc_timeout=1, retry_pause=1, retry_limit=1, retry_attempts=1, public_documents=True,
)  # fmt: skip
DONE: set[tuple[str, str]] = set()
"""The operations that did what they were asked to, in this process."""


@cache
def application() -> Flask:
    """Return an application that knows its addresses and has nothing behind them."""
    return create_app(SETTINGS, cast("Any", None), create_engine("sqlite://"))


@cache
def document() -> dict[str, Any]:
    return cast("dict[str, Any]", application().test_client().get("/api/v1/openapi.json").json)


def templated(rule: str, parameters: tuple[str, ...]) -> str:
    """Turn `<id:project_id>` into `{project_id}`."""
    for name in parameters:
        before, _, after = rule.partition(f":{name}>")
        rule = f"{before.rpartition('<')[0]}{{{name}}}{after}"
    return rule


def require_as_documented(answer: TestResponse) -> None:
    """Fail the test whose answer has a status, a content type or a body that no one promised."""
    asked = answer.request
    try:
        rule, _ = application().url_map.bind("localhost").match(asked.path, asked.method, return_rule=True)
    except HTTPException:
        assert_problem(answer)
        return
    template = templated(rule.rule, tuple(rule.arguments))
    operation = document()["paths"].get(template, {}).get(asked.method.lower())
    if operation is None:
        return
    wanted = operation["responses"].get(str(answer.status_code))
    assert wanted is not None, f"{asked.method} {template} answers {answer.status_code}, which it does not document"
    if answer.status_code < 300:
        DONE.add((asked.method, template))
    offered = _resolved(wanted).get("content", {})
    if offered:
        assert {answer.content_type, answer.mimetype} & offered.keys(), answer.content_type
        content = offered.get(answer.content_type, offered.get(answer.mimetype))
        if "$ref" in content["schema"]:
            _validator(content["schema"]["$ref"]).validate(answer.json)


def require_rows_that_were_sent(answer: TestResponse, sent: Any) -> None:
    """Fail the test in which a refusal names a row, such as `items.3.cap`, that the request did not have."""
    problem = answer.is_json and answer.status_code >= 400
    for error in answer.json.get("errors", ()) if problem else ():
        assert "[" not in error["field"], error
        rows, *parts = sent, *error["field"].split(".")
        for part in parts:
            if isinstance(rows, list):
                assert part.isdecimal(), error
                assert int(part) < len(rows), error
            rows = rows[int(part)] if isinstance(rows, list) else rows.get(part) if isinstance(rows, dict) else None


def assert_problem(answer: TestResponse) -> None:
    """Fail a test whose refusal is no problem of ours: RFC 9457 with our codes and fields."""
    assert answer.content_type == "application/problem+json", answer.text
    _validator("#/components/schemas/ProblemAnswer").validate(answer.json)
    assert answer.json["status"] == answer.status_code
    assert answer.json["type"].startswith("urn:sanji:problem:")


@cache
def _validator(reference: str) -> Draft202012Validator:
    formats = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator({"$ref": reference, "components": document()["components"]}, format_checker=formats)


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    return cast("dict[str, Any]", document()["components"]["responses"][name]) if name else response
