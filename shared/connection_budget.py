"""Connection budget: how many connections to PostgreSQL each process opens at most, so that a deployment fits.

A Debian server admits 100 and keeps 3 of them for its superuser. A thread that finds no connection free waits for one.
"""

from sqlalchemy import Connection, text

SERVICE, RELAY, PLANNER, PROJECTOR, GATEWAY_WORKER = 4, 3, 2, 3, 10
"""Connections of one process; the relay's third renews its lease."""
SPARE = 5
"""For migrations at the start, for tools and backups."""
SERVICES = 9
ADMITTED = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    " - coalesce(current_setting('reserved_connections', true), '0')::int"
)


def needed_connections(gateway_workers: int) -> int:
    """Return how many connections one process of each kind and so many gateway workers open at most."""
    return SERVICES * (SERVICE + RELAY) + PLANNER + PROJECTOR + gateway_workers * GATEWAY_WORKER + SPARE


def require_connections(connection: Connection, gateway_workers: int) -> None:
    """Exit where the server admits fewer connections than the deployment opens, and print what to change."""
    admitted, needed = int(connection.execute(ADMITTED).scalar_one()), needed_connections(gateway_workers)
    if admitted < needed:
        raise SystemExit(
            f"PostgreSQL 只允许 {admitted} 个连接，全部进程至多需要 {needed} 个："
            "请调高 max_connections 或减少 SANJI_WORKERS"
            f" · PostgreSQL admits {admitted} connections, all processes together need up to {needed}:"
            " raise max_connections, or lower SANJI_WORKERS"
        )
