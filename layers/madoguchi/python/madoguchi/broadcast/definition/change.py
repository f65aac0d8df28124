"""A person's switch must win over whatever the machinery writes in the same moment."""

from collections.abc import Callable
from typing import Protocol

from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.series import Series
from madoguchi.runtime.errors import BroadcastChanged


class Store[R: (Broadcast, Series)](Protocol):
    """Where something revised is kept."""

    def find(self, name: str, /) -> R:
        """Return it as it stands."""

    def replace(self, revised: R, /) -> None:
        """Keep the next revision; raises BroadcastChanged unless the stored one is just before it."""


def insist[R: (Broadcast, Series)](store: Store[R], name: str, step: Callable[[R], R]) -> R:
    """Take one step from wherever it stands now, again until no other change came between."""
    while True:
        changed = step(store.find(name))
        try:
            store.replace(changed)
        except BroadcastChanged:
            # A write whose answer was lost is tried again below us, and then meets itself.
            stored = store.find(name)
            if changed.history[-1] not in stored.history:
                continue
            return stored
        return changed
