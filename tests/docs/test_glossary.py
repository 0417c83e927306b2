"""Every identifier that the glossary names is in the tree: a module, a class, a function, a table or a field."""

import ast
import re

import pytest

from tests.tooling.trees import OURS, ROOT

ROWS = re.findall(
    r"^\| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
)
TERMS = [row for row in ROWS if row[0] not in {"zh", "---"}]
IDENTIFIERS = sorted({name for _, _, code in TERMS for name in re.findall(r"`([^`]+)`", code)})


def exists(identifier):
    """Return whether a dotted name leads to a module, or to what one of them defines."""
    names = identifier.split(".")
    for length in range(len(names), 0, -1):
        place = ROOT.joinpath(*names[:length])
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if file.exists():
            return names[0] in OURS and defines(ast.parse(file.read_text("utf-8")), names[length:])
    return False


def defines(node, names):
    if not names:
        return True
    found = [each for each in ast.iter_child_nodes(node) if names[0] in names_of(each)]
    return any(defines(each, names[1:]) for each in found)


def names_of(node):
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return {name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name)}


def test_every_term_has_both_languages_and_its_code():
    assert len(TERMS) > 100
    assert [
        zh for zh, en, code in TERMS if not re.search("[一-鿿]", zh) or not re.search("[a-z]", en) or not code
    ] == []
    assert [code for _, _, code in TERMS if not re.fullmatch(r"—|`[\w.]+`(, `[\w.]+`)*", code)] == []


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_the_code_of_a_term_is_in_the_tree(identifier):
    assert exists(identifier)


def test_an_identifier_that_was_renamed_is_missed():
    assert exists("shared.trees.Version.parent_id")
    assert not exists("shared.trees.Versions")
    assert not exists("shared.trees.Version.no_such_field")
    assert not exists("shared.no_such_module")
