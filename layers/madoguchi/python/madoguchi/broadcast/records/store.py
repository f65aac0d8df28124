"""Broadcasts in DynamoDB.

pk `BROADCAST#{id}`  sk `META`             one broadcast; `revision` guards every change
pk `BROADCAST#{id}`  sk `MESSAGES#{hash}`  its messages by stream, under their own hash, never changed
pk `OPEN`            sk `{id}`             broadcasts that are not over
pk `MONTH#{month}`   sk `{id}`             every broadcast, by the month for which it was first meant
pk `TESTER`          sk `{name}`           a member of staff's own phone
pk `UNITS#{month}`   sk `COUNT`            how many of LINE's unit names of a month are used
pk `BROADCAST#{id}`  sk `STATISTICS`       what LINE counted of it
pk `BROADCAST#{id}`  sk `CORRECTION#{id}`  a broadcast that corrects it, or is about to
"""

import json
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from madoguchi.broadcast.definition.model import Broadcast, State
from madoguchi.broadcast.definition.ports import Messages
from madoguchi.broadcast.records.document_store import (
    Write,
    first,
    following,
    key,
    listing,
    put,
    put_all,
    query,
    read,
    table,
)
from madoguchi.runtime.clock import JST
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.errors import NotFound

RECENT_SECONDS = 0.25
"""How long senders may go on after a pause: eight of them read 32 units a second to know."""


def add(broadcast: Broadcast) -> None:
    """Keep a new broadcast (2 write units a kilobyte, and 2).

    Raises BroadcastChanged when its id is taken.
    """
    put_all(writes_of_new(broadcast), f"broadcast {broadcast.id}")


def writes_of_new(broadcast: Broadcast) -> list[Write]:
    """Return what keeps a new broadcast: itself, and its place in the list of its month."""
    new = first(f"BROADCAST#{broadcast.id}", broadcast)
    return [new, listing(f"MONTH#{month_of(broadcast)}", broadcast.id)]


def replace(broadcast: Broadcast) -> None:
    """Keep the next revision (1 write unit a kilobyte); raises BroadcastChanged when another came first."""
    put(next_revision(broadcast))


def next_revision(broadcast: Broadcast) -> Write:
    """Return the write that keeps the next revision, unless another came first."""
    return following(f"BROADCAST#{broadcast.id}", broadcast)


def find(broadcast_id: str) -> Broadcast:
    """Return a broadcast as it stands (1 read unit up to 4 KB); raises NotFound."""
    document = read(f"BROADCAST#{broadcast_id}")
    return Broadcast(
        **{
            **document,
            "state": State(document["state"]),
            "send_at": datetime.fromisoformat(document["send_at"]),
            "frozen_at": _moment(document["frozen_at"]),
            "closed_at": _moment(document["closed_at"]),
        }
    )


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


def keep_messages(broadcast_id: str, content_hash: str, by_stream: Mapping[str, Messages]) -> None:
    """Keep messages under their own hash (1 write unit a kilobyte)."""
    dynamodb(
        "PutItem",
        TableName=table(),
        Item={
            **key(f"BROADCAST#{broadcast_id}", f"MESSAGES#{content_hash}"),
            "document": {"S": json.dumps(by_stream, ensure_ascii=False)},
        },
    )


@cache
def messages(broadcast_id: str, content_hash: str) -> Mapping[str, Messages]:
    """Return the messages of every stream; read once a process, because they never change."""
    answer = dynamodb(
        "GetItem",
        TableName=table(),
        Key=key(f"BROADCAST#{broadcast_id}", f"MESSAGES#{content_hash}"),
        ConsistentRead=True,
    )
    if "Item" not in answer:
        raise NotFound(f"messages of broadcast {broadcast_id}")
    by_stream: Mapping[str, Messages] = json.loads(answer["Item"]["document"]["S"])
    return by_stream


def note_correction(broadcast_id: str, correction_id: str) -> None:
    """Note beside a broadcast which one corrects it (1 write unit), or is about to."""
    dynamodb(
        "PutItem", TableName=table(), Item=key(f"BROADCAST#{broadcast_id}", f"CORRECTION#{correction_id}")
    )


def corrections(broadcast_id: str) -> list[str]:
    """List what was noted to correct a broadcast (1 read unit)."""
    found = query(
        "pk = :pk AND begins_with(sk, :noted)",
        {":pk": {"S": f"BROADCAST#{broadcast_id}"}, ":noted": {"S": "CORRECTION#"}},
    )
    return [item["sk"]["S"].partition("#")[2] for item in found]


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
    put(opening(broadcast_id))


def opening(broadcast_id: str) -> Write:
    """Return the write that puts a broadcast on the reconciler's list."""
    return listing("OPEN", broadcast_id)


def unopen(broadcast_id: str) -> None:
    """Take a broadcast off the reconciler's list (1 write unit)."""
    dynamodb("DeleteItem", TableName=table(), Key=key("OPEN", broadcast_id))


def opened() -> list[str]:
    """List the broadcasts that are not over (1 read unit up to 4 KB: some 60 of them)."""
    return [item["sk"]["S"] for item in query("pk = :open", {":open": {"S": "OPEN"}})]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
