"""Time, always with a zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """Return the server's time in UTC."""
    return datetime.now(UTC)


def iso(at: datetime) -> str:
    """Write a moment as stored in tables: UTC, microseconds, sortable as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
