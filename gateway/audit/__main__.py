"""`python -m gateway.audit verify` proves the trail; `archive --before DAY --folder DIR` takes segments out."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from gateway.audit import chain
from gateway.audit.archive import archive, utc
from gateway.audit.chain import Signer
from shared import databases
from shared.errors import Refusal
from shared.settings import load_tool_settings

FAULTS = {
    "altered": "被改动 was altered",
    "missing": "缺失 is missing",
    "seal_wrong": "签名不对 has a wrong signature",
    "unsigned": "尚未签名，写入下一条后再验证 is not signed yet; verify again once another row was written",
}

OWNER_NEEDED = (
    "归档须以数据库所有者的身份进行：请设置 DATABASE_OWNER_URL"
    " · archiving takes the owner of the database: set DATABASE_OWNER_URL"
)


def main() -> int:
    """Run the command that the command line names; 1 where a chain is broken or archiving is refused."""
    parser = argparse.ArgumentParser(prog="python -m gateway.audit", description="审计记录 · the audit trail")
    commands = parser.add_subparsers(required=True, dest="command")
    verify = commands.add_parser("verify", help="验证链 · verify the chains")
    archiving = commands.add_parser("archive", help="归档 · archive old segments")
    for command in (verify, archiving):
        command.add_argument("--district", default="", help="只处理该区 · only this district")
    archiving.add_argument("--before", required=True, type=utc, help="早于该日，至少六个月前 · before this day")
    archiving.add_argument("--folder", required=True, type=Path)
    arguments = parser.parse_args()
    settings = load_tool_settings()
    engine = databases.open_database(settings.owned_database("gateway"), connections=1)
    signer = Signer(settings.secret_keys)
    opened = databases.reading if arguments.command == "verify" else databases.transaction
    with opened(engine) as session:
        chosen = [arguments.district] if arguments.district else list(chain.districts(session))
        if arguments.command == "verify":
            return max([_verify(session, signer, district_id) for district_id in chosen], default=0)
        try:
            return _archive(session, signer, chosen, arguments)
        except Refusal as refusal:
            session.rollback()
            print(f"{refusal.text('zh')} · {refusal.text('en')}", file=sys.stderr)
            return 1
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", "") != databases.INSUFFICIENT_PRIVILEGE:
                raise
            session.rollback()
            print(OWNER_NEEDED, file=sys.stderr)
            return 1


def _verify(session: Session, signer: Signer, district_id: str) -> int:
    end, faults = chain.verify(session, signer, district_id)
    for fault in faults:
        print(f"{district_id}: 第 {fault.number} 条 row {fault.number} {FAULTS[fault.kind]}")
    if not faults:
        print(f"{district_id}: 完整 complete, {end.number} {end.hash}")
    return int(bool(faults))


def _archive(session: Session, signer: Signer, districts: list[str], arguments: argparse.Namespace) -> int:
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for district_id in districts:
        segment = archive(
            session, signer, district_id, before=arguments.before, now=datetime.now(UTC), folder=arguments.folder
        )
        words = "无可归档 nothing to archive" if segment is None else f"{segment.file_name} {segment.file_hash}"
        print(f"{district_id}: {words}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
