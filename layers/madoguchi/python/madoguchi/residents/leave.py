"""Stop, or be forgotten."""

from madoguchi.residents import moves, store
from madoguchi.runtime.clock import iso, now


def leave(user_id: str, event_at: int) -> bool:
    """Stop all sending to somebody who blocked the account; what they registered waits for their return."""
    return store.update(
        user_id,
        event_at,
        {"following": {"BOOL": False}, "left_at": {"S": iso(now())}},
        remove=store.PLACE_KEYS,
        only_with="pk",
    )


def forget(user_id: str, event_at: int) -> bool:
    """Delete everything that a resident told us."""
    if not store.delete(user_id, event_at):
        return False
    moves.forget(user_id)
    return True
