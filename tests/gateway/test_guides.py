"""A to-do comes with its guide, whose clause stands, whose fields are of the form and whose example ends the to-do."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from deploy.demo.persons import identity_number
from gateway.projections.task_rules import task_rules
from gateway.task_guides import Guide, task_guides
from services import service_class, service_names
from shared.rights import BRANCH, COMMUNITY, DISTRICT, PERSONAL_DATA, SECURITY_ADMIN, STREET, Grant
from shared.rule_packs import load_rule_pack
from tests.expect import done, until
from tests.gateway.app_harness import Person
from tests.gateway.documented import document
from tests.gateway.full_district.readers import pages
from tests.gateway.full_district.scenario import TODAY, TREE, FullDistrict
from tests.gateway.full_district.snapshot import come_to_rest, copied, planted_folder
from tests.scenarios.script import Script

AFTER = date(2026, 7, 1)
"""The day on which windows of June are over."""
FITTING = {"establish_hall": "fifth", "start_building": "second", "start_project": "first"}
"""Whose record is as far as its to-do wants, where others of the kind lack what comes before."""
ROLES = {"district": DISTRICT, "street": STREET, "community": COMMUNITY, "branch": BRANCH}
CLAUSE = re.compile(r"第[一二三四五六七八九十百]+条")
PACK = re.compile(r"(\w+)/(\w+)#(\w+)")
Open = dict[str, tuple[Person, dict[str, Any]]]


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDistrict]:
    """Yield a full district in which a to-do of every kind is open."""
    with copied(planted_folder(tmp_path_factory), tmp_path_factory.mktemp("guided") / "data") as district:
        states = Path(__file__).with_name("guided_states.yaml").read_text("utf-8")
        Script(district, **_known(district)).play(yaml.safe_load(states))
        _enter_one_member_twice(district)
        _ask_for_a_grant(district)
        come_to_rest(district.harness)
        district.harness.clock.turn_to(AFTER)
        yield district


def _known(district: FullDistrict) -> dict[str, Any]:
    return {name: {"id": district.ids[name]} for name in ("scheme", "objection")}


def _enter_one_member_twice(district: FullDistrict) -> None:
    number = identity_number(Random(7), date(1980, 5, 1))
    member = {"name": "王五", "status": "full", "member_class": "ordinary", "identity_number": number}
    for unit in ("first", "second"):
        done(_of(district, unit, COMMUNITY).post(f"/organizations/{district.ids[unit]}/members", member))


def _of(district: FullDistrict, unit: str, role: str) -> Person:
    person = district.harness.person(Grant(role, district.ids[unit]), district_id=district.ids["district"])
    person.headers = dict(district.positions)
    return person


def _ask_for_a_grant(district: FullDistrict) -> None:
    root, unit = district.ids["district"], district.ids["first"]
    security = _of(district, "district", SECURITY_ADMIN)
    asking = district.harness.person(Grant(COMMUNITY, unit), district_id=root, organization_id=unit)
    grant = {"role": PERSONAL_DATA, "organization_id": unit, "below": False}
    done(security.post(f"/accounts/{asking.account_id}/grants", grant))


@pytest.fixture(scope="module")
def waiting(guided: FullDistrict) -> Open:
    """Return a to-do of each kind as its owner lists it: one that fits, and is due rather than overdue."""
    found: Open = {}
    for unit, _, level in TREE[:-1]:
        person = _of(guided, unit, ROLES[level])
        for todo in pages(person, f"/organizations/{guided.ids[unit]}/todos", until="2028-12-31"):
            fits = FITTING.get(todo["todo"], unit) == unit
            if fits and (todo["todo"] not in found or todo["standing"] == "due"):
                found[todo["todo"]] = person, todo | {"owner": guided.ids[unit]}
    return found


@pytest.mark.parametrize("guide", task_guides().values(), ids=lambda guide: guide.of)
class TestGuide:
    def test_it_is_said_in_both_languages(self, guide: Guide) -> None:
        for words in (guide.actor, guide.rule, guide.good_record, guide.citation, *guide.enter.values()):
            assert re.search("[一-鿿]", words.zh)
            assert re.search("[a-z]{3}", words.en)
            assert not re.search("[一-鿿]", words.en)

    def test_it_cites_a_clause_that_is_there(self, guide: Guide) -> None:
        assert set(PACK.findall(guide.citation.zh)) == set(PACK.findall(guide.citation.en))
        named = PACK.findall(guide.citation.zh)
        assert named or (CLAUSE.search(guide.citation.zh) and "article" in guide.citation.en)
        for service, pack, rule in named:
            assert load_rule_pack(_rules(service) / f"{pack}.yaml", TODAY)[rule].citation

    def test_it_names_fields_of_the_form_at_its_address(self, guide: Guide) -> None:
        rule = task_rules().by_code[guide.of]
        (operations,) = [paths for path, paths in document()["paths"].items() if _plain(path) == _plain(rule.at)]
        body = operations[rule.method.lower()].get("requestBody")
        offered = set(_fields(body["content"]["application/json"]["schema"])) if body else set()
        assert set(guide.enter) <= offered
        assert bool(guide.enter) == bool(offered)
        assert set(guide.example) <= {name.partition(".")[0] for name in guide.enter}


@pytest.mark.slow
@pytest.mark.parametrize("kind", task_rules().by_code)
def test_its_example_ends_the_to_do_that_it_is_served_with(waiting: Open, kind: str) -> None:
    person, todo = waiting[kind]
    assert todo["method"] == "POST"
    done(person.post(todo["href"].removeprefix("/api/v1"), todo["guide"]["example"]))
    path, ended = f"/organizations/{todo['owner']}/todos", (kind, todo["record_id"])
    until(
        lambda: {(each["todo"], each["record_id"]) for each in pages(person, path, until="2028-12-31")},
        lambda left: ended not in left,
    )


@pytest.mark.slow
def test_it_is_read_in_chinese_unless_english_is_asked_for(guided: FullDistrict) -> None:
    person, path = guided.people["district"], f"/organizations/{guided.ids['first']}/todos?below_too=true"
    tongues = {None: "zh", "en": "en", "zh-CN, en;q=0.5": "zh"}
    for asked, tongue in tongues.items():
        todo = done(person.get(path, headers={"Accept-Language": asked} if asked else {}))["items"][0]
        guide = task_guides()[todo["todo"]]
        assert todo["actor"] == getattr(guide.actor, tongue)
        assert todo["guide"]["rule"] == getattr(guide.rule, tongue)
        said = {each["field"]: each["what"] for each in todo["guide"]["enter"]}
        assert said == {name: getattr(words, tongue) for name, words in guide.enter.items()}


def _plain(address: str) -> str:
    return re.sub(r"\{\w+\}", "{}", address)


def _rules(service: str) -> Path:
    assert service in service_names()
    return Path(service_class(service).__module__.replace(".", "/")).parent / "rules"


def _fields(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the names of a form's fields, those of the rows of a list behind its name and a dot."""
    known = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for name, one in known["properties"].items():
        yield f"{prefix}{name}"
        if "$ref" in one.get("items", {}):
            yield from _fields(one["items"], f"{name}.")
