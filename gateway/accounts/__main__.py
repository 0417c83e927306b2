"""`python -m gateway.accounts create` creates accounts of administrators, who open districts and create all others."""

import argparse
import secrets
import sys
from datetime import UTC, datetime

from sqlalchemy import select

from gateway import MIGRATIONS
from gateway.accounts import passwords
from gateway.accounts.login_throttle import normalized
from gateway.accounts.model import Account, AccountGrant, Person
from shared import databases
from shared.rights import ADMINISTRATORS, EVERYTHING
from shared.settings import load_tool_settings
from shared.unit_of_work import new_id


def main() -> int:
    """Create the account that the command line describes, and print its password, once."""
    parser = argparse.ArgumentParser(prog="python -m gateway.accounts", description="账号 · accounts")
    create = parser.add_subparsers(required=True).add_parser("create", help="开设账号 · create an account")
    create.add_argument("--username", required=True)
    create.add_argument("--role", required=True, choices=ADMINISTRATORS)
    create.add_argument("--organization", default=EVERYTHING, choices=[EVERYTHING], help="* = 全部 · everything")
    create.add_argument("--password-stdin", action="store_true", help="从标准输入读取密码 · read the password")
    arguments = parser.parse_args()
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else secrets.token_urlsafe(18)
    if len(password) < passwords.SHORTEST:
        parser.error(f"密码至少 {passwords.SHORTEST} 个字符 · at least {passwords.SHORTEST} characters")
    if not _create(arguments.username, arguments.role, password):
        parser.error(f"账号 {arguments.username} 已存在 · exists already")
    if not arguments.password_stdin:
        print(f"账号 account {arguments.username}\n密码 password {password}")
    return 0


def _create(username: str, role: str, password: str) -> bool:
    settings = load_tool_settings()
    databases.prepare(settings, "gateway", MIGRATIONS)
    engine = databases.open_database(settings.database("gateway"), connections=1)
    now = datetime.now(UTC)
    person = Person(district_id=EVERYTHING, id=new_id(), name=username, created_at=now)
    account = Account(
        district_id=EVERYTHING, id=new_id(), username=normalized(username), name=username, organization_id=EVERYTHING,
        person_id=person.id,
        password_hash=passwords.hashed(password), must_change_password=False, created_at=now,
        disabled=False, epoch=1, version=1,
    )  # fmt: skip
    account.granted = [
        AccountGrant(
            id=new_id(), role=role, organization_id=EVERYTHING, below=True, granted_by="command line", granted_at=now
        )
    ]
    with databases.transaction(engine) as session:
        if session.scalar(select(Account.id).where(Account.username == account.username)):
            return False
        session.add_all([person, account])
    return True


if __name__ == "__main__":
    sys.exit(main())
