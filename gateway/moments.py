"""Times are stored in UTC; SQLite drops the zone."""

from datetime import UTC, datetime


def aware(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
