"""The documents name only what there is: links, modules, targets of make, files, contracts, figures, libraries."""

import importlib.util
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from gateway import openapi_headers
from gateway.blueprints import ALWAYS, WITH_BODY, WITH_FORMATS, WITH_VERSION
from shared.errors import CATALOGUE, Invalid
from shared.messaging import metrics
from tests.tooling.trees import OURS, ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deploy").rglob("*.md")),
    *sorted((ROOT / "tests").rglob("*.md")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
MODULE = re.compile(r"python3? -m ([a-z_]+(?:\.[a-z_]+)*)")
TARGET = re.compile(r"(?<![\w-])make ([a-z][a-z-]+)\b")
PLACE = re.compile(rf"(?<![\w/.-])((?:{'|'.join((*OURS, 'tests', 'docs'))})/[\w./-]*[\w/])(?![\w<{{…*-])")
OUTSIDE = {"pytest", "venv", "pip"}
EXPLAINED = {"sure", "us", "it", "everything", "room"}
"""Words after "make" that are no command."""
per_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def text_of(page):
    return page.read_text("utf-8")


def without_code(text):
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)


def code_of(text):
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", without_code(text))])


def anchors_of(page):
    heads = re.findall(r"^#+ (.*)$", without_code(text_of(page)), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@per_page
def test_every_link_leads_somewhere(page):
    for link in LINK.findall(without_code(text_of(page))):
        if link.startswith("https://"):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@per_page
def test_every_module_that_is_to_be_run_can_be_run(page):
    for module in set(MODULE.findall(code_of(text_of(page)))) - OUTSIDE:
        found = importlib.util.find_spec(module)
        assert found is not None, module
        folder = found.submodule_search_locations
        path = Path(folder[0]) / "__main__.py" if folder else Path(found.origin)
        assert path.exists(), module
        assert 'if __name__ == "__main__":' in path.read_text("utf-8"), module


@per_page
def test_every_command_of_make_is_one(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert set(TARGET.findall(code_of(text_of(page)))) - EXPLAINED <= targets


@per_page
def test_every_file_that_is_named_is_there(page):
    for place in PLACE.findall(code_of(text_of(page))):
        path = ROOT / place
        assert path.exists() or path.with_suffix(".py").exists(), place


def test_every_place_where_a_change_goes_is_there_in_every_service():
    rows = text_of(ROOT / "CONTRIBUTING.md").split("\n## Where a change goes\n")[1].split("\n## ")[0]
    named = [path for path in re.findall(r"`([^`\n]+)`", rows) if not path.startswith(("<", "python "))]
    assert len(named) > 30
    services = sorted(path.parent.name for path in (ROOT / "services").glob("*/service.py"))
    for path in named:
        for place in {path.replace("<name>", service) for service in services}:
            assert (ROOT / place).exists() or (ROOT / f"{place}.py").exists(), place


def test_the_table_of_contracts_is_the_one_that_lint_enforces():
    contracts = {contract["id"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    section = text_of(ROOT / "docs" / "architecture.md").split("\n## What lint enforces\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, flags=re.MULTILINE)) == contracts


def test_every_figure_of_the_seam_is_explained_to_operations():
    page = text_of(ROOT / "docs" / "operations.md")
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8"))
    families = [family.noun for family in vars(metrics).values() if isinstance(family, metrics.ServiceMetric)]
    recorded = [rule["record"] for group in rules["groups"] for rule in group["rules"] if "record" in rule]
    for name in (*(f"…_{noun}" for noun in families), *recorded):
        assert f"`{name}`" in page, name


def test_every_library_is_accounted_for_and_no_other():
    page = text_of(ROOT / "docs" / "decisions" / "0001-libraries.md")
    named = set(re.findall(r"^\| `([\w\[\]-]+)`(?: `==[\d.]+`)? \|", page, flags=re.MULTILINE))
    assert named == {re.split("[=<>]", wanted)[0] for wanted in PROJECT["project"]["dependencies"]}
    developing = page.split("\n## For development only\n")[1].split("\n## ")[0]
    wanted = {re.split("[=<>]", wanted)[0] for wanted in PROJECT["dependency-groups"]["dev"]}
    assert wanted <= set(re.findall(r"`([\w-]+)`", developing))


@pytest.mark.slow
def test_a_library_that_is_wanted_is_used():
    imported = "\n".join(path.read_text("utf-8") for package in OURS for path in (ROOT / package).rglob("*.py"))
    names = {
        "argon2-cffi": "argon2", "pyjwt": "jwt", "pyyaml": "yaml", "psycopg[binary]": "psycopg", "python-docx": "docx",
        "opentelemetry-sdk": "opentelemetry.sdk", "opentelemetry-exporter-otlp-proto-http": "opentelemetry.exporter",
    }  # fmt: skip
    for wanted in PROJECT["project"]["dependencies"]:
        name = re.split("[=<>]", wanted)[0]
        module = names.get(name, name.replace("-", "_"))
        assert re.search(
            rf"^\s*(?:import|from) {module}\b|\"{module}\"|\bmsgspec\.{module}\.", imported, flags=re.MULTILINE
        ), name


def test_every_header_and_status_of_the_api_is_explained():
    page = text_of(ROOT / "docs" / "api.md")
    for name in (*openapi_headers.ASKED, *openapi_headers.ANSWERED):
        assert f"`{name}`" in page, name
    statuses = {*ALWAYS, *WITH_BODY, *WITH_FORMATS, 500}.union(*WITH_VERSION.values())
    explained = {int(each) for row in re.findall(r"^\| ([\d, ]+) \|", page, re.MULTILINE) for each in row.split(", ")}
    assert explained == statuses


def test_the_refusal_that_is_shown_is_one_that_is_given():
    shown = json.loads(re.findall(r"```json\n(.*?)```", text_of(ROOT / "docs" / "api.md"), re.DOTALL)[0])
    refusal = Invalid("text_too_long", field="name", label="名称 name", limit=32, length=33)
    assert shown["detail"] == refusal.text("zh")
    assert shown["title"] == CATALOGUE["status_422"]["zh"]
    assert shown["errors"] == [{"field": "name", "code": refusal.code, "detail": refusal.text("zh")}]
    assert (shown["status"], shown["type"]) == (refusal.status, f"urn:sanji:problem:{refusal.code}")


def test_the_changes_are_those_of_this_version():
    heads = re.findall(r"^## (\S+)", text_of(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)
    assert heads[0] == PROJECT["project"]["version"]


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("`python -m services.nobody`", "services.nobody"),
        ("`make everybody`", "everybody"),
        ("`shared/nowhere.py`", "shared/nowhere.py"),
        ("[there](nowhere.md)", "nowhere.md"),
    ],
)
def test_a_planted_untruth_would_be_found(planted, said, tmp_path):
    page = tmp_path / "planted.md"
    page.write_text(planted)
    checks = (
        test_every_link_leads_somewhere,
        test_every_module_that_is_to_be_run_can_be_run,
        test_every_command_of_make_is_one,
        test_every_file_that_is_named_is_there,
    )
    found = []
    for check in checks:
        try:
            check(page)
        except AssertionError as error:
            found.append(str(error))
    assert len(found) == 1
    assert said in found[0]
