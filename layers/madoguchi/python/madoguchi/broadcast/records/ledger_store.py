"""Frozen audiences and the ledger in DynamoDB.

    pk `AUDIENCE#{broadcast}#{attempt}#{chunk}`  sk `CHUNK`   500 recipients, 16 bytes each, for 90 days
    pk `AUDIENCE#{broadcast}#{attempt}#{chunk}`  sk `VALUES`  what personal messages say of them, for 2 days
    pk `BROADCAST#{broadcast}`  sk `LEDGER#{attempt}#{chunk}` one line; `outcome` is there once it is decided

Each chunk is its own partition, so that a freeze of 1,600 chunks of 8 units meets no partition's limit of
1,000 a second. A line appears when its chunk is first touched: the frozen broadcast says which there will be.
"""

import json
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from madoguchi.broadcast.definition.chunk import ChunkRef, pack, unpack
from madoguchi.broadcast.definition.ledger import LEASE, Entry, Outcome, Resolution
from madoguchi.broadcast.definition.ports import Person, Proof
from madoguchi.broadcast.records.document_store import key, query, table
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = Mapping[str, Any]

KEPT = timedelta(days=90)
VALUES_KEPT = timedelta(days=2)
"""A day longer than any message may still be tried: nothing else needs what was said of its readers."""

ITEMS_A_WRITE = 25
WRITE_TRIES = 8

LEASABLE = "attribute_not_exists(outcome) AND (attribute_not_exists(lease_until) OR lease_until < :now)"
UNTRIED = "attribute_not_exists(outcome) AND attribute_not_exists(first_tried_at)"


def keep_chunks(broadcast_id: str, attempt: str, chunks: Mapping[str, Sequence[Person]]) -> None:
    """Write chunks of an attempt (8 write units per 500 recipients); raises Unavailable when refused.

    A chunk of 50 personal messages is 1 unit for the ids and 1 a kilobyte for what they say of their readers.
    """
    items: list[Item] = []
    for name, people in chunks.items():
        pk = f"AUDIENCE#{broadcast_id}#{attempt}#{name}"
        ids = b64encode(pack(user_id for user_id, _ in people)).decode()
        items.append(_item(pk, "CHUNK", {"ids": {"B": ids}}, KEPT))
        if people[0][1]:
            values = json.dumps([values for _, values in people], ensure_ascii=False)
            items.append(_item(pk, "VALUES", {"values": {"S": values}}, VALUES_KEPT))
    write_items(items)


def _item(pk: str, sk: str, attributes: Item, kept: timedelta) -> Item:
    expires_at = {"N": str(int((datetime.now(UTC) + kept).timestamp()))}
    return {**key(pk, sk), **attributes, "expires_at": expires_at}


def write_items(items: Iterable[Item]) -> None:
    """Write items that may be written again, 25 a call; raises Unavailable when refused."""
    for batch in batched(items, ITEMS_A_WRITE, strict=False):
        _write([{"PutRequest": {"Item": item}} for item in batch])


def _write(items: list[dict[str, Any]]) -> None:
    for wait in range(WRITE_TRIES):
        try:
            answer = dynamodb("BatchWriteItem", RequestItems={table(): items})
            items = answer["UnprocessedItems"].get(table(), [])
        except Unavailable:
            # Throttled as a whole, or no answer: writing the same chunks again does no harm.
            pass
        if not items:
            return
        time.sleep(0.05 * 2**wait)
    raise Unavailable(f"{len(items)} chunks were not written")


def recipients(ref: ChunkRef) -> list[str]:
    """Return a chunk's user ids (2 read units for 500)."""
    return unpack(b64decode(_of_chunk(ref, "CHUNK")["ids"]["B"]))


def values(ref: ChunkRef) -> list[tuple[str, ...]]:
    """Return what each of a chunk's people is told of themselves (1 read unit up to 4 KB)."""
    return [tuple(one) for one in json.loads(_of_chunk(ref, "VALUES")["values"]["S"])]


def _of_chunk(ref: ChunkRef, sk: str) -> dict[str, Any]:
    pk = f"AUDIENCE#{ref.broadcast}#{ref.attempt}#{ref.chunk}"
    answer = dynamodb("GetItem", TableName=table(), Key=key(pk, sk), ConsistentRead=True)
    if "Item" not in answer:
        raise NotFound(f"chunk {ref.chunk} of broadcast {ref.broadcast}")
    item: dict[str, Any] = answer["Item"]
    return item


def lease(ref: ChunkRef, recipients: int, at: datetime, lease: str) -> tuple[bool, Entry]:
    """Take a chunk (1 write unit); returns whether it was free, and its line either way."""
    taken, item = _update(
        ref,
        "SET lease_id = :lease, lease_until = :until, recipients = :recipients, moved_at = :now, "
        "first_tried_at = if_not_exists(first_tried_at, :now) ADD tries :one",
        LEASABLE,
        {
            ":lease": {"S": lease},
            ":until": _ms(at + LEASE),
            ":recipients": {"N": str(recipients)},
            ":now": _ms(at),
            ":one": {"N": "1"},
        },
    )
    entry = _entry(item)
    # A write whose answer was lost is tried again below us, and then meets its own lease.
    return taken or (entry.outcome is None and entry.lease == lease), entry


def release(ref: ChunkRef, lease: str, *, surely_not_sent: bool, so_far: Proof | None = None) -> None:
    """Give the lease back (1 write unit); `surely_not_sent` forgets that the chunk was ever tried."""
    kept, given = _people(so_far)
    expression = f"{f'SET {kept} ' if kept else ''}REMOVE lease_until, lease_id"
    if surely_not_sent:
        expression += ", first_tried_at, tries"
    _update(ref, expression, "lease_id = :lease", {":lease": {"S": lease}, **given})


def _people(proof: Proof | None) -> "tuple[str, dict[str, AttributeValueTypeDef]]":
    if not proof or not proof.people:
        return "", {}
    return "people = :people, request_ids = :ids", {
        ":people": {"S": proof.people},
        ":ids": {"L": [{"S": one} for one in proof.request_ids]},
    }


def decide(ref: ChunkRef, outcome: Outcome, at: datetime, proof: Proof) -> bool:
    """Write what LINE said (1 write unit, 3 with the proofs of 50 people), once; tells whether it was."""
    kept, given = _people(proof)
    written, _ = _update(
        ref,
        "SET outcome = :outcome, decided_at = :now, line_status = :status, request_id = :id, "
        f"retry_key = :key, body_hash = :body{f', {kept}' if kept else ''} REMOVE lease_until, lease_id",
        "attribute_exists(pk) AND attribute_not_exists(outcome)",
        {
            ":outcome": {"S": outcome},
            ":now": _ms(at),
            ":status": {"N": str(proof.status)},
            ":id": {"S": proof.request_id},
            ":key": {"S": proof.retry_key},
            ":body": {"S": proof.body_hash},
            **given,
        },
    )
    return written


def cancel_untried(ref: ChunkRef, recipients: int, at: datetime) -> bool:
    """Cancel a chunk that was never tried (1 write unit); tells whether it was."""
    values: dict[str, AttributeValueTypeDef] = {
        ":outcome": {"S": Outcome.CANCELLED},
        ":now": _ms(at),
        ":recipients": {"N": str(recipients)},
    }
    expression = "SET outcome = :outcome, decided_at = :now, recipients = :recipients"
    return _update(ref, expression, UNTRIED, values)[0]


def note_queued(ref: ChunkRef, recipients: int, at: datetime) -> None:
    """Note that an undecided chunk is being queued again (1 write unit)."""
    _update(
        ref,
        "SET moved_at = :now, recipients = :recipients",
        "attribute_not_exists(outcome)",
        {":now": _ms(at), ":recipients": {"N": str(recipients)}},
    )


def give_up(ref: ChunkRef, at: datetime) -> bool:
    """Call a tried, undecided chunk unknown unless somebody holds it (1 write unit); tells whether it was."""
    return _update(
        ref,
        "SET outcome = :outcome, decided_at = :now",
        f"attribute_exists(pk) AND {LEASABLE}",
        {":outcome": {"S": Outcome.UNKNOWN}, ":now": _ms(at)},
    )[0]


def resolve(ref: ChunkRef, resolution: Resolution) -> bool:
    """Write what a person found out about an unknown chunk (1 write unit), once; tells whether it was."""
    return _update(
        ref,
        "SET arrived = :arrived, resolved_by = :by, resolved_at = :at, reason = :reason",
        "outcome = :unknown AND attribute_not_exists(arrived)",
        {
            ":arrived": {"BOOL": resolution.arrived},
            ":by": {"S": resolution.by},
            ":at": _ms(resolution.at),
            ":reason": {"S": resolution.reason},
            ":unknown": {"S": Outcome.UNKNOWN},
        },
    )[0]


def entries(broadcast_id: str, attempt: str) -> list[Entry]:
    """Return every line written so far (1 read unit per 4 KB: about 12 lines)."""
    found = query(
        "pk = :pk AND begins_with(sk, :ledger)",
        {":pk": {"S": f"BROADCAST#{broadcast_id}"}, ":ledger": {"S": f"LEDGER#{attempt}#"}},
    )
    return [_entry(item) for item in found]


def line(ref: ChunkRef) -> Entry | None:
    """Return one chunk's line as last written (1 read unit), or None before it is touched."""
    place = key(f"BROADCAST#{ref.broadcast}", f"LEDGER#{ref.attempt}#{ref.chunk}")
    item = dynamodb("GetItem", TableName=table(), Key=place, ConsistentRead=True).get("Item")
    return _entry(item) if item else None


def _update(
    ref: ChunkRef,
    expression: str,
    condition: str,
    values: "dict[str, AttributeValueTypeDef]",
) -> tuple[bool, dict[str, Any]]:
    try:
        answer = dynamodb(
            "UpdateItem",
            TableName=table(),
            Key=key(f"BROADCAST#{ref.broadcast}", f"LEDGER#{ref.attempt}#{ref.chunk}"),
            UpdateExpression=expression,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ConditionFailed as failed:
        return False, dict(failed.answer.get("Item", {}))
    return True, dict(answer["Attributes"])


def _entry(item: Mapping[str, Any]) -> Entry:
    def text(name: str) -> str:
        return str(item.get(name, {}).get("S", ""))

    def number(name: str) -> int:
        return int(item.get(name, {}).get("N", 0))

    def moment(name: str) -> datetime | None:
        return datetime.fromtimestamp(number(name) / 1000, UTC) if name in item else None

    return Entry(
        chunk=item["sk"]["S"].rpartition("#")[2],
        recipients=number("recipients"),
        outcome=Outcome(text("outcome")) if "outcome" in item else None,
        tries=number("tries"),
        first_tried_at=moment("first_tried_at"),
        moved_at=moment("moved_at"),
        lease=text("lease_id"),
        lease_until=moment("lease_until"),
        decided_at=moment("decided_at"),
        status=number("line_status"),
        request_id=text("request_id"),
        retry_key=text("retry_key"),
        body_hash=text("body_hash"),
        people=text("people"),
        request_ids=tuple(one["S"] for one in item.get("request_ids", {}).get("L", ())),
        resolution=_resolution(item, moment("resolved_at")),
    )


def _resolution(item: Mapping[str, Any], at: datetime | None) -> Resolution | None:
    if at is None:
        return None
    return Resolution(item["arrived"]["BOOL"], item["resolved_by"]["S"], at, item["reason"]["S"])


def _ms(at: datetime) -> "AttributeValueTypeDef":
    return {"N": str(int(at.timestamp() * 1000))}
