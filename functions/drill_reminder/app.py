"""EventBridge Scheduler, by day: the drill comes back to who said yes, and losers of a draw are forgotten."""

from typing import Any

from madoguchi.drill.assembly import ground
from madoguchi.drill.remind import remind_all
from madoguchi.drill.run_campaign import forget_on_time


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Do what is due; returns how many were reminded, passed over, left and forgotten."""
    forgotten = forget_on_time(ground())
    reminded = remind_all(ground(), lambda: context.get_remaining_time_in_millis() / 1000)
    return reminded | ({"forgotten": forgotten} if forgotten else {})
