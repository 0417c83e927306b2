"""Every refusal can be said in both languages, is raised somewhere, and gets every value that its words need."""

import ast
import re
import string

import pytest
import yaml

from tests.tooling.trees import ROOT

PACKAGES = ("shared", "services", "gateway")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("refusals.yaml"))]
SAID = {code: words for path in FILES for code, words in yaml.safe_load(path.read_text("utf-8")).items()}
TREES = {
    path: ast.parse(path.read_text("utf-8")) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
}
TEXTS = {
    node.value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
BEGINNINGS = tuple(
    node.values[0].value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant) and node.values[0].value[-1:] == "_"
)
"""Codes that are put together, such as `status_{status}`."""
RAISED_AS = {"Invalid", "NotFound", "Conflict", "Forbidden", "Said"}


def calls():
    """Each refusal that is made with a code written out: where, the code, the values given, whether that is all."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED_AS):
                continue
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                given = {keyword.arg for keyword in node.keywords}
                if "words" in given:
                    continue  # said elsewhere, only carried
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value, given - {None}, None not in given


CALLS = list(calls())


def needed(text):
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_refusals_to_look_at():
    assert len(SAID) > 100
    assert len(CALLS) > 100


@pytest.mark.parametrize("code", sorted(SAID))
def test_a_refusal_is_said_in_both_languages(code):
    words = SAID[code]
    assert set(words) == {"zh", "en"}
    assert re.search("[一-鿿]", words["zh"])
    # A Chinese word that is to be typed may be quoted; the sentence around it is English.
    assert len(re.findall(r"\b[A-Za-z]{2,}\b", words["en"])) >= 1
    assert len(re.findall("[一-鿿]", words["en"])) < len(words["en"]) / 4


def test_every_refusal_is_raised_somewhere():
    unused = {code for code in SAID if code not in TEXTS and not code.startswith(BEGINNINGS)}
    assert unused == set()


def test_every_refusal_that_is_raised_can_be_said():
    assert {(place, code) for place, code, _, _ in CALLS if code not in SAID} == set()


def test_every_refusal_gets_the_values_that_its_words_need():
    for place, code, given, whole in CALLS:
        if whole and code in SAID:
            for language, text in SAID[code].items():
                assert needed(text) <= given, (place, code, language)
