"""What residents' budgets were charged with, in DynamoDB.

pk `ATTENTION#{month}`              sk `REGISTER`  the attempts that charged anybody; `revision` guards it
pk `CHARGED#{broadcast}#{attempt}`  sk `{number}`  5,000 residents with a budget, 16 bytes each
pk `CHARGED#{broadcast}#{attempt}`  sk `{chunk}`   those of them to whom it never came, as a set
"""

import time
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import batched

from madoguchi.broadcast.definition.chunk import ChunkRef, pack, unpack
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Register
from madoguchi.broadcast.records.document_store import FAILED, key, query, table, transact
from madoguchi.broadcast.records.ledger_store import write_items
from madoguchi.broadcast.records.store import next_revision
from madoguchi.runtime.dynamodb import dynamodb
from madoguchi.runtime.errors import BroadcastChanged, Overtaken

KEPT = timedelta(days=62)
"""The month in which they count, and another to look into."""

IDS_AN_ITEM = 5000


def register(month: str) -> Register:
    """Return a month's register as it stands (1 read unit up to 4 KB: about 80 attempts)."""
    place = key(f"ATTENTION#{month}", "REGISTER")
    item = dynamodb("GetItem", TableName=table(), Key=place, ConsistentRead=True).get("Item")
    if item is None:
        return Register(month)
    attempts = [one["S"].split("#") for one in item["attempts"]["L"]]
    return Register(month, int(item["revision"]["N"]), tuple((name, attempt) for name, attempt in attempts))


def charged(broadcast_id: str, attempt: str) -> list[str]:
    """Return whom an attempt charged and did not give it back to (1 read unit per 250, 110 of the others)."""
    found: list[str] = []
    back: set[str] = set()
    for item in query("pk = :pk", {":pk": {"S": f"CHARGED#{broadcast_id}#{attempt}"}}):
        if "ids" in item:
            found += unpack(b64decode(item["ids"]["B"]))
        else:
            back.update(item["given_back"]["SS"])
    return [one for one in found if one not in back]


def give_back(ref: ChunkRef, user_ids: Collection[str]) -> None:
    """Note to whom of a chunk its charge was given back, beside those noted before (1 write unit per 28)."""
    dynamodb(
        "UpdateItem",
        TableName=table(),
        Key=key(f"CHARGED#{ref.broadcast}#{ref.attempt}", ref.chunk),
        UpdateExpression="SET expires_at = :expires_at ADD given_back :back",
        ExpressionAttributeValues={
            ":expires_at": {"N": _expires_at()},
            ":back": {"SS": list(user_ids)},
        },
    )


def keep_charged(broadcast_id: str, attempt: str, user_ids: Sequence[str]) -> None:
    """Keep whom an attempt charges, once the register names it (1 write unit per 64)."""
    write_items(
        {
            **key(f"CHARGED#{broadcast_id}#{attempt}", f"{number:05d}"),
            "ids": {"B": b64encode(pack(some)).decode()},
            "expires_at": {"N": _expires_at()},
        }
        for number, some in enumerate(batched(user_ids, IDS_AN_ITEM, strict=False), 1)
    )


def freeze(broadcast: Broadcast, before: Register) -> None:
    """Keep the frozen broadcast and its place in the register, both or neither (2 write units a KB).

    Raises BroadcastChanged when the broadcast was changed, Overtaken when another attempt charged meanwhile.
    """
    entry = {
        "Update": {
            "TableName": table(),
            "Key": key(f"ATTENTION#{before.month}", "REGISTER"),
            "UpdateExpression": "SET revision = :after, expires_at = :expires_at, "
            "attempts = list_append(if_not_exists(attempts, :none), :one)",
            "ConditionExpression": "revision = :before" if before.revision else "attribute_not_exists(pk)",
            "ExpressionAttributeValues": {
                **({":before": {"N": str(before.revision)}} if before.revision else {}),
                ":after": {"N": str(before.revision + 1)},
                ":expires_at": {"N": _expires_at()},
                ":none": {"L": []},
                ":one": {"L": [{"S": f"{broadcast.id}#{broadcast.attempt}"}]},
            },
        }
    }
    # A repetition below us is the same transaction, not a second charge.
    refused = transact([{"Put": next_revision(broadcast)}, entry], broadcast.attempt[:36])
    if refused and refused[0] == FAILED:
        raise BroadcastChanged(f"broadcast {broadcast.id}, revision {broadcast.revision}")
    if refused:
        raise Overtaken(f"attention in {before.month}")


def _expires_at() -> str:
    return str(int(time.time() + KEPT.total_seconds()))
