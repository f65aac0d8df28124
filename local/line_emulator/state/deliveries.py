"""What a conversation is made of: deliveries of the account and the user's own doings."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """One accepted call's messages, shared by everybody who received them."""

    via: str
    at_ms: int
    messages: tuple[dict[str, Any], ...]
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentByUser:
    """One thing that the user said or did, as the chat shows it."""

    at_ms: int
    message: dict[str, Any]
