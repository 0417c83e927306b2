"""Prints the district's overview: the first thing to try after `make demo`, with nothing but Python's own library."""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

http = build_opener(ProxyHandler({}))


def ask(address: str, path: str, token: str = "", body: dict[str, str] | None = None) -> Any:
    """Send one request to the API."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body else None
    with http.open(Request(f"{address}/api/v1{path}", data, headers)) as answer:  # noqa: S310 - the demo's own address
        return json.load(answer)


def main() -> None:
    """Sign in as the demo's district and print its figures."""
    demo = json.loads((Path(os.environ.get("DATA_DIR", ".data")) / "demo-accounts.json").read_text("utf-8"))
    district = next(account for account in demo["accounts"] if account["level"] == "district")
    signed_in = {"username": district["username"], "password": district["password"]}
    token = ask(demo["address"], "/auth/token", body=signed_in)["access_token"]
    overview = ask(demo["address"], f"/levels/district/{district['organization_id']}/overview", token)
    json.dump(overview, sys.stdout, ensure_ascii=False, indent=2)
    print()


if __name__ == "__main__":
    main()
