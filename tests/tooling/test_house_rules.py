"""Habits that no linter knows: the same files in every service, small pieces, and a reason beside every exception."""

import ast
import re
from functools import cache

import pytest

from gateway.projections.event_mappers import SOURCES
from services import service_class, service_names
from shared.messaging.reactions import PARKED, reactions_of
from tests.gateway.documented import document
from tests.tooling.trees import OURS, ROOT

FILES = [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]
SERVICES = sorted(path.parent for path in (ROOT / "services").glob("*/service.py"))
MODULE_LINES, FUNCTION_LINES = 350, 30
JOBS = {"job_id", "point_import_id"}
"""What an event that drives a job is in the order of."""
WIRING_LINES = 400
"""A service's public face decides nothing: it is five lines for each question and command, read by looking one up."""


@cache
def text_of(path):
    return path.read_text("utf-8")


@cache
def tree_of(path):
    return ast.parse(text_of(path))


def functions():
    # A migration is one list of tables, and is never read in passing.
    for path in (path for path in FILES if "migrations" not in path.parts):
        for node in defined(tree_of(path)):
            yield path.relative_to(ROOT), node


def defined(tree):
    """Every function of a module, of its classes and of its functions; nothing that is no statement holds one."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        if isinstance(node, ast.stmt):
            yield from defined(node)


def documented(tree, owner=""):
    """Yield every class and function that has a docstring, with the words of its name and of its class's name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            name = f"{owner} {node.name}"
            if text := ast.get_docstring(node):
                yield node, words_of(name), text
            yield from documented(node, name)


def words_of(text):
    """Return the stems of the words in a name or a sentence; an ideograph is a word of its own."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[一-鿿]", text)
    return {re.sub(r"(?<=..)(ies|es|s|ed|ing|y|e)$", "", word.lower()) for word in words}


def faults_of(source):
    """Yield the name of each docstring that is no sentence, or adds nothing to the name, with the fault."""
    for node, name, text in documented(ast.parse(source)):
        sentence = text.partition("\n\n")[0]
        if not re.fullmatch(r"\S+ .*[.:]", sentence, re.DOTALL):
            yield node.name, "no sentence"
        if sentence.startswith("This function will"):
            yield node.name, "an announcement"
        if words_of(sentence) <= name | words_of("return a an the this its one of in on at to for by from with and as"):
            yield node.name, "its name again"


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_every_service_has_the_same_files(service):
    modules = {path.stem for path in service.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    # The planner is the one service's part that is no service: a process of its own beside it.
    own = {"planner"} if service.name == "observation_visits" else set()
    assert modules == {"__init__", "model", "commands", "queries", "reactions", "service"} | own
    folders = {path.name for path in service.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - modules == {"rules", "migrations"}


@pytest.mark.parametrize("name", service_names())
def test_a_job_that_a_service_drives_by_events_of_its_own_ends_when_one_is_parked(name):
    service = service_class(name)
    driven = {event for event in reactions_of(service) if event.source == name and event.in_order_of in JOBS}
    assert driven == set(reactions_of(service, PARKED))


@pytest.mark.slow
def test_types_are_prepared_before_threads_read_them():
    # Without it, two threads that read the first values of a type end the process (shared/struct_types.py says why).
    read = 0
    for path in FILES:
        for call in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)):
            if re.fullmatch(r"msgspec\.(json\.|yaml\.|msgpack\.)?(decode|convert)", ast.unparse(call.func)):
                kinds = [given.value for given in call.keywords if given.arg == "type"] or call.args[1:]
                read += len(kinds)
                unknown = [ast.unparse(kind) for kind in kinds if not ast.unparse(kind).startswith("prepared(")]
                assert not unknown, f"{path.relative_to(ROOT)}:{call.lineno}: {unknown}"
    assert read > 20


def test_the_gateway_hears_every_service():
    assert set(service_names()) == SOURCES


def test_no_name_is_both_a_file_and_a_folder():
    assert [path for path in FILES if path.with_suffix("").is_dir()] == []


def test_no_module_grows_past_reading():
    lengths = {str(path.relative_to(ROOT)): text_of(path).count("\n") for path in FILES}
    most = {str(path.relative_to(ROOT)): WIRING_LINES for path in (each / "service.py" for each in SERVICES)}
    assert {path: lines for path, lines in lengths.items() if lines > most.get(path, MODULE_LINES)} == {}


@pytest.mark.slow
def test_no_function_grows_past_one_screen():
    # What it takes, and what it says of itself, is read apart from what it does.
    does = [(path, node, node.body[1:] if ast.get_docstring(node) else node.body) for path, node in functions()]
    lengths = {f"{path}:{node.name}": node.end_lineno - body[0].lineno + 1 for path, node, body in does if body}
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_no_module_has_a_name_that_says_nothing():
    forbidden = {"utils", "helpers", "common", "manager", "base", "misc"}
    # The base of the schemas is what every schema inherits, and says so.
    assert [str(path.relative_to(ROOT)) for path in FILES if path.stem in forbidden] in (
        [],
        ["gateway/schemas/base.py"],
    )


@pytest.mark.slow
def test_a_docstring_is_a_sentence_that_adds_to_the_name():
    found = [(str(path.relative_to(ROOT)), *fault) for path in FILES for fault in faults_of(text_of(path))]
    assert found == []


@pytest.mark.parametrize(
    ("docstring", "faults"),
    [
        ("Return the newest declaration of a member.", []),
        ("Return a declaration.", ["its name again"]),
        ("This function will load the newest declaration.", ["an announcement"]),
        ("newest", ["no sentence"]),
    ],
)
def test_a_planted_docstring_is_found(docstring, faults):
    source = f'class Member:\n    """A person."""\n    def declaration(self):\n        """{docstring}"""'
    assert [fault for name, fault in faults_of(source)] == faults


@pytest.mark.slow
def test_every_route_says_in_both_languages_what_it_is_for():
    summaries = {
        operation["operationId"]: operation.get("summary", "")
        for path in document()["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    }
    assert len(summaries) > 300
    assert [name for name, text in summaries.items() if not re.match(r".*[一-鿿].* · .*[a-z]", text)] == []


@pytest.mark.parametrize("service", service_names())
def test_a_reaction_is_named_by_its_deed_and_by_what_it_reacts_to(service):
    reactions = reactions_of(service_class(service))
    assert reactions
    for event, names in reactions.items():
        known = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() for kind in event.__mro__}
        for name in names:
            deed, _, heard = name.rpartition("_on_")
            assert deed
            assert heard in known, name


def test_what_decides_looks_at_no_clock_and_draws_no_lots():
    chance = re.compile(r"datetime\.now|date\.today|time\.time|monotonic|\buuid|\brandom\b|\bsecrets\b")
    files = [path for service in SERVICES for path in service.rglob("*.py")]
    places = [path for path in files if {"model", "commands", "queries"} & {path.stem, *path.parts}]
    assert len(places) > 20
    assert [str(path.relative_to(ROOT)) for path in places if chance.search(text_of(path))] == []


def test_no_rules_of_supervision_hold_an_address_of_the_gateway():
    files = sorted((ROOT / "services" / "supervision" / "rules").glob("*.yaml"))
    assert files
    assert [str(path.relative_to(ROOT)) for path in files if "/api/" in path.read_text("utf-8")] == []


def test_shared_stays_smaller_than_the_services_it_serves():
    sizes = {package: sum(text_of(path).count("\n") for path in (ROOT / package).rglob("*.py"))
             for package in ("shared", "services")}  # fmt: skip
    assert sizes["shared"] < sizes["services"]


def test_no_comment_is_a_banner():
    banner = re.compile(r"^\s*#\s*[-=*#~]{3,}", re.MULTILINE)
    assert [path for path in FILES if banner.search(text_of(path))] == []


TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.slow
def test_the_name_of_every_test_is_a_sentence():
    names = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in TESTS
        for node in defined(tree_of(path))
        if node.name.startswith("test_") and node.name.count("_") < 4
    ]
    assert names == []


def test_no_test_puts_a_double_in_the_place_of_our_own_code():
    double = re.compile(r"unittest\.mock|\bMagicMock\b|\bmocker\b|setattr\((?:shared|services|gateway)\.")
    others = [path for path in TESTS if path.name != "test_house_rules.py"]
    assert [path for path in others if double.search(text_of(path))] == []


def test_every_exception_to_a_rule_says_its_rule_and_nothing_is_left_to_do():
    marks = re.compile(r"# noqa(?!: [A-Z]+\d+)|# type: ignore(?!\[)|\b(TODO|FIXME|XXX)\b")
    places = [*FILES, *sorted((ROOT / "tests").rglob("*.py"))]
    found = [path for path in places if path.name != "test_house_rules.py" and marks.search(text_of(path))]
    assert found == []


def test_every_rule_that_is_ignored_has_its_reason_beside_it():
    ignored = re.compile(r'^ {4}"[A-Z]+\d*",')
    lines = [line for line in (ROOT / "pyproject.toml").read_text().splitlines() if ignored.match(line)]
    assert lines
    assert [line for line in lines if " # " not in line] == []


def test_every_python_that_is_promised_is_tried_by_ci():
    least, most = map(int, re.search(r"Python 3\.(\d+)–3\.(\d+)", (ROOT / "README.md").read_text("utf-8")).groups())
    tried = re.search(r"^for version in (.*); do$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)[1].split()
    assert tried == [f"3.{minor}" for minor in range(least, most + 1)]
    assert f'requires-python = ">=3.{least},<3.{most + 1}"' in (ROOT / "pyproject.toml").read_text()


TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def imported_tests(tree):
    """Yield the modules of tests that a module imports from."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name for name in names if re.search(r"(^|\.)test_\w+$", name))


def test_no_test_imports_from_another():
    assert [(path, name) for path in TESTS for name in imported_tests(tree_of(path))] == []


@pytest.mark.parametrize(
    "line", ["from tests.projects.test_chain import declared", "from tests.projects import test_chain",
             "import tests.projects.test_chain"],
)  # fmt: skip
def test_an_import_from_another_test_is_seen(line):
    assert list(imported_tests(ast.parse(line)))
