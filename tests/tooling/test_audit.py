"""`make audit` finds what is planted, and claims nothing of a dependency about which nobody could be asked."""

import shutil
import subprocess
import sys

import pytest
import yaml

from tests.tooling.trees import ROOT
from tools.audit import __main__ as audit
from tools.audit import scanners

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Return a small project with a password in a file and a shell opened by its code."""
    root = tmp_path_factory.mktemp("planted")
    (root / "shared").mkdir()
    (root / "shared" / "opened.py").write_text("import os\n\n\ndef run(words):\n    os.system(words)\n")
    key = "AKIA" + "IOSFODNN7" + "EXAMPLQ"
    (root / "settings.ini").write_text(f"aws_access_key_id = {key}\n")
    shutil.copy(ROOT / "uv.lock", root)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    return root


def test_a_planted_secret_and_insecure_code_are_found(planted):
    command = [sys.executable, "-m", "tools.audit", "--offline", "--root", str(planted)]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert told.returncode == audit.FOUND, told.stderr
    assert "settings.ini:1: AWS Access Key" in told.stdout
    assert "shared/opened.py:5: B605" in told.stdout


@pytest.mark.long
def test_the_project_has_nothing_that_nobody_looked_at_and_claims_nothing_unasked(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["audit", "--offline"])
    assert audit.main() == audit.NOT_ASKED, capsys.readouterr().out
    assert "nothing is claimed" in capsys.readouterr().out


def test_a_service_that_knows_no_dependency_was_not_asked(monkeypatch):
    answers = {
        "": [],
        "no json": [],
        '{"dependencies": [{"name": "flask", "skip_reason": "not found"}]}': [],
        '{"dependencies": [{"name": "flask", "version": "1", "vulns": []}]}': ["flask"],
    }
    for answer, asked in answers.items():
        monkeypatch.setattr(scanners, "_run", lambda *_words, answer=answer, **_more: answer)
        found, unasked = scanners.advisories(ROOT)
        names = {name.partition("==")[0] for name in unasked}
        assert found == []
        assert {name for name, _ in scanners.locked(ROOT)} - names == set(asked)


def test_an_advisory_is_a_finding(monkeypatch):
    told = '{"dependencies": [{"name": "flask", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}'
    monkeypatch.setattr(scanners, "_run", lambda *_words, **_more: told)
    found, _ = scanners.advisories(ROOT)
    assert [(each.place, each.rule) for each in found] == [("flask==1", "PYSEC-1")]


def test_every_line_that_is_justified_stands_where_it_is_said_to():
    for group in yaml.safe_load(audit.JUSTIFIED.read_text("utf-8")):
        assert len(group["reason"]) > 20
        for place, lines in group["lines"].items():
            there = {line.strip() for line in (ROOT / place).read_text("utf-8").splitlines()}
            assert set(lines) <= there, place
