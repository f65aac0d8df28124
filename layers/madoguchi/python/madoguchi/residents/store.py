"""Residents in DynamoDB: one item each (pk = LINE user id, sk = `resident`).

`event_at` is the LINE time, in ms, of the event that last changed the item: an older one changes nothing.
Only registered friends carry the keys of the indexes that broadcasts read: `segment_key` for home,
`second_key` and `third_key` for other places (decision 0030).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from madoguchi.residents.model import Place, QuietHours, Resident, segment_key, shard
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.dynamodb import get_many as items_of
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

SORT_KEY = "resident"
PLACE_KEYS = ("segment_key", "second_key", "third_key")
NOT_OLDER = "(attribute_not_exists(event_at) OR event_at <= :event_at)"


@dataclass(frozen=True)
class ResidentsSettings:
    """Where residents are kept."""

    residents_table: str


def table() -> str:
    """Return the name of ResidentsTable."""
    residents: ResidentsSettings = settings(ResidentsSettings)
    return residents.residents_table


def _key(user_id: str) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": user_id}, "sk": {"S": SORT_KEY}}


def get(user_id: str) -> Resident | None:
    """Read one resident, as last written (half a read unit a kilobyte, doubled for consistency: 1 unit)."""
    item = dynamodb("GetItem", TableName=table(), Key=_key(user_id), ConsistentRead=True).get("Item")
    return _resident(item) if item else None


def get_many(user_ids: Iterable[str], *, consistent: bool = False) -> Iterator[Resident]:
    """Yield those of these residents that there are, in any order.

    Half a read unit each, or as last written (`consistent`) 1.
    """
    return map(_resident, items_of(table(), map(_key, user_ids), consistent=consistent))


def _resident(item: "dict[str, AttributeValueTypeDef]") -> Resident:
    labels, codes = _texts(item, "other_labels"), _texts(item, "other_municipalities")
    since = item.get("friend_since", {}).get("N")
    budget = item.get("budget", {}).get("N")
    return Resident(
        user_id=item["pk"]["S"],
        language=item.get("language", {}).get("S", "ja"),
        municipality=item.get("municipality", {}).get("S", ""),
        topics=_texts(item, "topics"),
        following=item.get("following", {}).get("BOOL", True),
        consent_version=item.get("consent_version", {}).get("S", ""),
        registered_at=item.get("registered_at", {}).get("S", ""),
        other_places=tuple(map(Place, labels, codes)),
        simple=item.get("simple", {}).get("BOOL", False),
        quiet=quiet_hours(item),
        budget=int(budget) if budget else None,
        age_band=item.get("age_band", {}).get("S", ""),
        friend_since=datetime.fromtimestamp(int(since) / 1000, UTC).isoformat() if since else "",
        marks=frozenset(item.get("marks", {}).get("SS", ())),
    )


def _texts(item: "dict[str, AttributeValueTypeDef]", name: str) -> tuple[str, ...]:
    return tuple(one["S"] for one in item.get(name, {}).get("L", ()))


def quiet_hours(item: "dict[str, AttributeValueTypeDef]") -> QuietHours | None:
    """Read quiet hours such as `21-7`."""
    begin, _, end = item.get("quiet", {}).get("S", "").partition("-")
    return QuietHours(int(begin), int(end)) if end else None


def update(
    user_id: str,
    event_at: int,
    values: "dict[str, AttributeValueTypeDef]",
    *,
    first: "dict[str, AttributeValueTypeDef] | None" = None,
    remove: tuple[str, ...] = (),
    only_with: str = "",
) -> bool:
    """Set some attributes, and those of `first` only where none is yet; False when a newer event was here.

    `only_with` names an attribute without which nothing is written: `pk` for somebody who is known. Others
    are friends since their first event.
    """
    given = values | {"event_at": {"N": str(event_at)}}
    once = (first or {}) | ({} if only_with else {"friend_since": {"N": str(event_at)}})
    parts = [f"#{name} = :{name}" for name in given]
    parts += [f"#{name} = if_not_exists(#{name}, :{name})" for name in once]
    expression = "SET " + ", ".join(parts)
    if remove:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in remove)
    try:
        dynamodb(
            "UpdateItem",
            TableName=table(),
            Key=_key(user_id),
            UpdateExpression=expression,
            ConditionExpression=f"{NOT_OLDER} AND attribute_exists({only_with})" if only_with else NOT_OLDER,
            ExpressionAttributeNames={f"#{name}": name for name in (*given, *once, *remove)},
            ExpressionAttributeValues={f":{name}": value for name, value in (given | once).items()},
        )
    except ConditionFailed:
        return False
    return True


def mark(user_id: str, name: str, at: int) -> bool:
    """Add a mark (1 write unit and 1 an index entry); False for a person who was not a friend at that time.

    Marks are only ever added, so they need no order among other events and leave `event_at` alone.
    """
    try:
        dynamodb(
            "UpdateItem",
            TableName=table(),
            Key=_key(user_id),
            UpdateExpression="ADD marks :mark",
            # Whoever was forgotten and came back must not inherit what was done before.
            ConditionExpression="attribute_exists(pk) AND "
            "(attribute_not_exists(friend_since) OR friend_since <= :at)",
            ExpressionAttributeValues={":mark": {"SS": [name]}, ":at": {"N": str(at)}},
        )
    except ConditionFailed:
        return False
    return True


def delete(user_id: str, event_at: int) -> bool:
    """Delete all that is kept about one resident here; False when a newer event was here."""
    try:
        dynamodb(
            "DeleteItem",
            TableName=table(),
            Key=_key(user_id),
            ConditionExpression=NOT_OLDER,
            ExpressionAttributeValues={":event_at": {"N": str(event_at)}},
        )
    except ConditionFailed:
        return False
    return True


def keys_of(user_id: str, municipalities: tuple[str, ...]) -> "dict[str, AttributeValueTypeDef]":
    """Return the index keys under which broadcasts find a resident, home first."""
    number = shard(user_id)
    return {
        name: {"S": segment_key(municipality, number)}
        for name, municipality in zip(PLACE_KEYS, municipalities, strict=False)
    }
