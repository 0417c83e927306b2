"""Every refusal can be said in both languages, is raised somewhere, and gets every value that its words need."""

import ast
import re
import string
from functools import cache

import msgspec
import pytest

from gateway.validation_messages import MESSAGES
from shared.errors import CATALOGUE
from shared.labels import LABELS, load_labels
from tests import refusal_texts
from tests.refusal_texts import ADDRESS, PROPER, QUOTED, WORD
from tests.tooling.trees import ROOT

PACKAGES = ("visit_solver", "shared", "services", "gateway")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("refusals.yaml"))]
SAID = {code: words for path in FILES for code, words in msgspec.yaml.decode(path.read_text("utf-8")).items()}
FORMAT = string.Formatter()
RAISED_AS = {"Invalid", "NotFound", "Conflict", "Forbidden", "Said", "Violation"}


@cache
def nodes():
    """Every node of our code, with its file."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [(path, node) for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def texts():
    """Every text that is written out, the beginnings of those that are put together among them."""
    for _, node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def beginnings():
    """Beginnings of codes that are put together, such as `status_{status}`."""
    for _, node in nodes():
        first = node.values[0] if isinstance(node, ast.JoinedStr) else None
        if isinstance(first, ast.Constant) and first.value[-1:] == "_":
            yield first.value


@cache
def calls():
    """Each refusal that is made with a code written out: where, the code, the values given, whether that is all."""
    found = []
    for path, node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED_AS):
            continue
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            given, place = {keyword.arg for keyword in node.keywords}, f"{path.relative_to(ROOT)}:{node.lineno}"
            if "words" not in given:  # otherwise said elsewhere, only carried
                found.append((place, node.args[0].value, given - {None}, None not in given))
    return found


def needed(text):
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.slow
def test_there_are_refusals_to_look_at():
    assert len(SAID) > 100
    assert len(calls()) > 100


@pytest.mark.parametrize("code", sorted(SAID))
def test_a_refusal_is_said_in_both_languages(code):
    words = SAID[code]
    assert set(words) == {"zh", "en"}
    assert re.search("[一-鿿]", words["zh"])
    # A Chinese word that is to be typed may be quoted; the sentence around it is English.
    assert len(re.findall(r"\b[A-Za-z]{2,}\b", words["en"])) >= 1
    assert len(re.findall("[一-鿿]", words["en"])) < len(words["en"]) / 4


@pytest.mark.parametrize("code", sorted(SAID))
def test_no_word_of_another_language_stands_in_the_chinese_but_in_quotation_marks(code):
    template = QUOTED["zh"].sub("", re.sub(r"\{[^}]*\}", "", ADDRESS.sub("", SAID[code]["zh"])))
    assert set(WORD.findall(template)) <= PROPER


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.template)
def test_what_is_said_of_a_field_is_said_in_chinese(message):
    assert set(WORD.findall(QUOTED["zh"].sub("", re.sub(r"\{\w+\}", "", message.zh)))) <= PROPER


def test_a_service_says_only_what_its_own_catalogue_or_the_shared_one_has():
    own = {path.parts[len(ROOT.parts) + 1]: path for path in FILES if "services" in path.parts}
    for place, code, _, _ in calls():
        service = place.split("/")[1] if place.startswith("services/") else None
        service = "observation_visits" if place.startswith("visit_solver/") else service
        files = [ROOT / "shared" / "refusals.yaml", own[service] if service else ROOT / "gateway" / "refusals.yaml"]
        assert any(code in msgspec.yaml.decode(path.read_text("utf-8")) for path in files), place


def test_every_label_that_a_refusal_names_is_there():
    for path in sorted(ROOT.rglob("rules/labels.yaml")):
        load_labels(path)
    named = {spec for words in SAID.values() for text in words.values() for _, _, spec, _ in FORMAT.parse(text) if spec}
    assert named <= {*LABELS, "words"}


def test_a_run_of_all_tests_fails_for_a_refusal_that_none_has_raised(monkeypatch):
    monkeypatch.setattr(refusal_texts, "RAISED", set(CATALOGUE) - {"text_missing"})
    assert refusal_texts.never_raised() == ["text_missing"]


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("zh", "该项目现为 withdrawn。", ["withdrawn"]),
        ("zh", "找不到 \\u677f\\u51f3。", ["\\u67", "\\u51"]),
        ("zh", "请填写{label}。", ["{label}"]),
        ("zh", "“withdrawn”不是状态；请读 /api/v1/projects。", []),
        ("en", "This project is in_progress.", ["in_progress"]),
        ("en", "'in_progress' is no state.", []),
    ],
)
def test_a_text_with_a_code_an_escape_or_an_unfilled_place_is_found(language, text, wrong):
    load_labels(ROOT / "services" / "demonstration_points" / "rules" / "labels.yaml")
    found = refusal_texts.wrong_in("project_unknown", language, text, {})
    assert [one[: len(wrong[0])] if wrong else one for one in found][: len(wrong)] == wrong
    assert bool(found) == bool(wrong)


@pytest.mark.slow
def test_every_refusal_is_raised_somewhere():
    written, begun = set(texts()), tuple(beginnings())
    unused = {code for code in SAID if code not in written and not code.startswith(begun)}
    assert unused == set()


@pytest.mark.slow
def test_every_refusal_that_is_raised_can_be_said():
    assert {(place, code) for place, code, _, _ in calls() if code not in SAID} == set()


@pytest.mark.slow
def test_every_refusal_gets_the_values_that_its_words_need():
    for place, code, given, whole in calls():
        if whole and code in SAID:
            for language, text in SAID[code].items():
                assert needed(text) <= given, (place, code, language)
