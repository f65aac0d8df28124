"""DynamoDB for what residents wait for: low-level JSON operations by signed calls (decision 0001)."""

from collections.abc import Iterator
from typing import Any

from madoguchi.runtime.errors import AwsRefused
from madoguchi.runtime.signed_call import call


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
