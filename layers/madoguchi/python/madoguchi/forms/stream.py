"""A batch of the table's stream, read: which entries are new, and which applications are gone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger


def take(
    records: Iterable[Mapping[str, Any]],
    follow_up: Callable[[str, int], None],
    forget: Callable[[str], None],
) -> dict[str, Any]:
    """Follow up every new entry; the first that cannot be is where the stream goes on next time."""
    for record in records:
        key = record["dynamodb"]["Keys"]
        number, (kind, _, position) = (
            key["pk"]["S"].removeprefix("APPLICATION#"),
            key["sk"]["S"].partition("#"),
        )
        try:
            if (record["eventName"], kind) == ("INSERT", "ENTRY"):
                follow_up(number, int(position))
            if (record["eventName"], kind) == ("REMOVE", "APPLICATION"):
                forget(number)
        except Unavailable as problem:
            logger().warning("follow_up_later", extra={"why": str(problem)})
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
