"""EventBridge Scheduler, by day: tell residents who said yes that the drill has come back."""

from typing import Any

from madoguchi.drill.assembly import ground
from madoguchi.drill.remind import remind_all


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Remind whom it is time to remind; returns how many were told, passed over and left."""
    return remind_all(ground(), lambda: context.get_remaining_time_in_millis() / 1000)
