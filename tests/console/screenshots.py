"""`make screenshots` takes the pictures of docs/console.md anew, of a demonstration that it starts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Page, sync_playwright

from tests.console import browsing
from tests.console.pictures import pictures
from tests.tooling.trees import ROOT
from tools.servers.processes import free_port

DATA = ROOT / ".screenshots" / "demo"
"""Where the demonstration is kept from one run to the next."""
PATIENCE = 900
SHOWN_ROLES = {"district_staff": "district", "street_staff": "street", "community_staff": "community"}


@contextmanager
def demonstration() -> Iterator[dict[str, Any]]:
    """Start a demonstration, or take one that `CONSOLE` names by its folder, and yield its accounts."""
    named = os.environ.get("CONSOLE")
    if named:
        yield msgspec.json.decode((Path(named) / "demo-accounts.json").read_bytes())
        return
    port, told = free_port(), DATA / "demo-accounts.json"
    env = os.environ | {"DATA_DIR": str(DATA), "PORT": str(port)}
    started = subprocess.Popen([sys.executable, "-m", "deploy.demo"], env=env, cwd=ROOT)
    try:
        until = time.monotonic() + PATIENCE
        while not told.exists() or str(port) not in told.read_text():
            if started.poll() is not None or time.monotonic() > until:
                raise SystemExit("演示没有启动 · the demonstration did not start")
            time.sleep(1)
        yield msgspec.json.decode(told.read_bytes())
    finally:
        started.send_signal(signal.SIGINT)
        started.wait()


def signed_in(page: Page, account: dict[str, str], address: str) -> Page:
    """Sign in by the form."""
    page.goto(f"{address}/console/sign-in")
    page.get_by_label("用户名").fill(account["username"])
    page.get_by_label("密码", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()
    return page


def main() -> None:
    """Take every picture."""
    with demonstration() as told, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.chromium(), args=["--no-sandbox"])
        accounts = {each["username"]: each for each in told["accounts"]}
        pages: dict[str, Page] = {}
        for picture in pictures():
            if picture.role not in pages:
                context = browser.new_context(locale="zh-CN")
                account = accounts[SHOWN_ROLES[picture.role]]
                pages[picture.role] = signed_in(context.new_page(), account, told["address"])
            picture.open(pages[picture.role], told["address"])
            print(picture.path.relative_to(ROOT), picture.keep(pages[picture.role]))
        browser.close()


if __name__ == "__main__":
    main()
