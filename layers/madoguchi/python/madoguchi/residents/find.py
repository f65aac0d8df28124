"""Find a resident."""

from madoguchi.residents import store
from madoguchi.residents.model import Resident


def find(user_id: str) -> Resident | None:
    """Return what a resident told us, or None for somebody who never did."""
    return store.get(user_id)
