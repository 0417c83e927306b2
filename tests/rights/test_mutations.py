"""Each right and each check, opened in turn, turns the matrix red: a table that nothing contradicts proves nothing."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import true

from gateway import service_calls
from gateway.accounts import grant_policy
from shared import org_paths, reading, rights
from shared.org_paths import OrgPath
from shared.rights import ROLES, Actor
from tests.gateway.operations import Operation
from tests.rights.relations import ASKED, NO, TELLING, Crowd, cells_of, class_of, expected

pytestmark = pytest.mark.long
Mutation = Callable[[pytest.MonkeyPatch], None]


def of_every_role(right: str) -> Mutation:
    """Give a right to every role."""
    return lambda patch: patch.setitem(rights.RIGHTS, right, ROLES)


def of_the_whole_district(right: str) -> Mutation:
    """Let whoever holds a right somewhere hold it on everything of the district."""
    real = Actor.reaches

    def reaches(self: Actor, asked: str, path: Sequence[str]) -> bool:
        return real(self, asked, path) or (asked == right and self.holds(right))

    return lambda patch: patch.setattr(Actor, "reaches", reaches)


def _anything(*_: object, **__: object) -> None:
    return None


def _on_the_superior_alone(self: Actor, right: str, superior: Sequence[str], _organization_id: str) -> None:
    self.require(right, superior)


def _on_the_unit_alone(self: Actor, right: str, path: Sequence[str]) -> None:
    self.require(right, path)


def _opened_subtree(_acting: Actor, _right: str, here: OrgPath, day: object) -> object:
    return org_paths.subtree(here.path[0], day)  # type: ignore[arg-type]


MECHANISMS: dict[str, Mutation] = {
    "acting over a unit needs no grant below": lambda p: p.setattr(Actor, "require_over", _on_the_superior_alone),
    "acting below needs no grant below": lambda p: p.setattr(Actor, "require_below", _on_the_unit_alone),
    "lists show what is below": lambda p: p.setattr(org_paths, "scoped_subtree", _opened_subtree),
    "records open whole": lambda p: p.setattr(reading, "view_at", lambda *_, **__: reading.WHOLE),
    "what is carried opens to everybody": lambda p: p.setattr(reading, "reached", lambda *_: true()),
    "sums of what is below are shown": lambda p: p.setattr(Actor, "reaches_below", Actor.reaches),
    "accounts are anybody's to keep": lambda p: p.setattr(grant_policy, "require_can_manage", _anything),
    "grants are anybody's to give": lambda p: p.setattr(grant_policy, "_covers", lambda *_: True),
    "the gateway lets any organization through": lambda p: p.setattr(service_calls, "require", _anything),
}


def is_red(crowd: Crowd, first: str) -> bool:
    """Return whether an operation answers otherwise than the table says; those of one service are asked first."""
    return any(
        crowd.answer(operation, cell) != expected()[class_of(operation)].get(cell, NO)
        for operation in sorted(ASKED, key=lambda one: _owner(one) != first)
        for cell in cells_of(operation, TELLING)
    )


def _owner(operation: Operation) -> str:
    return "levels" if "/levels/" in operation.rule else operation.rule.split("/")[3].replace("-", "_")


def _first(right: str) -> str:
    service = right.partition(".")[0]
    return {
        "overview": "levels", "members": "members", "grants": "accounts", "policies": "accounts",
        "administrators": "accounts", "observation_visits": "visit_rounds", "member_points": "point_declarations",
        "supervision": "inspections",
    }.get(service, "appraisal_schemes" if right == "appraisals.set" else service)  # fmt: skip


@pytest.mark.parametrize("right", rights.RIGHTS)
@pytest.mark.parametrize("opened", [of_every_role, of_the_whole_district])
def test_a_right_that_is_opened_turns_the_matrix_red(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, right: str, opened: Callable[[str], Mutation]
) -> None:
    opened(right)(monkeypatch)
    assert is_red(crowd, _first(right))


@pytest.mark.parametrize("mutation", MECHANISMS)
def test_a_check_that_is_left_out_turns_the_matrix_red(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, mutation: str
) -> None:
    MECHANISMS[mutation](monkeypatch)
    assert is_red(crowd, "projects")
