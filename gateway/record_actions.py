"""What an account may do with a record: the operations on it that its grants reach and the record's state allows.

The answer spares a button that would be refused. It takes no right from the service, which checks each request anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from flask import current_app
from sqlalchemy import select

from gateway.blueprints import SERVED, Route, right_classes
from gateway.i18n import language
from gateway.projections.event_mappers import ADDRESSES
from gateway.projections.records import Record, State, matches
from gateway.projections.tables import record
from gateway.reach import districts_of
from gateway.request_headers import IfMatch
from shared import trees
from shared.errors import NotFound
from shared.labels import label
from shared.rights import RIGHTS, Actor, Grant, is_service_account
from shared.struct_types import prepared
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork

RULES = Path(__file__).with_suffix(".yaml")
BASE = "/api/v1/"
EXTENSION = "sanji_ending_operations"
CREATE = ("POST",)
CHANGE = ("POST", "PATCH", "PUT", "DELETE")


class ActionClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The roles that a class of right is open to, and where one of them has to be held."""

    roles: tuple[str, ...]
    at: Literal["own", "whole", "above", "district", "issuer"]


class ActionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The classes of right, and the states in which an operation may be asked."""

    classes: dict[str, ActionClass]
    states: dict[str, dict[str, tuple[str, ...]]]


class Target(NamedTuple):
    """What actions are asked on: its address, its place in the tree, its state, and the place of who issued it."""

    address: str
    path: Sequence[str]
    state: State
    issuer: Sequence[str]


@cache
def action_rules() -> ActionRules:
    """Load the classes and states by which actions are allowed."""
    return msgspec.yaml.decode(RULES.read_bytes(), type=prepared(ActionRules))


def permissions(work: UnitOfWork, *, on: str) -> dict[str, Any]:
    """Return the caller's rights where a record is, and the actions on it that these and its state allow.

    `on` is the address of a record or the id of an organization, on which new records may be made as well. NotFound
    where there is no such record, and where the caller's grants reach nothing of it.
    """
    target = _target(work, on)
    seen = [right for right in RIGHTS if work.actor.reaches(right, target.path)]
    actions = list(_actions(work.actor, target))
    if not seen and not actions:
        raise _unknown(target.address)
    return {
        "on": target.address,
        "organization_id": target.path[0],
        "rights": [_named(right, work.actor, target.path) for right in seen],
        "actions": actions,
    }


def is_allowed(action: ActionClass, actor: Actor, path: Sequence[str], issuer: Sequence[str] = ()) -> bool:
    """Return whether an actor holds one of the roles of a class where it has to be held."""
    held = [grant for grant in actor.grants if grant.role in action.roles]
    return any(_covers(grant, action.at, path, issuer) for grant in held)


def may_ask(address: str, actor: Actor, path: Sequence[str], issuer: Sequence[str] = ()) -> bool:
    """Return whether an actor's grants reach the operation by which a task is done, at an address with braces."""
    operation = _ending().get(re.sub(r"\{\w+\}", "<>", address), "")
    allowed = action_rules().classes.get(right_classes().get(operation, ""))
    return allowed is not None and is_allowed(allowed, actor, path, issuer)


def _ending() -> Mapping[str, str]:
    """Return the operations that change something by their addresses, the first of an address's methods."""
    found: dict[str, str] = current_app.extensions.setdefault(EXTENSION, {})
    if not found:
        for operation, route, _ in _operations():
            found.setdefault(re.sub(r"<[^>]+>", "<>", f"{route.prefix}{route.rule}"), operation)
    return found


def _covers(grant: Grant, at: str, path: Sequence[str], issuer: Sequence[str]) -> bool:
    if at == "own":
        return grant.covers(path)
    if at == "whole":
        return grant.covers(["", *path])
    superior = {"above": path[1:] or path, "district": path[-1:], "issuer": issuer or path[1:] or path}[at]
    return grant.covers(path if superior[0] == path[0] else ["", *superior])


def _target(work: UnitOfWork, on: str) -> Target:
    if not on.startswith(BASE):
        on = f"{BASE}organizations/{on}"
    kind, names = _kind_of(on)
    if kind == "organization":
        path = trees.path(work.session, names["record_id"], work.today)
        return Target(on, path, {}, ())
    found = work.session.execute(
        select(record).where(
            record.c.district_id.in_(districts_of(work.actor)),
            record.c.record_type == kind,
            record.c.record_id == names["record_id"],
        )
    ).first()
    if found is None:
        raise _unknown(on)
    row = Record.from_row(found)
    path = trees.path(work.session, row.organization_id, work.today)
    state = row.on(work.today.isoformat())
    issuer = state.get("issuer_id")
    return Target(on, path, state, trees.path(work.session, issuer, work.today) if issuer else ())


def _kind_of(on: str) -> tuple[str, Mapping[str, str]]:
    for kind, address in _addresses().items():
        if (found := address.fullmatch(on)) is not None:
            return kind, found.groupdict()
    raise _unknown(on)


@cache
def _addresses() -> dict[str, re.Pattern[str]]:
    """Return how the address of each kind of record that has one of its own looks."""
    own = {kind: address for kind, address in ADDRESSES.items() if address.endswith("{record_id}")}
    return {
        kind: re.compile(BASE + re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9_:-]+)", address))
        for kind, address in own.items()
    }


def _actions(actor: Actor, target: Target) -> Iterator[dict[str, Any]]:
    rules, classes = action_rules(), right_classes()
    for operation, route, words in _operations():
        href = _href(route, target)
        allowed = rules.classes.get(classes.get(operation, ""))
        if href is None or allowed is None or not is_allowed(allowed, actor, target.path, target.issuer):
            continue
        if is_service_account(actor.account_id) and route.policy.if_match is IfMatch.REQUIRED:
            continue
        if href.startswith(target.address) and not matches(rules.states.get(operation, {}), target.state):
            continue
        yield {"operation": operation, "method": route.method, "href": href, "name": words[language()]}


def _operations() -> Iterator[tuple[str, Route, Mapping[str, str]]]:
    for view in current_app.view_functions.values():
        served = getattr(view, SERVED, None)
        if served is not None and served[1].method in CHANGE:
            operation, route, words = served
            chinese, _, english = words.rstrip(".").partition(" · ")
            yield operation, route, {"zh": chinese, "en": english}


def _href(route: Route, target: Target) -> str | None:
    """Return the address of an operation on a record, or of one that makes a record of an organization."""
    rule = f"{route.prefix}{route.rule}".split("/")
    given = target.address.split("/")
    if not target.state and route.method in CREATE and route.names_organization and "<" not in "/".join(rule):
        return "/".join(rule)
    named, further = rule[: len(given)], rule[len(given) :]
    is_on = len(named) == len(given) and all(a == b or a.startswith("<") for a, b in zip(named, given, strict=True))
    if not is_on or any(part.startswith("<") for part in further):
        return None
    return "/".join([*given, *further])


def _named(right: str, actor: Actor, path: Sequence[str]) -> dict[str, Any]:
    return {
        "right": right,
        "name": label("right", right, language()),
        "below": actor.reaches_below(right, path),
    }


def _unknown(on: str) -> NotFound:
    return NotFound("record_unknown", field="on", on=printable(on, limit=200))
