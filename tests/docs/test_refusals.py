"""Every refusal can be said in both languages, is raised somewhere, and gets every value that its words need."""

import ast
import re
import string
from functools import cache

import msgspec
import pytest

from tests.tooling.trees import ROOT

PACKAGES = ("shared", "services", "gateway")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("refusals.yaml"))]
SAID = {code: words for path in FILES for code, words in msgspec.yaml.decode(path.read_text("utf-8")).items()}
RAISED_AS = {"Invalid", "NotFound", "Conflict", "Forbidden", "Said"}


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
