"""The people of the demonstration: two administrators made on the command line, and staff made through the API."""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from random import Random
from typing import Any

from deploy.demo.client import Client

ADMINISTRATORS = {"sysadmin": "system_admin", "secadmin": "security_admin"}
TITLES = {"district": "区 district", "street": "街道 street", "community": "社区 community"}
ROLES = {"district": "district_staff", "street": "street_staff", "community": "community_staff"}


def first_administrators(data_dir: str) -> dict[str, str]:
    """Create the accounts of who keeps the platform and of who gives rights; return their passwords by username."""
    passwords = {username: secrets.token_urlsafe(18) for username in ADMINISTRATORS}
    for username, role in ADMINISTRATORS.items():
        command = [sys.executable, "-m", "gateway.accounts", "create", "--username", username, "--role", role]
        subprocess.run(
            [*command, "--password-stdin"],
            input=passwords[username], text=True, check=True, stdout=subprocess.DEVNULL,
            env=os.environ | {"DATA_DIR": data_dir},
        )  # fmt: skip
    return passwords


@dataclass
class Staff:
    """Creates accounts, the district's first and by it all others, and stores those that are shown at the end."""

    keeper: Client
    granter: Client
    made: list[dict[str, str]] = field(default_factory=list)
    district: Client | None = None

    def account(
        self, level: str, name: str, organization_ids: list[str], *, title: str = "", number: int = 0
    ) -> Client:
        """Create an account for one or several organizations of a level, and sign it in."""
        username = level if title else f"{level}-{number + 1}"
        password = secrets.token_urlsafe(12)
        grants = [{"role": ROLES[level], "organization_id": each, "below": True} for each in organization_ids]
        asked = {"username": username, "name": name, "organization_id": organization_ids[0]}
        if self.district is None:
            made = self.keeper.post("/accounts", **asked)
            for grant in grants:
                self.granter.post(f"/accounts/{made['id']}/grants", **grant)
        else:
            made = self.district.post("/accounts", **asked, grants=grants)
        client = Client(self.keeper.address, Random(username))
        client.first_sign_in(username, made["initial_password"], password)
        account = {"level": level, "title": title, "organization_id": organization_ids[0], "organization": name}
        self.made.append(account | {"username": username, "password": password})
        self.district = self.district or client
        return client

    def shown(self) -> list[dict[str, str]]:
        """Return the accounts that carry a title."""
        return [account for account in self.made if account["title"]]


def title(level: str, organization: dict[str, Any]) -> str:
    """Return the title of an account's holder by the level of its organization."""
    return f"{TITLES[level]}  {organization['name']}"
