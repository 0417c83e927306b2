"""The audit trail: who did, changed and read what, when, with what outcome."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from gateway.console import openapi
from gateway.console.api import PREFIX
from gateway.console.areas import Area
from gateway.console.columns import Column
from gateway.console.forms import Record
from gateway.console.lists import ListView, serve_list
from gateway.console.openapi import DESCRIPTION
from gateway.console.visit import Visit

area = Area("audit", tabs=("/audit", "/audit/verification"))
PARTS = 4
"""Parts of the trail that one view of the page verifies; a button goes on behind them."""
REFUSED = 400
PARAMETER = re.compile(r"<[^>]*?(\w+)>")
VERSIONS = ("before", "after")


def deed(visit: Visit, entry: Record) -> str:
    """Say what was done by the words of the operation; what is none of the API's by its method."""
    operation = DESCRIPTION.operation(
        visit.client, entry["method"], PARAMETER.sub(r"{\1}", entry["route"]).removeprefix(PREFIX)
    )
    said = openapi.said(operation.summary, visit.language) if operation else ""
    return said or visit.code("method", entry["method"])


def outcome(_visit: Visit, entry: Record) -> str:
    """Return whether it was done, or refused."""
    return "refused" if entry["status"] >= REFUSED else "done"


def detail(visit: Visit, entry: Record) -> str:
    """Say what was changed, from which version to which, and what was granted."""
    found: Mapping[str, Any] = entry.get("detail") or {}
    named = [_said(visit, name, said) for name, said in found.items() if name not in VERSIONS]
    if any(name in found for name in VERSIONS):
        before, after = (found.get(name) for name in VERSIONS)
        words = "audit.version" if before and after else "audit.one_version"
        named.append(visit.words(words, before=before, after=after or before))
    return "；".join(named)


def _said(visit: Visit, name: str, said: Any) -> str:
    label = visit.first_words(f"audit.detail.{name}", "audit.detail.other")
    if name == "role":
        return f"{label} {visit.code('role', said)}"
    if isinstance(said, bool):
        return f"{label} {visit.words(f'lists.{str(said).lower()}')}"
    return f"{label} {len(said) if isinstance(said, list | dict) else said}"


serve_list(
    area,
    ListView(
        path="/audit", words="audit.list", filters=("since", "until", "method", "personal", "account_id", "address"),
        groups={"method": "method"},
        columns=(
            Column(name="at", kind="moment"), Column(name="account_name"),
            Column(name="deed", value=deed, opens="{path}"),
            Column(name="organization_id", kind="unit"),
            Column(
                name="personal", kind="tag", group="audit_personal",
                value=lambda _visit, entry: "personal" if entry["personal"] else None,
            ),
            Column(name="outcome", kind="tag", group="audit_outcome", value=outcome),
            Column(name="detail", value=detail), Column(name="address"), Column(name="number", kind="number"),
        ),
    ),
)  # fmt: skip


@area.page("/audit/verification")
def verification(visit: Visit) -> str:
    """Verify the district's trail from where the address says, part by part, and say where it is broken."""
    district_id = visit.capacity.district_id if visit.capacity else ""
    begin = after = request.args.get("after", 0, type=int)
    for _ in range(PARTS):
        found = visit.client.get("/audit/verification", organization_id=district_id, after=after)
        if found["next_after"] is None:
            break
        after = found["next_after"]
    return visit.render(
        "operations/trail.html", title=visit.words("audit.verification.title"), found=found, begin=begin
    )
