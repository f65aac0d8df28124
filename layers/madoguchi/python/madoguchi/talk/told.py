"""Which broadcast reached a resident, as the room of broadcasts tells it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.broadcast.definition.told import Told


def told(user_id: str, broadcast_id: str, chunk: str, language: str) -> "Told | None":
    """Find it in the resident's language; None unless it reached them. At least 5 read units.

    Raises Unavailable.
    """
    from madoguchi.broadcast.records.tell_why import tell_why

    return tell_why(user_id, broadcast_id, chunk, language)
