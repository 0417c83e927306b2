"""Moments are kept in UTC, and SQLite forgets that they are."""

from datetime import UTC, datetime


def aware(moment: datetime) -> datetime:
    """Return a moment that a database gave back, in UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
