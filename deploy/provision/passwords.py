"""Passwords of the databases' users: from the environment, from a folder of addresses, or made and kept there."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import make_url

from deploy.provision.names import MAINTENANCE, Site

ADDRESS = "DATABASE_URL="


def variable(process: str) -> str:
    """Return the variable of the environment that has the password of a process's user."""
    return f"DATABASE_PASSWORD_{process.upper()}"


def passwords(site: Site, environment: Mapping[str, str], folder: Path | None) -> dict[str, str]:
    """Return the password of every user; one that is made is written into the folder, with its address.

    Exits where a password is neither given nor may be kept.
    """
    found = {}
    for process in (*site.processes, MAINTENANCE):
        given = environment.get(variable(process), "")
        if not given and folder is None:
            raise SystemExit(
                f"请设置 {variable(process)}，或用 --folder 指定存放连接地址的文件夹"
                f" · set {variable(process)}, or name a folder for the addresses with --folder"
            )
        found[process] = given or _kept(site, process, folder or Path())
    return found


def _kept(site: Site, process: str, folder: Path) -> str:
    path = folder / f"{process}.env"
    if path.exists():
        kept = path.read_text("utf-8").strip().removeprefix(ADDRESS)
        return str(make_url(kept).password)
    password = secrets.token_hex(32)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"{ADDRESS}{site.address(process, password)}\n", "utf-8")
    return password
