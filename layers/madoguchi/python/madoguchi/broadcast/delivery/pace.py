"""Pacing: each sender keeps to its share of LINE's limit, so the fleet stays under it without talking."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

LINE_CALLS_A_SECOND = 200
"""Multicasts a second that LINE takes of one channel (developers.line.biz: rate limits)."""

PUSHES_A_SECOND = 1_900
"""Of LINE's 2,000 pushes a second: the rest is for answers in the chat whose reply token has died."""


@dataclass(frozen=True)
class PaceSettings:
    """How many senders may run at once: the queue's MaximumConcurrency."""

    delivery_concurrency: str = "8"


CATCH_UP_SECONDS = 0.25
"""How far a sender that was held up may fall behind and still make it good; LINE's bucket holds a second."""


class Pacer:
    """Hands out places in time, evenly spaced, to any number of threads."""

    def __init__(
        self,
        calls_a_second: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / calls_a_second
        self._monotonic, self._sleep = monotonic, sleep
        # The first place is one interval away: the sender before us may have used the one just now.
        self._next = monotonic() + self._interval
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for the next place."""
        with self._lock:
            place = max(self._next, self._monotonic() - CATCH_UP_SECONDS)
            self._next = place + self._interval
        if (pause := place - self._monotonic()) > 0:
            self._sleep(pause)
