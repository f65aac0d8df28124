"""Talks in DynamoDB: one item a resident (pk = LINE user id, sk = `talk`), written as a whole."""

import json
import time
from dataclasses import replace
from typing import Any

from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.errors import Overtaken
from madoguchi.runtime.settings import settings
from madoguchi.talk.model import State
from madoguchi.talk.record import Pending, Record
from madoguchi.talk.settings import TalkSettings

SORT_KEY = "talk"


def _table() -> str:
    talk: TalkSettings = settings(TalkSettings)
    return talk.residents_table


def load(user_id: str) -> Record:
    """Read a talk, or begin one (1 read unit)."""
    key = {"pk": {"S": user_id}, "sk": {"S": SORT_KEY}}
    found = dynamodb("GetItem", TableName=_table(), Key=key, ConsistentRead=True)
    item = found.get("Item")
    if item is None:
        return Record(user_id)
    return _record(user_id, int(item["revision"]["N"]), json.loads(item["record"]["S"]))


def save(record: Record) -> Record:
    """Write a talk over the revision that it was read at, and return it at its new one (1 write unit a KB).

    Raises Overtaken when that revision is gone: read again and decide again.
    """
    try:
        dynamodb(
            "PutItem",
            TableName=_table(),
            Item={
                "pk": {"S": record.user_id},
                "sk": {"S": SORT_KEY},
                "revision": {"N": str(record.revision + 1)},
                "record": {"S": json.dumps(_data(record), ensure_ascii=False, separators=(",", ":"))},
                "expires_at": {"N": str(int(time.time()) + record.kept_seconds)},
            },
            ConditionExpression="revision = :read OR attribute_not_exists(pk)",
            ExpressionAttributeValues={":read": {"N": str(record.revision)}},
        )
    except ConditionFailed as error:
        raise Overtaken("talk record") from error
    return replace(record, revision=record.revision + 1)


def _data(record: Record) -> dict[str, Any]:
    pending = record.pending
    return {
        "state": record.state.to_json(),
        "handled": dict(record.handled),
        "unsure_before": record.unsure_before,
        "last_at": record.last_at,
        "profile_at": record.profile_at,
        "kept_seconds": record.kept_seconds,
        "pending": pending
        and {
            "event_id": pending.event_id,
            "reply_token": pending.reply_token,
            "messages": list(pending.messages),
            "menu": pending.menu,
        },
    }


def _record(user_id: str, revision: int, data: dict[str, Any]) -> Record:
    pending = data["pending"]
    return Record(
        user_id=user_id,
        state=State.from_json(data["state"]),
        handled=data["handled"],
        unsure_before=data["unsure_before"],
        last_at=data["last_at"],
        profile_at=data["profile_at"],
        pending=pending and Pending(**{**pending, "messages": tuple(pending["messages"])}),
        revision=revision,
        kept_seconds=data["kept_seconds"],
    )
