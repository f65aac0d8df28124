"""Virtual time: actors run one at a time, and another may run whenever one of them waits."""

import heapq
import random
from collections.abc import Callable
from typing import Any

from greenlet import getcurrent, greenlet

LATENCY_SECONDS = (0.001, 0.08)


class Crash(BaseException):
    """The process is gone, in the middle of whatever it did. No code of ours can catch it."""


class Hub:
    """A clock, a list of who wakes when, and the seed's decisions about who dies."""

    def __init__(self, seed: int) -> None:
        self.now = 0.0
        self.random = random.Random(seed)
        self.crash_rate = 0.0
        self.crashes_left = 0
        self.crash_at_step: int | None = None
        self.steps = 0
        self.crashes = 0
        self._main = getcurrent()
        self._waiting: list[tuple[float, int, greenlet, Any]] = []
        self._order = 0
        self._deadlines: dict[greenlet, float] = {}

    def spawn(self, work: Callable[[], object], after: float = 0.0) -> None:
        """Let somebody begin later."""
        # Not a child of whoever spawns it: when a child waits, time goes on, not its parent.
        self._wake(greenlet(lambda _: work(), self._main), after)

    def run(self, until: float) -> None:
        """Let time pass until then, or until nobody waits any more."""
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _, actor, _ = heapq.heappop(self._waiting)
            actor.switch(None)

    def pause(self, seconds: float) -> None:
        """Wait, while others run. A function that outlives its time limit dies here."""
        actor = getcurrent()
        self._wake(actor, seconds)
        self._main.switch()
        if self.now > self._deadlines.get(actor, float("inf")):
            raise Crash

    def call(self, effect: Callable[[], Any]) -> Any:
        """Ask a service something: on the way there and on the way back time passes, and one may die."""
        self._travel()
        result = effect()
        self._travel()
        return result

    def invoke(self, function: Callable[[], Any], limit_seconds: float) -> Any:
        """Run a function with its time limit; returns None when it died."""
        actor = getcurrent()
        self._deadlines[actor] = self.now + limit_seconds
        try:
            return function()
        except Crash:
            return None
        finally:
            del self._deadlines[actor]

    def _travel(self) -> None:
        self.pause(self.random.uniform(*LATENCY_SECONDS))
        if getcurrent() not in self._deadlines:
            return
        self.steps += 1
        by_chance = self.crashes_left > 0 and self.random.random() < self.crash_rate
        if by_chance or self.steps == self.crash_at_step:
            self.crashes_left -= 1
            self.crashes += 1
            raise Crash

    def _wake(self, actor: greenlet, seconds: float) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (self.now + seconds, self._order, actor, None))


class Remote:
    """A service at the other end of a network: every call of it is a call through the hub."""

    def __init__(self, hub: Hub, service: object) -> None:
        self._hub, self._service = hub, service

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._service, name)
        return lambda *given, **named: self._hub.call(lambda: method(*given, **named))
