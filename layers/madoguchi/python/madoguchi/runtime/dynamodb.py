"""DynamoDB for what residents wait for: low-level JSON operations by signed calls (decision 0001)."""

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import batched
from typing import Any

from madoguchi.runtime.errors import AwsRefused, Unavailable
from madoguchi.runtime.signed_call import call

MOST_AT_ONCE, READ_TRIES = 100, 6


class ConditionFailed(AwsRefused):
    """A write whose condition did not hold: nothing was written."""


def dynamodb(operation: str, **request: Any) -> dict[str, Any]:
    """Call an operation such as `PutItem`, with the request and the answer as DynamoDB's API names them.

    Raises ConditionFailed, AwsRefused for any other refusal, and Unavailable when nobody knows whether a
    write was done: a write that is sent again must bear its own repetition.
    """
    try:
        return call("dynamodb", f"DynamoDB_20120810.{operation}", request)
    except AwsRefused as refusal:
        if refusal.name != "ConditionalCheckFailedException":
            raise
        raise ConditionFailed(operation, 400, refusal.name, refusal.answer) from refusal


def query_pages(**request: Any) -> Iterator[dict[str, Any]]:
    """Yield a query's answers, page after page of at most 1 MB, to its end."""
    while True:
        page = dynamodb("Query", **request)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def get_many(
    table: str, keys: Iterable[Mapping[str, Any]], *, consistent: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield those of many items that there are, in any order, MOST_AT_ONCE a call.

    Half a read unit per 4 KB each, and for a key without an item too; as last written (`consistent`) twice
    that. Raises Unavailable when some are refused again and again.
    """
    for batch in batched(keys, MOST_AT_ONCE, strict=False):
        left = list(batch)
        for wait in range(READ_TRIES):
            answer = dynamodb(
                "BatchGetItem", RequestItems={table: {"Keys": left, "ConsistentRead": consistent}}
            )
            yield from answer["Responses"].get(table, ())
            left = answer["UnprocessedKeys"].get(table, {}).get("Keys", [])
            if not left:
                break
            time.sleep(0.05 * 2**wait)
        else:
            raise Unavailable(f"{len(left)} items were not read")
