"""`make demo` as a newcomer types it: a real district, a faulty one, a second start, Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import requests

from tools.platforms import ROOT
from tools.servers.processes import free_port

pytestmark = pytest.mark.slow
PATIENCE = 600
SMALL = "code,name,level,parent_code,lon_gcj02,lat_gcj02\n990101,示范区,district,,118.08,24.44\n" + "".join(
    f"99010100{street},{street}街道,street,990101,118.0{street},24.43\n"
    + "".join(f"99010100{street}00{at},{street}街道{at}社区,community,99010100{street},,\n" for at in range(1, 5))
    for street in (1, 2, 3)
)
FAULTS = """990101001001,重复社区,community,990101001,,
990101009001,孤儿社区,community,990101009,,
990101001009,名称长得超过三十二个字的社区名称长得超过三十二个字的社区名称长得超过,community,990101001,,
"""


class Demo:
    """A running `make demo`, and what it printed."""

    def __init__(self, process: subprocess.Popen[bytes], printed: Path, address: str, folder: Path) -> None:
        self.process = process
        self.printed = printed
        self.address = address
        self.folder = folder

    def said(self) -> str:
        return self.printed.read_text()

    def await_words(self, words: str) -> str:
        until = time.monotonic() + PATIENCE
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)
        return self.said()

    def interrupt(self, *, within: int = 30) -> int:
        """Ctrl-C as a terminal sends it: to make and everything it started, but for who has a session of their own."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=within)


@contextmanager
def demo(folder: Path, **settings: str) -> Iterator[Demo]:
    port = free_port()
    env = os.environ | {"PORT": str(port), "DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"} | settings
    printed = folder / f"printed-{port}"
    with printed.open("wb") as log:
        process = subprocess.Popen(["make", "demo"], cwd=ROOT, env=env, stdout=log, stderr=log, process_group=0)
    running = Demo(process, printed, f"http://127.0.0.1:{port}", folder / "data")
    try:
        yield running
    finally:
        if process.poll() is None:
            running.interrupt()


@pytest.mark.parametrize(
    ("content", "encoding", "words", "streets"),
    [
        (SMALL + FAULTS, "gb18030", "opens 16", 3),
        pytest.param(SMALL + FAULTS, "utf-8-sig", "opens 16", 3, marks=pytest.mark.long),
        pytest.param("", "utf-8", "99 个社区中有", 10, marks=pytest.mark.long),
    ],
    ids=["faulty", "faulty in utf-8", "of the repository"],
)
def test_a_newcomer_sees_a_district_at_work_and_finds_it_again(
    tmp_path: Path, content: str, encoding: str, words: str, streets: int
) -> None:
    district = tmp_path / "区.csv"
    district.write_text(content, encoding)
    chosen = {"DISTRICT": str(district)} if content else {}
    with demo(tmp_path, **chosen) as first:
        said = first.await_words("Ctrl-C")
        assert f"{first.address}/api/v1/docs" in said
        assert words in said
        assert [row for row in (17, 18, 19, 20) if f"第 {row} 行" in said] == ([18, 19, 20] if content else [])
        kept = first.folder / "demo-accounts.json"
        assert kept.stat().st_mode & 0o777 == 0o600
        accounts = json.loads(kept.read_text())["accounts"]
        assert [account["level"] for account in accounts] == ["district", "street", "community"]
        assert all(account["password"] in said and account["username"] in said for account in accounts)
        before = pasted(said, streets)
        children = psutil.Process(first.process.pid).children(recursive=True)
        assert first.interrupt() in {0, -signal.SIGINT}
        psutil.wait_procs(children, timeout=10)
        assert not [child for child in children if child.is_running()]
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{first.address}/healthz", timeout=5)

    with demo(tmp_path, **chosen) as second:
        assert pasted(second.await_words("Ctrl-C"), streets) == before
        assert json.loads(kept.read_text())["address"] == second.address != first.address


def pasted(said: str, streets: int) -> dict[str, int]:
    """Paste the three requests into a shell, and give the district's figures."""
    requests_shown = said[said.index("  TOKEN=") : said.index("Ctrl-C")]
    shell = subprocess.run(["bash", "-c", requests_shown], capture_output=True, text=True, check=True, timeout=60)
    overview, records = (json.loads(line) for line in shell.stdout.replace("}{", "}\n{").splitlines())
    figures = {figure["indicator"]: figure["total"] for figure in overview["figures"]}
    assert figures["people_served"] > 0
    assert len(overview["children"]) == streets
    assert records["items"]
    return figures


BROKEN = [b"", b"\x00\x01\x02", b"PK\x03\x04 no workbook"]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", *(pytest.param(each, marks=pytest.mark.long) for each in BROKEN)])
def test_a_file_that_is_no_district_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    district = tmp_path / "district.csv"
    district.write_bytes(content)
    with demo(tmp_path, DISTRICT=str(district)) as shown:
        assert shown.process.wait(timeout=PATIENCE) != 0
        said = shown.said()
    assert "Traceback" not in said
    assert "文件" in said or "列" in said


def test_a_port_that_is_taken_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, demo(tmp_path, PORT=str(taken.getsockname()[1])) as refused:
        assert refused.process.wait(timeout=PATIENCE) != 0
    assert refused.said().count("PORT=") == 2, refused.said()
    assert not list((tmp_path / "data").glob("*.sqlite3")), "a platform was begun"


def test_a_build_that_is_interrupted_ends_in_seconds_and_begins_anew(tmp_path: Path) -> None:
    district = tmp_path / "区.csv"
    district.write_text(SMALL, encoding="utf-8")
    with demo(tmp_path, DISTRICT=str(district)) as begun:
        begun.await_words("账号 accounts")
        assert begun.interrupt(within=15) != 0
        assert "Traceback" not in begun.said()
        assert (begun.folder / "demo-unfinished").exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{begun.address}/healthz", timeout=5)


@pytest.mark.parametrize(
    "signals",
    [pytest.param((signal.SIGINT,) * 4, marks=pytest.mark.long), (signal.SIGHUP,)],
    ids=["impatient", "terminal closed"],
)
def test_nothing_is_left_running_however_it_is_stopped(tmp_path: Path, signals: tuple[signal.Signals, ...]) -> None:
    district = tmp_path / "区.csv"
    district.write_text(SMALL, encoding="utf-8")
    with demo(tmp_path, DISTRICT=str(district)) as begun:
        begun.await_words("账号 accounts")
        children = psutil.Process(begun.process.pid).children(recursive=True)
        for each in signals:
            os.killpg(begun.process.pid, each)
            time.sleep(0.3)
        begun.process.wait(timeout=15)
        psutil.wait_procs(children, timeout=10)
        assert not [child for child in children if child.is_running()]


def test_data_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gateway.sqlite3").write_bytes(b"theirs")
    with demo(tmp_path) as shown:
        assert shown.process.wait(timeout=PATIENCE) != 0
    assert "DATA_DIR" in shown.said()
    assert (tmp_path / "data" / "gateway.sqlite3").read_bytes() == b"theirs"
