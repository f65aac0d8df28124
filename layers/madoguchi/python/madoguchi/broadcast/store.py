"""Broadcasts in DynamoDB.

pk `BROADCAST#{id}`  sk `META`             one broadcast; `revision` guards every change
pk `BROADCAST#{id}`  sk `MESSAGES#{hash}`  its messages by language, under their own hash, never changed
pk `OPEN`            sk `{id}`             broadcasts that are not over
pk `MONTH#{month}`   sk `{id}`             every broadcast, by the month for which it was first meant
pk `TESTER`          sk `{name}`           a member of staff's own phone
pk `UNITS#{month}`   sk `COUNT`            how many of LINE's unit names of a month are used
pk `BROADCAST#{id}`  sk `STATISTICS`       what LINE counted of it
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from madoguchi.broadcast.model import Addressees, Approval, Broadcast, Kind, State, Step
from madoguchi.broadcast.ports import Messages
from madoguchi.residents.model import Segment
from madoguchi.runtime.clock import JST
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb, query_pages
from madoguchi.runtime.errors import BroadcastChanged, NotFound
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

RECENT_SECONDS = 0.25
"""How long senders may go on after a pause: eight of them read 32 units a second to know."""


@dataclass(frozen=True)
class BroadcastSettings:
    """Where broadcasts are kept."""

    broadcasts_table: str


def table() -> str:
    """Return the name of BroadcastsTable."""
    name: str = settings(BroadcastSettings).broadcasts_table
    return name


def key(pk: str, sk: str) -> "dict[str, AttributeValueTypeDef]":
    """Return an item's key."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def add(broadcast: Broadcast) -> None:
    """Keep a new broadcast (1 write unit a kilobyte, and 1); raises BroadcastChanged when its id is taken."""
    dynamodb("PutItem", TableName=table(), Item=key(f"MONTH#{month_of(broadcast)}", broadcast.id))
    _put(broadcast, {**_write(broadcast), "ConditionExpression": "attribute_not_exists(pk)"})


def replace(broadcast: Broadcast) -> None:
    """Keep the next revision (1 write unit a kilobyte); raises BroadcastChanged when another came first."""
    _put(broadcast, next_revision(broadcast))


def next_revision(broadcast: Broadcast) -> dict[str, Any]:
    """Return the write that keeps the next revision, unless another came first."""
    before: dict[str, AttributeValueTypeDef] = {":before": {"N": str(broadcast.revision - 1)}}
    return {
        **_write(broadcast),
        "ConditionExpression": "revision = :before",
        "ExpressionAttributeValues": before,
    }


def _write(broadcast: Broadcast) -> dict[str, Any]:
    return {
        "TableName": table(),
        "Item": {
            **key(f"BROADCAST#{broadcast.id}", "META"),
            "revision": {"N": str(broadcast.revision)},
            "state": {"S": broadcast.state},
            "document": {"S": json.dumps(asdict(broadcast), ensure_ascii=False, default=_iso)},
        },
    }


def _put(broadcast: Broadcast, write: dict[str, Any]) -> None:
    try:
        dynamodb("PutItem", **write)
    except ConditionFailed as error:
        raise BroadcastChanged(f"broadcast {broadcast.id}, revision {broadcast.revision}") from error


def find(broadcast_id: str) -> Broadcast:
    """Return a broadcast as it stands (1 read unit up to 4 KB); raises NotFound."""
    answer = dynamodb(
        "GetItem", TableName=table(), Key=key(f"BROADCAST#{broadcast_id}", "META"), ConsistentRead=True
    )
    if "Item" not in answer:
        raise NotFound(f"broadcast {broadcast_id}")
    return _broadcast(json.loads(answer["Item"]["document"]["S"]))


def recent(broadcast_id: str) -> Broadcast:
    """Return it as it stood at most RECENT_SECONDS ago (1 read unit each time they pass); raises NotFound."""
    return _found(broadcast_id, int(time.monotonic() / RECENT_SECONDS))


@lru_cache(maxsize=16)
def _found(broadcast_id: str, _moment: int) -> Broadcast:
    return find(broadcast_id)


def month_of(broadcast: Broadcast) -> str:
    """Return the month in Japan for which a broadcast is meant when it is made, such as 202606."""
    return f"{broadcast.send_at.astimezone(JST):%Y%m}"


def listed(month: str) -> list[str]:
    """List the ids of a month such as 202606, newest first (1 read unit up to 4 KB: some 60 of them)."""
    return sorted(
        (one["sk"]["S"] for one in query("pk = :pk", {":pk": {"S": f"MONTH#{month}"}})), reverse=True
    )


def keep_messages(broadcast_id: str, content_hash: str, by_language: Mapping[str, Messages]) -> None:
    """Keep messages under their own hash (1 write unit a kilobyte)."""
    dynamodb(
        "PutItem",
        TableName=table(),
        Item={
            **key(f"BROADCAST#{broadcast_id}", f"MESSAGES#{content_hash}"),
            "document": {"S": json.dumps(by_language, ensure_ascii=False)},
        },
    )


@cache
def messages(broadcast_id: str, content_hash: str) -> Mapping[str, Messages]:
    """Return the messages of every language; read once a process, because they never change."""
    answer = dynamodb(
        "GetItem",
        TableName=table(),
        Key=key(f"BROADCAST#{broadcast_id}", f"MESSAGES#{content_hash}"),
        ConsistentRead=True,
    )
    if "Item" not in answer:
        raise NotFound(f"messages of broadcast {broadcast_id}")
    by_language: Mapping[str, Messages] = json.loads(answer["Item"]["document"]["S"])
    return by_language


def take_unit(month: str, most: int) -> bool:
    """Count one of LINE's unit names of a month such as 202606 (1 write unit); False when all are used."""
    try:
        dynamodb(
            "UpdateItem",
            TableName=table(),
            Key=key(f"UNITS#{month}", "COUNT"),
            UpdateExpression="ADD used :one",
            ConditionExpression="attribute_not_exists(used) OR used < :most",
            ExpressionAttributeValues={":one": {"N": "1"}, ":most": {"N": str(most)}},
        )
    except ConditionFailed:
        return False
    return True


def keep_statistics(broadcast_id: str, counted: Mapping[str, Any]) -> None:
    """Keep what LINE counted of a broadcast (1 write unit), in place of what it counted before."""
    document = {"document": {"S": json.dumps(counted)}}
    dynamodb(
        "PutItem", TableName=table(), Item={**key(f"BROADCAST#{broadcast_id}", "STATISTICS"), **document}
    )


def statistics(broadcast_id: str) -> Mapping[str, Any]:
    """Return what LINE counted of a broadcast when it was last asked (1 read unit), or nothing."""
    answer = dynamodb("GetItem", TableName=table(), Key=key(f"BROADCAST#{broadcast_id}", "STATISTICS"))
    counted: Mapping[str, Any] = json.loads(answer.get("Item", {}).get("document", {}).get("S", "{}"))
    return counted


def tester(name: str) -> str:
    """Return the LINE user id of a member of staff's own phone (1 read unit), or nothing."""
    answer = dynamodb("GetItem", TableName=table(), Key=key("TESTER", name), ConsistentRead=True)
    return str(answer.get("Item", {}).get("phone", {}).get("S", ""))


def keep_tester(name: str, user_id: str) -> None:
    """Note a member of staff's own phone (1 write unit); an empty id removes it."""
    if user_id:
        dynamodb("PutItem", TableName=table(), Item={**key("TESTER", name), "phone": {"S": user_id}})
    else:
        dynamodb("DeleteItem", TableName=table(), Key=key("TESTER", name))


def open(broadcast_id: str) -> None:  # noqa: A001 - the protocol's word
    """Put a broadcast on the reconciler's list (1 write unit)."""
    dynamodb("PutItem", TableName=table(), Item=key("OPEN", broadcast_id))


def unopen(broadcast_id: str) -> None:
    """Take a broadcast off the reconciler's list (1 write unit)."""
    dynamodb("DeleteItem", TableName=table(), Key=key("OPEN", broadcast_id))


def opened() -> list[str]:
    """List the broadcasts that are not over (1 read unit up to 4 KB: some 60 of them)."""
    return [item["sk"]["S"] for item in query("pk = :open", {":open": {"S": "OPEN"}})]


def query(condition: str, values: "dict[str, AttributeValueTypeDef]") -> Iterator[dict[str, Any]]:
    """Yield the items of one partition, page after page, as last written."""
    pages = query_pages(
        TableName=table(),
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ConsistentRead=True,
    )
    yield from (item for page in pages for item in page["Items"])


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _broadcast(document: dict[str, Any]) -> Broadcast:
    segment = Segment.from_dict(document["addressees"]["segment"])
    return Broadcast(
        **{
            **document,
            "kind": Kind(document["kind"]),
            "state": State(document["state"]),
            "languages": tuple(document["languages"]),
            "addressees": Addressees(segment, document["addressees"]["corrects"]),
            "placeholders": tuple(document["placeholders"]),
            "send_at": datetime.fromisoformat(document["send_at"]),
            "approvals": tuple(
                Approval(one["by"], datetime.fromisoformat(one["at"]), one["approval_hash"])
                for one in document["approvals"]
            ),
            "frozen_at": _moment(document["frozen_at"]),
            "closed_at": _moment(document["closed_at"]),
            "history": tuple(
                Step(**{**one, "at": datetime.fromisoformat(one["at"])})
                for one in document.get("history", ())
            ),
        }
    )
