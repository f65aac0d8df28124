"""A webhook body, read without a model: LINE adds event types at any time, and each must pass this door."""

import json
from typing import Any

from madoguchi.runtime.errors import NotLineShape

Event = dict[str, Any]


def parse(body: bytes) -> list[Event]:
    """Return the events of a webhook body in their order; an empty list is LINE's own check of the address.

    Raises NotLineShape.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotLineShape("not JSON") from error
    events = content.get("events") if isinstance(content, dict) else None
    if not isinstance(events, list):
        raise NotLineShape("no list of events")
    if not all(isinstance(event, dict) and isinstance(event.get("type"), str) for event in events):
        raise NotLineShape("an event without a type")
    return events


def source_id(event: Event) -> str | None:
    """Return the id of the chat an event belongs to: a group's, a room's or a resident's."""
    source = event.get("source")
    if not isinstance(source, dict):
        return None
    found = source.get("groupId") or source.get("roomId") or source.get("userId")
    return found if isinstance(found, str) else None


def resident_id(event: Event) -> str | None:
    """Return the LINE user id of a one-to-one chat, None for groups, rooms and the unknown."""
    source = event.get("source")
    if not isinstance(source, dict) or source.get("type") != "user":
        return None
    found = source.get("userId")
    return found if isinstance(found, str) and found else None
