"""Series in DynamoDB.

pk `SERIES#{id}`  sk `META`  one series; `revision` guards every change
pk `RUNNING`      sk `{id}`  series that may have a next occurrence
"""

from datetime import date, datetime, time
from typing import Any

from madoguchi.broadcast.calendar import Every, OnHolidays, Recurrence
from madoguchi.broadcast.document_store import first, following, key, put, query, read, table
from madoguchi.broadcast.series import Series, SeriesState
from madoguchi.runtime.dynamodb import dynamodb


def add(series: Series) -> None:
    """Keep a new series (1 write unit a kilobyte); raises BroadcastChanged when its id is taken."""
    put(first(f"SERIES#{series.id}", series))


def replace(series: Series) -> None:
    """Keep the next revision (1 write unit a kilobyte); raises BroadcastChanged when another came first."""
    put(following(f"SERIES#{series.id}", series))


def find(series_id: str) -> Series:
    """Return a series as it stands (1 read unit up to 4 KB); raises NotFound."""
    document = read(f"SERIES#{series_id}")
    through = document["through"]
    return Series(
        **{
            **document,
            "state": SeriesState(document["state"]),
            "rule": _rule(document["rule"]),
            "through": datetime.fromisoformat(through) if through else None,
            "skipped": tuple(map(date.fromisoformat, document["skipped"])),
        }
    )


def run(series_id: str) -> None:
    """Put a series on the reconciler's list (1 write unit)."""
    dynamodb("PutItem", TableName=table(), Item=key("RUNNING", series_id))


def rest(series_id: str) -> None:
    """Take a series off the list (1 write unit)."""
    dynamodb("DeleteItem", TableName=table(), Key=key("RUNNING", series_id))


def running() -> list[str]:
    """List the series that may have a next occurrence (1 read unit up to 4 KB: some 60 of them)."""
    return [item["sk"]["S"] for item in query("pk = :running", {":running": {"S": "RUNNING"}})]


def _rule(document: dict[str, Any]) -> Recurrence:
    return Recurrence(
        **{
            **document,
            "every": Every(document["every"]),
            "on_holidays": OnHolidays(document["on_holidays"]),
            "at": time.fromisoformat(document["at"]),
            "first": date.fromisoformat(document["first"]),
            "last": date.fromisoformat(document["last"]),
            "weekdays": tuple(document["weekdays"]),
            "excluded": tuple(map(date.fromisoformat, document["excluded"])),
        }
    )
