"""Series in DynamoDB.

pk `SERIES#{id}`  sk `META`  one series; `revision` guards every change
pk `YEAR#{year}`  sk `{id}`  every series, by the years in which it has days
pk `RUNNING`      sk `{id}`  series that may have a next occurrence
"""

from datetime import date, datetime, time
from typing import Any

from madoguchi.broadcast.definition.calendar import Every, OnHolidays, Recurrence
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.series import Series, SeriesState
from madoguchi.broadcast.records import store
from madoguchi.broadcast.records.document_store import (
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
from madoguchi.runtime.dynamodb import dynamodb


def add(series: Series) -> None:
    """Keep a new series (2 write units a kilobyte, and 2 a year).

    Raises BroadcastChanged when its id is taken.
    """
    years = sorted({series.rule.first.year, series.rule.last.year})
    lists = [listing(f"YEAR#{year}", series.id) for year in years]
    put_all([first(f"SERIES#{series.id}", series), *lists], f"series {series.id}")


def listed(year: int) -> list[str]:
    """List the ids of the series that have days in a year, newest first (1 read unit up to 4 KB)."""
    return sorted((one["sk"]["S"] for one in query("pk = :pk", {":pk": {"S": f"YEAR#{year}"}})), reverse=True)


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


def make(series: Series, occurrence: Broadcast) -> None:
    """Keep an occurrence, listed and open, with the revision that made it: all or nothing.

    2 write units a kilobyte of both, and 4. Raises BroadcastChanged when the series was changed, Overtaken.
    """
    made = [*store.writes_of_new(occurrence), store.opening(occurrence.id)]
    put_all([following(f"SERIES#{series.id}", series), *made], f"occurrence {occurrence.id}")


def run(series_id: str) -> None:
    """Put a series on the reconciler's list (1 write unit)."""
    put(listing("RUNNING", series_id))


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
