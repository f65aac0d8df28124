"""A batch of the table's stream, read: which entries of which applications are new."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger


def take(records: Iterable[Mapping[str, Any]], follow_up: Callable[[str, int], None]) -> dict[str, Any]:
    """Follow up every new entry; the first that cannot be is where the stream goes on next time."""
    for record in records:
        key = record["dynamodb"]["Keys"]
        kind, _, position = key["sk"]["S"].partition("#")
        # The event source asks for these alone; a wider filter must not cost more than this line.
        if record["eventName"] != "INSERT" or kind != "ENTRY":
            continue
        try:
            follow_up(key["pk"]["S"].removeprefix("APPLICATION#"), int(position))
        except Unavailable as problem:
            logger().warning("follow_up_later", extra={"why": str(problem)})
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
