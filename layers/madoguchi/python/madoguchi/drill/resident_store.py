"""DynamoDB's side of what the drill remembers of residents, and the index of who is due on a day.

pk                  sk         what                                              written
RESIDENT#<user id>  DRILL      which plans are theirs, what is due               at each drill, yes or no
DUE#<day>#<shard>   <user id>  that somebody is due; their record says for what  when a day is set
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from madoguchi.drill.resident import DrillResident
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb, get_many, query_pages
from madoguchi.runtime.errors import Overtaken

SHARDS = 8
KEPT = timedelta(days=3 * 365 + 1)
"""From the last write on; plans are kept no longer."""
DUE_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class DrillResidentStore:
    """Residents of the drill in DynamoDB, read consistently.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def load(self, user_id: str) -> DrillResident:
        """Find a resident, or one of whom nothing is kept. 1 read unit."""
        found = dynamodb("GetItem", TableName=self.table, Key=_key(user_id), ConsistentRead=True)
        return _resident(user_id, found["Item"]) if "Item" in found else DrillResident(user_id)

    def load_many(self, user_ids: Iterable[str]) -> Iterator[DrillResident]:
        """Yield those of many residents of whom something is kept, as of a moment ago. Half a unit each."""
        for item in get_many(self.table, map(_key, user_ids)):
            yield _resident(item["pk"]["S"].removeprefix("RESIDENT#"), item)

    def save(self, resident: DrillResident, at: datetime) -> DrillResident:
        """Write a resident back. 1 write unit up to some 25 plans. Raises Overtaken."""
        after = replace(resident, version=resident.version + 1)
        known = {":version": {"N": str(resident.version)}}
        try:
            dynamodb(
                "PutItem",
                TableName=self.table,
                Item=_item(after, at + KEPT),
                ConditionExpression="version = :version" if resident.version else "attribute_not_exists(pk)",
                **({"ExpressionAttributeValues": known} if resident.version else {}),
            )
        except ConditionFailed as refusal:
            raise Overtaken("resident of the drill") from refusal
        return after

    def delete(self, user_id: str) -> None:
        """Forget a resident. 1 write unit."""
        dynamodb("DeleteItem", TableName=self.table, Key=_key(user_id))

    def set_due(self, user_id: str, days: Iterable[date]) -> None:
        """Note that a resident is due on these days. 1 write unit a day."""
        for day in days:
            until = datetime.combine(day, time(), UTC) + DUE_KEPT
            item = {**_due_key(day, user_id), "expires_at": {"N": str(int(until.timestamp()))}}
            dynamodb("PutItem", TableName=self.table, Item=item)

    def clear_due(self, user_id: str, day: date) -> None:
        """Take a resident out of a day's index. 1 write unit."""
        dynamodb("DeleteItem", TableName=self.table, Key=_due_key(day, user_id))

    def due(self, day: date) -> Iterator[str]:
        """Yield the user ids that are due on a day, shard by shard. Half a read unit for some 50 of them."""
        for shard in range(SHARDS):
            pages = query_pages(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"DUE#{day.isoformat()}#{shard}"}},
            )
            yield from (item["sk"]["S"] for page in pages for item in page["Items"])


def _key(user_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"RESIDENT#{user_id}"}, "sk": {"S": "DRILL"}}


def _due_key(day: date, user_id: str) -> dict[str, Any]:
    shard = hashlib.sha256(user_id.encode()).digest()[0] % SHARDS
    return {"pk": {"S": f"DUE#{day.isoformat()}#{shard}"}, "sk": {"S": user_id}}


def _item(resident: DrillResident, until: datetime) -> dict[str, Any]:
    kept = {
        "plans": resident.plans,
        "may_come_back": resident.may_come_back,
        "due": {day.isoformat(): occasion for day, occasion in resident.due.items()},
        "answered": [day.isoformat() for day in resident.answered],
    }
    return {
        **_key(resident.user_id),
        "kept": {"S": json.dumps(kept, separators=(",", ":"))},
        "version": {"N": str(resident.version)},
        "expires_at": {"N": str(int(until.timestamp()))},
    }


def _resident(user_id: str, item: dict[str, Any]) -> DrillResident:
    kept = json.loads(item["kept"]["S"])
    return DrillResident(
        user_id,
        plans=tuple(kept["plans"]),
        may_come_back=kept["may_come_back"],
        due={date.fromisoformat(day): occasion for day, occasion in kept["due"].items()},
        answered=tuple(date.fromisoformat(day) for day in kept["answered"]),
        version=int(item["version"]["N"]),
    )
