"""The people of the demonstration: an operator made on the command line, and staff made by them through the API."""

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from random import Random
from typing import Any

from deploy.demo.client import Client

OPERATOR = "operator"
TITLES = {"district": "区 district", "street": "街道 street", "community": "社区 community"}
ROLES = {"district": "district_staff", "street": "street_staff", "community": "community_staff"}


def first_operator(data_dir: str) -> str:
    """Create the operator's account that creates all others, and return its password."""
    password = secrets.token_urlsafe(18)
    command = [sys.executable, "-m", "gateway.accounts", "create", "--username", OPERATOR, "--role", "operations"]
    subprocess.run(
        [*command, "--organization", "*", "--password-stdin"],
        input=password, text=True, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"DATA_DIR": data_dir},
    )  # fmt: skip
    return password


@dataclass
class Staff:
    """Creates accounts, and stores those that are shown at the end."""

    operator: Client
    made: list[dict[str, str]] = field(default_factory=list)

    def account(
        self, level: str, name: str, organization_ids: list[str], *, title: str = "", number: int = 0
    ) -> Client:
        """Create an account for one or several organizations of a level, and sign it in."""
        username = level if title else f"{level}-{number + 1}"
        password = secrets.token_urlsafe(12)
        grants = [{"role": ROLES[level], "organization_id": each, "below": True} for each in organization_ids]
        made = self.operator.post(
            "/accounts", username=username, name=name, organization_id=organization_ids[0], grants=grants
        )
        client = Client(self.operator.address, Random(username))
        client.first_sign_in(username, made["initial_password"], password)
        account = {"level": level, "title": title, "organization_id": organization_ids[0], "organization": name}
        self.made.append(account | {"username": username, "password": password})
        return client

    def shown(self) -> list[dict[str, str]]:
        """Return the accounts that carry a title."""
        return [account for account in self.made if account["title"]]


def title(level: str, organization: dict[str, Any]) -> str:
    """Return the title of an account's holder by the level of its organization."""
    return f"{TITLES[level]}  {organization['name']}"
