"""The product rules hold on the whole surface; each finds what is planted against it."""

import copy
import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from gateway.projections.indicators import indicators
from gateway.projections.task_rules import task_rules
from tests.gateway.documented import document
from tests.product import rules, surface
from tests.product.surface import Name
from tests.tooling.trees import ROOT

pytestmark = pytest.mark.slow
SURFACES: dict[str, Callable[[], Iterable[Name]]] = {
    "api": surface.api,
    "files": surface.exports,
    "events": surface.events,
    "tables": surface.tables,
    "metrics and figures": surface.measured,
    "logs": surface.logs,
}
EVERYWHERE = [rules.ranks_persons, rules.watches_persons, rules.traces_persons, rules.counts_applause]
PLANTED = {
    rules.ranks_persons: ["rank", "member_ranking", "leaderboard", "top_10", "percentile"],
    rules.watches_persons: ["login_count", "online_minutes", "last_seen", "usage_rate", "page_views"],
    rules.traces_persons: ["check_in", "photo", "gps", "track", "screenshots"],
    rules.counts_applause: ["likes", "forwards", "upvotes"],
}


@cache
def names(where: str) -> tuple[Name, ...]:
    return tuple(SURFACES[where]())


@pytest.mark.parametrize("where", SURFACES)
def test_there_is_a_surface_to_look_at(where: str) -> None:
    assert len(names(where)) > 20


@pytest.mark.parametrize("where", SURFACES)
@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_nothing_on_the_surface_breaks_a_rule(rule: Callable[[Iterable[Name]], list[str]], where: str) -> None:
    assert rule(names(where)) == []


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_each_rule_finds_what_is_planted_in_the_document(rule: Callable[[Iterable[Name]], list[str]]) -> None:
    for planted in PLANTED[rule]:
        doc = copy.deepcopy(document())
        schema = next(one for one in doc["components"]["schemas"].values() if "properties" in one)
        schema["properties"][planted] = {"type": "integer"}
        assert [found.rpartition(": ")[2] for found in rule(surface.api(doc))] == [planted]


def test_an_order_that_a_reader_may_choose_for_persons_is_found() -> None:
    doc = copy.deepcopy(document())
    members = doc["paths"]["/api/v1/organizations/{organization_id}/members"]["get"]
    answer = next(iter(members["responses"]["200"]["content"].values()))
    answer["schema"] = {"type": "object", "properties": {"member_id": {"type": "string"}}}
    members["parameters"].append({"name": "order_by", "in": "query", "schema": {"type": "string"}})
    assert len(rules.ranks_persons(surface.api(doc))) == 1


def test_a_file_of_an_unknown_kind_is_noticed() -> None:
    doc = copy.deepcopy(document())
    doc["paths"]["/api/v1/projects"]["get"]["responses"]["200"]["content"]["image/png"] = {}
    with pytest.raises(KeyError, match="image/png"):
        list(surface.exports(doc))


@pytest.mark.parametrize("path", rules.ASKING)
def test_whoever_asks_something_of_lower_levels_says_on_what_basis(path: str) -> None:
    doc = copy.deepcopy(document())
    assert rules.asks_without_basis(surface.demanded(doc)) == []
    schema = doc["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    named = surface.resolved(doc, schema)
    for field in rules.ASKING[path]:
        schema.clear()
        schema.update(named | {"required": [name for name in named["required"] if name != field]})
        assert rules.asks_without_basis(surface.demanded(doc)) == [f"POST {path}: {field}"]


def test_no_request_demands_evidence_a_place_or_a_picture() -> None:
    found = list(surface.demanded())
    assert len(found) > 50
    assert rules.demands_proof(found) == []


@pytest.mark.parametrize("planted", ["evidence", "longitude", "photo", "location"])
def test_a_demand_for_proof_is_found(planted: str) -> None:
    doc = copy.deepcopy(document())
    body = doc["paths"]["/api/v1/projects"]["post"]["requestBody"]["content"]["application/json"]
    schema = surface.resolved(doc, body["schema"])
    body["schema"] = schema | {"required": [*schema.get("required", []), planted]}
    assert [found.rpartition(": ")[2] for found in rules.demands_proof(surface.demanded(doc))] == [planted]


def test_no_metric_is_told_apart_by_a_person_or_an_organization() -> None:
    found = list(surface.labels())
    assert found
    assert rules.labels_somebody(found) == []
    assert rules.labels_somebody([Name("member_id", "label"), Name("organization", "label")])


def test_what_days_change_by_themselves_is_never_said_of_a_person() -> None:
    timed = {duty.of for duty in task_rules().by_code.values()}
    assert not timed & {"member", "tier"}


def test_an_honour_stands_in_reports_and_never_in_a_score() -> None:
    listed = indicators().by_code
    honours = {code for code, each in listed.items() if each.of == "honour"}
    assert honours
    assert not honours & {part for each in listed.values() for part in (each.numerator, each.denominator)}
    code = [path for path in (ROOT / "services").rglob("*.py") if path.relative_to(ROOT).parts[1] != "meetings"]
    assert [path for path in code if re.search("honour(?!ed)", path.read_text("utf-8"), re.IGNORECASE)] == []
