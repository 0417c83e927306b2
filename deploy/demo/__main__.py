"""`make demo`: start the platform, load a real district, enter a year of work, and say how to look at it."""

import os
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import requests

from deploy.demo.accounts import first_administrators
from deploy.demo.build import build
from deploy.demo.client import Interrupted, Refused, stopping
from gateway.server import require_free_port
from shared.settings import EMBEDDED, Settings, load_settings

HOST = "127.0.0.1"
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""A stop, Ctrl-C, and a terminal that is closed: the platform has a session of its own, and would go on for ever."""
DISTRICT = Path(__file__).parent / "district_small_geo.csv"
STOPPED_WITHIN = 3
"""Seconds that the platform has for finishing what it answers."""
READY_WITHIN = 60
"""Seconds after which a platform that does not answer is taken for broken."""
OPENED = {
    "SANJI_PUBLIC_DOCUMENTS": "true",
    "SANJI_MAP_ATTRIBUTION": "Vonng/adcode, CC BY 4.0",
}
UNHURRIED = {"SANJI_REQUESTS_A_MINUTE": "1000000", "SANJI_SIGN_INS_A_MINUTE": "1000"}
"""A year's work in one minute from one machine is what ordinary limits are there to slow down."""


def main() -> int:
    """Run the demonstration until Ctrl-C, and return the exit code."""
    for each in ENDINGS:
        signal.signal(each, _interrupt)
    os.environ["SANJI_HOST"] = EMBEDDED
    try:
        return _demonstrate(load_settings())
    except (KeyboardInterrupt, Interrupted):
        print()
    except Refused as refused:
        return _failed(f"平台拒绝了演示的一步 · the platform refused a step of the demonstration:\n{refused}")
    except requests.RequestException as error:
        return _failed(f"平台没有应答 · the platform does not answer: {error}")
    return 0


def _demonstrate(settings: Settings) -> int:
    require_free_port(HOST, settings.port, remedy="PORT=8080 make demo")
    address = f"http://{HOST}:{settings.port}"
    district = Path(os.environ.get("DISTRICT") or DISTRICT)
    if not district.is_file():
        raise SystemExit(f"找不到文件 {district}。 · There is no file {district}.")
    accounts = settings.data_dir / "demo-accounts.json"
    password = None if accounts.exists() else _begin_anew(settings)
    shown = OPENED | {"SANJI_DEMO_ACCOUNTS": str(accounts)}
    env = shown | os.environ | ({} if password is None else UNHURRIED)
    # A session of its own: Ctrl-C reaches this process alone, which then ends the platform in good order.
    platform = subprocess.Popen([sys.executable, "-m", "deploy.embedded", "--quiet"], env=env, start_new_session=True)
    try:
        _wait_until_ready(platform, address)
        if password is not None:
            _keep(accounts, build(address, district, password))
            (settings.data_dir / "demo-unfinished").unlink()
        told = msgspec.json.decode(accounts.read_bytes()) | {"address": address}
        # Started again on another port, the file that README's requests read says so too.
        _keep(accounts, told)
        _say(told, accounts)
        return platform.wait()
    finally:
        _stop(platform)


def _begin_anew(settings: Settings) -> dict[str, str]:
    """Clear what an interrupted build left; anything else in the folder is not ours to touch."""
    mark = settings.data_dir / "demo-unfinished"
    databases = sorted(settings.data_dir.glob("*.sqlite3*"))
    if databases and not mark.exists():
        raise SystemExit(
            f"{settings.data_dir} 里已有不是演示产生的数据，请用 DATA_DIR=… 另选文件夹。"
            f" · {settings.data_dir} holds data that is not the demo's; choose another with DATA_DIR=…"
        )
    for path in databases:
        path.unlink()
    mark.touch()
    return first_administrators(str(settings.data_dir))


def _interrupt(*_: object) -> None:
    stopping.set()
    raise KeyboardInterrupt


def _failed(why: str) -> int:
    print(f"\n{why}", file=sys.stderr)
    return 1


def _wait_until_ready(platform: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if platform.poll() is not None:
            raise SystemExit("平台没有启动，原因见上。 · The platform did not start; the reason stands above.")
        try:
            if requests.get(f"{address}/readyz", timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
    raise SystemExit(f"平台 {READY_WITHIN} 秒内没有就绪。 · Not ready within {READY_WITHIN} s.")


def _keep(path: Path, told: dict[str, Any]) -> None:
    anew = path.with_suffix(".new")
    anew.unlink(missing_ok=True)
    anew.touch(mode=0o600)
    anew.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2))
    anew.replace(path)


def _say(told: dict[str, Any], accounts: Path) -> None:
    print(f"\n三级 Sanji  {told['address']}/console   选一个角色，点一下就进入 · choose a role, one click\n")
    print(f"  API 文档 reference: {told['address']}/api/v1/docs\n")
    for account in told["accounts"]:
        print(f"  {_wide(account['title'], 36)}{account['username']:<12}{account['password']}")
    district = next(account for account in told["accounts"] if account["level"] == "district")
    ask = f"curl -s {told['address']}/api/v1"
    print(f"\n密码也在 also in {accounts}\n\n试一试 · three requests to paste:\n")
    print(
        f"  TOKEN=$({ask}/auth/token -H 'Content-Type: application/json' -H \"Idempotency-Key: $(date +%s%N)\" \\\n"
        f'    -d \'{{"username":"{district["username"]}","password":"{district["password"]}"}}\''
        ' | sed \'s/.*"access_token":"\\([^"]*\\).*/\\1/\')\n'
        f'  {ask}/levels/district/{district["organization_id"]}/overview -H "Authorization: Bearer $TOKEN"\n'
        f"  {ask}/levels/district/{district['organization_id']}/figures/people_served/records"
        ' -H "Authorization: Bearer $TOKEN"\n\nCtrl-C 停止 stops it.\n',
        flush=True,
    )


def _wide(text: str, columns: int) -> str:
    """Fill a text up to columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(1, columns - taken)


def _stop(platform: subprocess.Popen[bytes]) -> None:
    for each in ENDINGS:
        # Whoever presses Ctrl-C again while the platform ends would leave it behind.
        signal.signal(each, signal.SIG_IGN)
    if platform.poll() is None:
        platform.terminate()
        try:
            platform.wait(timeout=STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            # What it committed outlives a kill; its session holds nothing but itself and what it started.
            os.killpg(platform.pid, signal.SIGKILL)
            platform.wait()


if __name__ == "__main__":
    sys.exit(main())
