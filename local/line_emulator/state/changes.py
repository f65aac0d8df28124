"""News for open phones: which users' conversations changed."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Watch:
    """One open phone page: the users that it shows and the news that it has not read."""

    def __init__(self, user_ids: frozenset[str]) -> None:
        self._user_ids = user_ids
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        self.over = False

    def tell(self, user_ids: Collection[str] | None) -> None:
        """Notes that these users' conversations (None: everybody's) changed."""
        changed = self._user_ids if user_ids is None else self._user_ids.intersection(user_ids)
        if changed:
            self._changed |= changed
            self._news.set()

    def end(self) -> None:
        """Wakes the page's connection for the last time."""
        self.over = True
        self._news.set()

    async def changed(self) -> list[str]:
        """Waits for news and takes them."""
        await self._news.wait()
        changed = sorted(self._changed)
        self._changed.clear()
        self._news.clear()
        return changed


class Changes:
    """Tells every open phone; costs nothing while none is open."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()

    def tell(self, user_ids: Collection[str] | None) -> None:
        """Spreads the news to whoever watches one of these users."""
        for watch in self._watches:
            watch.tell(user_ids)

    def end(self) -> None:
        """Lets every open connection end, so that the emulator can stop."""
        for watch in self._watches:
            watch.end()

    @contextmanager
    def watch(self, user_ids: frozenset[str]) -> Iterator[Watch]:
        """A watch on these users for as long as the context lasts."""
        watch = Watch(user_ids)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)
