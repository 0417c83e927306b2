"""`python -m deploy.systemd` writes the files of an installation below a folder, or lists them, or its units."""

import argparse
import os
import sys
from pathlib import Path

from environs import Env

from deploy.systemd.files import files
from deploy.systemd.processes import HERE, Own, Process, SettingMissingError, in_order_of_restart
from deploy.systemd.units import unit_name

DONE, REFUSED = 0, 1


def write(root: Path, own: Own) -> None:
    """Write every file below a root, none readable by others before it is closed to them; SettingMissingError."""
    for file in list(files(own)):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode), "w", encoding="utf-8") as out:
            out.write(file.text)
        path.chmod(file.mode)


def _unit(process: Process) -> str:
    """Return a unit's name, with the address of its process where that answers requests."""
    return f"{unit_name(process)} {f'{HERE}:{process.port}' if process.port else ''}".rstrip()


def main() -> int:
    """Write or list the files, or list the units in the order of a restart; 1 where a setting is missing or wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.systemd",
        description="生成 systemd 安装所需的文件 · make the files of an installation under systemd",
    )
    parser.add_argument("deed", choices=("write", "list", "units"))
    parser.add_argument("--root", type=Path, default=Path("/"), help="根目录 · the root below which they are")
    parser.add_argument("--settings", type=Path, required=True, help="设置文件 · the file of settings, like .env")
    options = parser.parse_args()
    # As docker compose has it: what stands in the environment goes before what stands in the file.
    env = Env()
    env.read_env(str(options.settings), recurse=False)

    def own(name: str) -> str:
        return str(env.str(name, ""))

    try:
        if options.deed == "write":
            write(options.root, own)
        elif options.deed == "list":
            print("\n".join(str(options.root / file.path) for file in files(own)))
        else:
            print("\n".join(_unit(process) for process in in_order_of_restart()))
    except SettingMissingError as missing:
        print(f"缺少设置 · a setting is missing: {missing}", file=sys.stderr)
        return REFUSED
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return REFUSED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
