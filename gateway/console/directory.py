"""Names of organizations by their ids, as the API told them to the same account a few minutes ago.

Records name organizations by their ids; whoever reads fifty of them would have to ask fifty times.
"""

import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from gateway.console.api import Answer, Client

LASTING = 300
"""Seconds for which a name is remembered."""
FEW = 5
"""Ids up to which each is asked for by itself; of more, all organizations below are read, page by page."""
PAGE = 200
MOST_PAGES = 20


class Directory:
    """Organizations that accounts were told of: for each account its own, so that nobody sees by another's right."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.known: dict[str, tuple[float, dict[str, dict[str, Any]]]] = {}
        self.lock = Lock()

    def names(self, client: Client, account_id: str, within: str, ids: Iterable[str]) -> dict[str, str]:
        """Return the names of organizations; one that is not shown to the account is left out."""
        return {each: found["name"] for each, found in self.organizations(client, account_id, within, ids).items()}

    def organizations(
        self, client: Client, account_id: str, within: str, ids: Iterable[str]
    ) -> dict[str, dict[str, Any]]:
        """Return organizations by their ids, as the API shows them in its list."""
        wanted, known = set(ids) - {"", None}, self._of(account_id)
        if within and within not in known and wanted - known.keys():
            # Whoever may read an organization may know what it stands below, though not read it.
            self._remember_path(client, within, known)
        missing = sorted(wanted - known.keys())
        if len(missing) > FEW:
            self._read_all(client, within, known, set(missing))
            missing = sorted(wanted - known.keys())
        answers = client.gather(**{each: _reading(client, each) for each in missing[:PAGE]})
        known.update({each: answer.json for each, answer in answers.items() if not answer.is_refusal})
        return {each: known[each] for each in wanted if each in known}

    def _of(self, account_id: str) -> dict[str, dict[str, Any]]:
        now = self.now()
        with self.lock:
            until, known = self.known.get(account_id, (0.0, {}))
            if until <= now:
                self.known = {each: kept for each, kept in self.known.items() if kept[0] > now}
                self.known[account_id] = now + LASTING, (known := {})
        return known

    def _remember_path(self, client: Client, within: str, known: dict[str, dict[str, Any]]) -> None:
        answer = client.ask("GET", f"/organizations/{within}")
        if not answer.is_refusal:
            known.update({each["id"]: each for each in [*answer.json.get("path", []), answer.json]})

    def _read_all(self, client: Client, within: str, known: dict[str, dict[str, Any]], missing: set[str]) -> None:
        query: dict[str, Any] = {"within": within, "limit": PAGE, "fields": "parent_id,lon_gcj02,lat_gcj02"}
        for _ in range(MOST_PAGES):
            answer = client.ask("GET", "/organizations", query=query)
            if answer.is_refusal:
                return
            known.update({each["id"]: each for each in answer.json["items"]})
            cursor = cursor_of(answer.json["next"])
            if cursor is None or missing <= known.keys():
                return
            query["cursor"] = cursor


def cursor_of(address: str | None) -> str | None:
    """Return the cursor in the address of a next page."""
    found = (address or "").partition("cursor=")[2].partition("&")[0]
    return found or None


def _reading(client: Client, organization_id: str) -> Callable[[], Answer]:
    return lambda: client.ask("GET", f"/organizations/{organization_id}")
