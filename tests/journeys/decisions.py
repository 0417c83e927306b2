"""Several people decide on one record at once, over real HTTP: those who read what no longer stands are refused."""

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from deploy.demo.client import Client

Reviewer = tuple[Client, dict[str, Any]]


def read(who: Client, path: str) -> tuple[str, Any]:
    """Read a record and its tag."""
    answer = who.http.get(address(who, path), timeout=30)
    return answer.headers["ETag"], answer.json()


def amended(who: Client, path: str, tag: str, **changes: Any) -> str:
    """Change a record that stands at a tag, and give the tag it has then."""
    answer = who.http.patch(address(who, path), json=changes, headers={"If-Match": tag}, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.headers["ETag"]


def decided(path: str, step: str, tag: str, reviewers: Sequence[Reviewer]) -> list[requests.Response]:
    """Let everybody decide at once on what stands at a tag, each on a connection of their own."""

    def decide(reviewer: Reviewer) -> requests.Response:
        who, body = reviewer
        headers = {"Authorization": str(who.http.headers["Authorization"]), "If-Match": tag}
        headers |= {"Idempotency-Key": uuid.uuid4().hex}
        return requests.post(f"{address(who, path)}/{step}", json=body, headers=headers, timeout=30)

    with ThreadPoolExecutor(len(reviewers)) as threads:
        return list(threads.map(decide, reviewers))


def address(who: Client, path: str) -> str:
    """Give the whole address of a path."""
    return f"{who.address}/api/v1{path}"
