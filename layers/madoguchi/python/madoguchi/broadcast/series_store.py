"""Series in DynamoDB.

pk `SERIES#{id}`  sk `META`  one series; `revision` guards every change
pk `RUNNING`      sk `{id}`  series that may have a next occurrence
"""

import json
from dataclasses import asdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from madoguchi.broadcast.calendar import Every, OnHolidays, Recurrence
from madoguchi.broadcast.model import Addressees, Approval, Kind, Step
from madoguchi.broadcast.series import Series, SeriesState
from madoguchi.broadcast.store import key, query, table
from madoguchi.residents.model import Segment
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.errors import BroadcastChanged, NotFound

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def add(series: Series) -> None:
    """Keep a new series (1 write unit a kilobyte); raises BroadcastChanged when its id is taken."""
    _put(series, "attribute_not_exists(pk)", {})


def replace(series: Series) -> None:
    """Keep the next revision (1 write unit a kilobyte); raises BroadcastChanged when another came first."""
    _put(series, "revision = :before", {":before": {"N": str(series.revision - 1)}})


def _put(series: Series, condition: str, values: "dict[str, AttributeValueTypeDef]") -> None:
    given: dict[str, Any] = {"ExpressionAttributeValues": values} if values else {}
    try:
        dynamodb(
            "PutItem",
            TableName=table(),
            Item={
                **key(f"SERIES#{series.id}", "META"),
                "revision": {"N": str(series.revision)},
                "document": {"S": json.dumps(asdict(series), ensure_ascii=False, default=_plain)},
            },
            ConditionExpression=condition,
            **given,
        )
    except ConditionFailed as error:
        raise BroadcastChanged(f"series {series.id}, revision {series.revision}") from error


def find(series_id: str) -> Series:
    """Return a series as it stands (1 read unit up to 4 KB); raises NotFound."""
    answer = dynamodb(
        "GetItem", TableName=table(), Key=key(f"SERIES#{series_id}", "META"), ConsistentRead=True
    )
    if "Item" not in answer:
        raise NotFound(f"series {series_id}")
    return _series(json.loads(answer["Item"]["document"]["S"]))


def run(series_id: str) -> None:
    """Put a series on the reconciler's list (1 write unit)."""
    dynamodb("PutItem", TableName=table(), Item=key("RUNNING", series_id))


def rest(series_id: str) -> None:
    """Take a series off the list (1 write unit)."""
    dynamodb("DeleteItem", TableName=table(), Key=key("RUNNING", series_id))


def running() -> list[str]:
    """List the series that may have a next occurrence (1 read unit up to 4 KB: some 60 of them)."""
    return [item["sk"]["S"] for item in query("pk = :running", {":running": {"S": "RUNNING"}})]


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _series(document: dict[str, Any]) -> Series:
    addressees, rule = document["addressees"], document["rule"]
    through = document["through"]
    return Series(
        **{
            **document,
            "kind": Kind(document["kind"]),
            "state": SeriesState(document["state"]),
            "languages": tuple(document["languages"]),
            "placeholders": tuple(document["placeholders"]),
            "addressees": Addressees(Segment.from_dict(addressees["segment"]), addressees["corrects"]),
            "rule": Recurrence(
                **{
                    **rule,
                    "every": Every(rule["every"]),
                    "on_holidays": OnHolidays(rule["on_holidays"]),
                    "at": time.fromisoformat(rule["at"]),
                    "first": date.fromisoformat(rule["first"]),
                    "last": date.fromisoformat(rule["last"]),
                    "weekdays": tuple(rule["weekdays"]),
                    "excluded": tuple(map(date.fromisoformat, rule["excluded"])),
                }
            ),
            "approvals": tuple(
                Approval(one["by"], datetime.fromisoformat(one["at"]), one["approval_hash"])
                for one in document["approvals"]
            ),
            "through": datetime.fromisoformat(through) if through else None,
            "skipped": tuple(map(date.fromisoformat, document["skipped"])),
            "history": tuple(
                Step(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in document["history"]
            ),
        }
    )
