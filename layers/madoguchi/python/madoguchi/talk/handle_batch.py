"""A batch of the FIFO queue: every event once, every resident's in order, and no event at another's cost."""

import json
from collections.abc import Callable
from typing import Any

from madoguchi.runtime.errors import Refusal
from madoguchi.runtime.log import log_bug, logger
from madoguchi.talk.handle_event import handle_event
from madoguchi.talk.surroundings import Surroundings

NEEDED_MS = 3_000


def handle_batch(
    records: list[dict[str, Any]], around: Surroundings, remaining_ms: Callable[[], int]
) -> list[str]:
    """Handle SQS records in order and return the ids of those that must come again.

    After a failure the rest of the same resident's events fail too, or they would overtake it. What no longer
    fits into the function's time is left for the next run.
    """
    failed: list[str] = []
    broken: set[str] = set()
    for record in records:
        group = record["attributes"]["MessageGroupId"]
        if group in broken or remaining_ms() < NEEDED_MS or not _handled(record, around):
            failed.append(record["messageId"])
            broken.add(group)
    return failed


def _handled(record: dict[str, Any], around: Surroundings) -> bool:
    try:
        handle_event(json.loads(record["body"]), around)
    except Refusal as refusal:
        logger().warning("an event must come again", code=refusal.code, reason=str(refusal))
        return False
    except Exception as crash:  # noqa: BLE001 - the one edge: a bug must not stop other residents' events
        log_bug("a bug", crash)
        return False
    return True
