"""Who moved lately, so that a reader of several places misses nobody who passes behind it (decision 0030).

pk `MOVED#{shard}`, sk user id: at `noted_at` somebody was about to change places; where they are, their own
item tells. The note is written before the change: whoever sees the change sees the note.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING

from madoguchi.residents import store
from madoguchi.residents.model import Resident, shard
from madoguchi.runtime.clock import iso, now
from madoguchi.runtime.dynamodb import MOST_AT_ONCE, dynamodb, query_pages

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

KEPT = timedelta(hours=1)
"""Longer than any reading takes."""

LAG = timedelta(minutes=1)
"""What an index may be behind, with the longest time between a note and its change."""


def note(user_id: str) -> None:
    """Note that somebody is about to change places (1 write unit); in vain is harmless."""
    at = now()
    dynamodb(
        "PutItem",
        TableName=store.table(),
        Item={
            **_key(user_id),
            "noted_at": {"S": iso(at)},
            "expires_at": {"N": str(int((at + KEPT).timestamp()))},
        },
    )


def forget(user_id: str) -> None:
    """Delete what is noted of somebody (1 write unit)."""
    dynamodb("DeleteItem", TableName=store.table(), Key=_key(user_id))


def since(began: datetime, shard_number: int) -> Iterator[list[Resident]]:
    """Yield pages of those who may have changed places since a reading began, as they are now.

    1 read unit for 30 notes that have not expired, at least 1, and 1 for each resident; both reads see every
    write before them.
    """
    for some in batched(_noted(began - LAG, shard_number), MOST_AT_ONCE, strict=False):
        yield list(store.get_many(some, consistent=True))


def _noted(since: datetime, shard_number: int) -> Iterator[str]:
    pages = query_pages(
        TableName=store.table(),
        ConsistentRead=True,
        KeyConditionExpression="pk = :pk",
        FilterExpression="noted_at >= :since",
        ExpressionAttributeValues={":pk": {"S": f"MOVED#{shard_number}"}, ":since": {"S": iso(since)}},
        ProjectionExpression="sk",
    )
    yield from (item["sk"]["S"] for page in pages for item in page["Items"])


def _key(user_id: str) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": f"MOVED#{shard(user_id)}"}, "sk": {"S": user_id}}
