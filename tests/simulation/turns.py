"""Actors that run side by side, one at a time, in an order that a seed decides."""

import random
import threading
from collections.abc import Callable


class Turns:
    """At every `pass_on` the dice choose who goes on: races that can be played again."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._waiting: dict[str, threading.Semaphore] = {}
        self._all_done = threading.Event()
        self._problem: BaseException | None = None
        self._names = threading.local()

    def run(self, actors: dict[str, Callable[[], None]]) -> None:
        """Run all actors to their end; the first that fails fails the run."""
        threads = []
        for name, actor in actors.items():
            self._waiting[name] = threading.Semaphore(0)
            threads.append(threading.Thread(target=self._act, args=(name, actor), daemon=True))
        for thread in threads:
            thread.start()
        self._next()
        self._all_done.wait()
        for thread in threads:
            thread.join()
        if self._problem:
            raise self._problem

    def pass_on(self) -> None:
        """Let the dice choose who goes on: it may be the same actor."""
        name = getattr(self._names, "own", None)
        if name is None:
            return
        self._next()
        self._waiting[name].acquire()

    def _act(self, name: str, actor: Callable[[], None]) -> None:
        self._names.own = name
        self._waiting[name].acquire()
        try:
            actor()
        except BaseException as problem:  # noqa: BLE001 - carried to the thread that asked for the run
            self._problem = self._problem or problem
        finally:
            del self._waiting[name]
            self._next()

    def _next(self) -> None:
        if self._waiting:
            self._waiting[self._dice.choice(sorted(self._waiting))].release()
        else:
            self._all_done.set()
