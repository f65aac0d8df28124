"""The emulator's only source of time, so that a test can move it."""

import asyncio
import time


class Clock:
    """Wall time and monotonic time that can be moved forward together."""

    def __init__(self) -> None:
        self._advanced_seconds = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._advanced_seconds

    def now_ms(self) -> int:
        """Milliseconds since the epoch, the unit of LINE's timestamps."""
        return int(self.now() * 1000)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic() + self._advanced_seconds

    def advance(self, seconds: float) -> None:
        """Moves both clocks forward."""
        self._advanced_seconds += seconds

    async def sleep(self, seconds: float) -> None:
        """Waits in real time: a moved clock does not shorten a network."""
        await asyncio.sleep(seconds)


class ManualClock(Clock):
    """A clock that stands still until it is moved; sleeping moves it."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        super().__init__()
        self._start = start

    def now(self) -> float:
        return self._start + self._advanced_seconds

    def monotonic(self) -> float:
        return self._advanced_seconds

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)
