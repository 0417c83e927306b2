"""What pages take from npm is what the lock names, and small enough."""

import base64
import gzip
import hashlib
import json
import re

from gateway.console import assets
from tests.tooling.trees import ROOT
from tools import console_assets

HTMX = "1v3HXyBOa976mbab8ebUrGm4o2T3eSn0XBNHa0AA9xc="
"""SHA-256 of the file in htmx.org's package, whose own checksum is in package-lock.json."""


def test_a_copied_file_is_the_one_of_the_package():
    for source, name in console_assets.COPIED.items():
        digest = base64.b64encode(hashlib.sha256((console_assets.STATIC / name).read_bytes()).digest()).decode()
        assert digest == HTMX, source


def test_what_is_copied_is_pinned_by_the_lock_to_one_version():
    stated = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in {**stated["dependencies"], **stated["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_the_style_and_the_scripts_stay_small():
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in assets.FOLDER.iterdir()}
    assert sizes["console.css"] <= 12_000
    assert sizes["htmx.min.js"] <= 17_000
    own = sum(path.read_text("utf-8").count("\n") for path in assets.FOLDER.glob("console*.js"))
    assert own <= 400
