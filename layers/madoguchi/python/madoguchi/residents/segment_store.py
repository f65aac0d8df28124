"""Segments in DynamoDB: the indexes by place, read one shard of one municipality at a time.

`by-segment` holds residents by their home, two others by their other places; these carry what a segment can
ask about, so that DynamoDB itself leaves out whom it does not address (decision 0030). A read costs half a
unit per 4 KB of what stands under the key, whatever is left out, and at least half a unit. So all who live in
a town are read from `by-home`, which carries only how they are reached (decision 0035).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from madoguchi.residents.model import (
    AGE,
    BEFORE,
    DONE,
    EVERYBODY,
    HOME,
    LANGUAGE,
    MUNICIPALITY,
    SINCE,
    TOPIC,
    Recipient,
    Segment,
    day_begins_ms,
    segment_key,
)
from madoguchi.residents.store import PLACE_KEYS, quiet_hours, table
from madoguchi.runtime.dynamodb import query_pages

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

INDEXES = ("by-segment", "by-second-place", "by-third-place")
BY_HOME = "by-home"

_ONE_OF = {MUNICIPALITY: "municipality", HOME: "municipality", LANGUAGE: "language", AGE: "age_band"}
_LISTED_IN = {MUNICIPALITY: "other_municipalities", TOPIC: "topics", DONE: "marks"}
_COMPARED = {SINCE: ">=", BEFORE: "<"}
_NAMES = ("municipality", "other_municipalities", "topics", "language", "age_band", "marks", "friend_since")


def query(segment: Segment, municipality: str, shard: int, place: int) -> Iterator[list[Recipient]]:
    """Yield pages of the recipients of one shard who have the municipality as their `place` (0 is home)."""
    what = {"ProjectionExpression": "pk, #language, quiet, budget"}
    for page in _pages(segment, municipality, shard, place, what):
        yield [_recipient(item) for item in page["Items"]]


def measure(segment: Segment, municipality: str, shard: int, place: int) -> tuple[int, float]:
    """Count the same recipients without fetching them; returns how many, and the read units spent."""
    what = {"Select": "COUNT", "ReturnConsumedCapacity": "TOTAL"}
    pages = list(_pages(segment, municipality, shard, place, what))
    return sum(page["Count"] for page in pages), sum(
        page["ConsumedCapacity"]["CapacityUnits"] for page in pages
    )


def _recipient(item: dict[str, Any]) -> Recipient:
    language = item["language"]["S"] if "language" in item else "ja"
    if len(item) < 3:
        return Recipient(item["pk"]["S"], language)
    budget = item.get("budget", {}).get("N")
    return Recipient(item["pk"]["S"], language, quiet_hours(item), int(budget) if budget else None)


def _pages(
    segment: Segment, municipality: str, shard: int, place: int, what: dict[str, str]
) -> Iterator[dict[str, Any]]:
    expression, values = filter_of(segment)
    asked = {name for name in _NAMES if f"#{name}" in expression}
    request: dict[str, Any] = {
        "TableName": table(),
        "IndexName": BY_HOME if place == 0 and asked <= {"language"} else INDEXES[place],
        "KeyConditionExpression": f"{PLACE_KEYS[place]} = :key",
        "ExpressionAttributeValues": {":key": {"S": segment_key(municipality, shard)}, **values},
        **what,
    }
    if expression:
        request["FilterExpression"] = expression
    used = [name for name in _NAMES if f"#{name}" in expression + what.get("ProjectionExpression", "")]
    if used:
        request["ExpressionAttributeNames"] = {f"#{name}": name for name in used}
    return query_pages(**request)


def filter_of(segment: Segment) -> "tuple[str, dict[str, AttributeValueTypeDef]]":
    """Write a segment as DynamoDB's filter expression with its values; empty for everybody."""
    values: dict[str, AttributeValueTypeDef] = {}
    return ("", values) if segment == EVERYBODY else (_expression(segment, values), values)


def _expression(segment: Segment, values: "dict[str, AttributeValueTypeDef]") -> str:
    if segment.values:
        return _joined(" OR ", _terms(segment, values))
    parts = [_expression(part, values) for part in segment.parts]
    if segment.kind == "all":
        return _joined(" AND ", parts)
    return _joined(" OR ", parts) if segment.kind == "any" else f"NOT {_joined(' OR ', parts)}"


def _terms(leaf: Segment, values: "dict[str, AttributeValueTypeDef]") -> list[str]:
    named = [_named(leaf.kind, value, values) for value in leaf.values]
    found = []
    if attribute := _ONE_OF.get(leaf.kind):
        # One operator for all: DynamoDB takes 300 in 4 KB.
        many = f"IN ({', '.join(named)})"
        found.append(f"#{attribute} {f'= {named[0]}' if len(named) == 1 else many}")
    if attribute := _LISTED_IN.get(leaf.kind):
        found += [f"contains(#{attribute}, {name})" for name in named]
    if comparison := _COMPARED.get(leaf.kind):
        found += [f"#friend_since {comparison} {name}" for name in named]
    return found


def _named(kind: str, value: str, values: "dict[str, AttributeValueTypeDef]") -> str:
    given: Any = {"N": str(day_begins_ms(value))} if kind in _COMPARED else {"S": value}
    name = next((name for name, known in values.items() if known == given), f":v{len(values)}")
    values[name] = given
    return name


def _joined(word: str, parts: list[str]) -> str:
    # DynamoDB refuses brackets around what stands in brackets already.
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"
