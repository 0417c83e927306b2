"""The console's words: both languages, each field of each form, each state and step of each record."""

import ast
import importlib
import pkgutil
import re

import pytest

import services
from gateway.console.areas import areas
from gateway.console.forms.served import SERVED
from gateway.console.words import LANGUAGES, catalogue, entries_of
from shared.lifecycles import Lifecycle
from tests.tooling.trees import ROOT

FOLDER = ROOT / "gateway" / "console"
SAID = re.compile(r"""\bt\(\s*['"]([a-z_]+\.[\w.]+)['"]\s*[,)]""")
SIGN = re.compile(r"\{(\w+)")


def test_every_key_is_said_in_both_languages_with_the_same_values():
    for key, said in catalogue().items():
        assert said.keys() >= set(LANGUAGES), key
        assert all(str(said[each]) for each in LANGUAGES), key
        assert set(SIGN.findall(str(said["zh"]))) >= set(SIGN.findall(str(said["en"]))) - {"month"}, key


def test_a_key_without_english_is_noticed():
    with pytest.raises(TypeError, match="area"):
        list(entries_of("area", {"title": "标题"}))


def test_every_key_that_a_template_names_has_words():
    named = {(path.name, key) for path in FOLDER.rglob("*.html") for key in SAID.findall(path.read_text("utf-8"))}
    assert len(named) > 50
    assert [each for each in named if each[1] not in catalogue()] == []


def test_every_key_that_a_page_names_has_words():
    texts = (
        node.args[0]
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".words") and node.args
    )
    named = {each.value for each in texts if isinstance(each, ast.Constant)}
    assert len(named) > 10
    assert [key for key in named if key not in catalogue()] == []


def test_every_state_and_step_of_a_record_is_called_as_its_life_cycle_calls_it():
    said = [each["zh"] for key, each in catalogue().items() if key.startswith("codes.")]
    for cycle in _life_cycles():
        for label in (*cycle.statuses.values(), *cycle.step_labels.values()):
            assert label in said, (cycle.record_zh, label)


def test_no_word_praises_by_order_or_counts_presence():
    forbidden = re.compile("排名|倒数|活跃度|打卡|积分榜|！")
    assert [key for key, said in catalogue().items() if forbidden.search(str(said["zh"]))] == []


def test_every_form_says_its_title_and_what_its_button_does():
    forms = list(_forms())
    assert forms
    for form in forms:
        for needed in ("title", "submit"):
            assert f"{form.words}.{needed}" in catalogue(), (form.path, needed)


def _forms():
    assert list(areas())
    yield from SERVED


def _life_cycles():
    for found in pkgutil.walk_packages(services.__path__, "services."):
        if ".model" in found.name:
            module = importlib.import_module(found.name)
            yield from (each for each in vars(module).values() if isinstance(each, Lifecycle))
            kinds = (each for each in vars(module).values() if isinstance(each, type))
            yield from (kind.lifecycle for kind in kinds if isinstance(vars(kind).get("lifecycle"), Lifecycle))
