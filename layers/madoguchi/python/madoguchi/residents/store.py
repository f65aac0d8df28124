"""Residents in DynamoDB: one item each (pk = LINE user id, sk = `resident`).

`event_at` is the LINE time, in ms, of the event that last changed the item: an older one changes nothing.
Only registered friends carry `segment_key`, so nobody else is in the index that broadcasts read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madoguchi.residents.model import Recipient, Resident, Segment, segment_key, shard
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

SORT_KEY = "resident"
INDEX = "by-segment"
NOT_OLDER = "(attribute_not_exists(event_at) OR event_at <= :event_at)"


@dataclass(frozen=True)
class ResidentsSettings:
    """Where residents are kept."""

    residents_table: str


def table() -> str:
    """Return the name of ResidentsTable."""
    residents: ResidentsSettings = settings(ResidentsSettings)
    return residents.residents_table


def _key(user_id: str) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": user_id}, "sk": {"S": SORT_KEY}}


def get(user_id: str) -> Resident | None:
    """Read one resident, as last written (half a read unit a kilobyte, doubled for consistency: 1 unit)."""
    item = dynamodb("GetItem", TableName=table(), Key=_key(user_id), ConsistentRead=True).get("Item")
    return _resident(item) if item else None


def _resident(item: "dict[str, AttributeValueTypeDef]") -> Resident:
    return Resident(
        user_id=item["pk"]["S"],
        language=item.get("language", {}).get("S", "ja"),
        municipality=item.get("municipality", {}).get("S", ""),
        topics=tuple(topic["S"] for topic in item.get("topics", {}).get("L", ())),
        following=item.get("following", {}).get("BOOL", True),
        consent_version=item.get("consent_version", {}).get("S", ""),
        registered_at=item.get("registered_at", {}).get("S", ""),
    )


def update(
    user_id: str,
    event_at: int,
    values: "dict[str, AttributeValueTypeDef]",
    *,
    first: "dict[str, AttributeValueTypeDef] | None" = None,
    remove: tuple[str, ...] = (),
    only_existing: bool = False,
) -> bool:
    """Set some attributes, and those of `first` only where none is yet; False when a newer event was here."""
    given = values | {"event_at": {"N": str(event_at)}}
    once = first or {}
    parts = [f"#{name} = :{name}" for name in given]
    parts += [f"#{name} = if_not_exists(#{name}, :{name})" for name in once]
    expression = "SET " + ", ".join(parts)
    if remove:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in remove)
    try:
        dynamodb(
            "UpdateItem",
            TableName=table(),
            Key=_key(user_id),
            UpdateExpression=expression,
            ConditionExpression=f"{NOT_OLDER} AND attribute_exists(pk)" if only_existing else NOT_OLDER,
            ExpressionAttributeNames={f"#{name}": name for name in (*given, *once, *remove)},
            ExpressionAttributeValues={f":{name}": value for name, value in (given | once).items()},
        )
    except ConditionFailed:
        return False
    return True


def delete(user_id: str, event_at: int) -> bool:
    """Delete all that is kept about one resident here; False when a newer event was here."""
    try:
        dynamodb(
            "DeleteItem",
            TableName=table(),
            Key=_key(user_id),
            ConditionExpression=NOT_OLDER,
            ExpressionAttributeValues={":event_at": {"N": str(event_at)}},
        )
    except ConditionFailed:
        return False
    return True


def key_of(user_id: str, municipality: str) -> "AttributeValueTypeDef":
    """Return the index key under which broadcasts find a resident."""
    return {"S": segment_key(municipality, shard(user_id))}


def query(segment: Segment, municipality: str, shard_number: int) -> Iterator[list[Recipient]]:
    """Yield pages of the residents of one shard of one municipality who asked for any of the topics."""
    for page in _pages(segment, municipality, shard_number, {"ProjectionExpression": "pk, #language"}):
        yield [Recipient(item["pk"]["S"], item.get("language", {}).get("S", "ja")) for item in page["Items"]]


def count(segment: Segment, municipality: str, shard_number: int) -> int:
    """Count the same residents without fetching them; the read units are the same."""
    return sum(page["Count"] for page in _pages(segment, municipality, shard_number, {"Select": "COUNT"}))


def _pages(
    segment: Segment, municipality: str, shard_number: int, what: dict[str, str]
) -> Iterator[dict[str, Any]]:
    request: dict[str, Any] = {
        "TableName": table(),
        "IndexName": INDEX,
        "KeyConditionExpression": "segment_key = :key",
        "ExpressionAttributeValues": {":key": {"S": segment_key(municipality, shard_number)}},
        **what,
    }
    if "ProjectionExpression" in what:
        request["ExpressionAttributeNames"] = {"#language": "language"}
    if segment.topics:
        request["FilterExpression"] = " OR ".join(
            f"contains(topics, :topic{number})" for number in range(len(segment.topics))
        )
        for number, topic in enumerate(segment.topics):
            request["ExpressionAttributeValues"][f":topic{number}"] = {"S": topic}
    while True:
        page = dynamodb("Query", **request)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
