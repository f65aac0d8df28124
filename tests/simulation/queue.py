"""SQS as it is: at least once, in any order, again after a time-out, aside after too many tries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.delivery.queue import wait_seconds
from tests.simulation.hub import Hub

VISIBILITY_SECONDS = 180
RECEIVES = 24


@dataclass
class Message:
    ref: ChunkRef
    visible_at: float
    receives: int = 0


class Queue:
    """Chunks waiting, and as many senders as may run at once: each takes messages while there are any."""

    def __init__(self, hub: Hub, deliver: Callable[[ChunkRef], bool | None], senders: int) -> None:
        self._hub, self._deliver, self._idle = hub, deliver, senders
        self._messages: list[Message] = []
        self.duplicates = 0.0
        self.dead: list[ChunkRef] = []

    def enqueue(self, refs: Sequence[ChunkRef]) -> None:
        """Ten messages a call, each call on its own: a crash in between leaves some of them in."""
        for at in range(0, len(refs), 10):
            self._hub.call(lambda at=at: self._put(refs[at : at + 10]))

    def _put(self, refs: Sequence[ChunkRef]) -> None:
        for ref in refs:
            copies = 2 if self._hub.random.random() < self.duplicates else 1
            self._messages += [Message(ref, self._hub.now) for _ in range(copies)]
            for _ in range(copies):
                self._hub.spawn(self._serve)

    def _serve(self) -> None:
        if not self._idle:
            return
        self._idle -= 1
        while message := self._receive():
            self._hub.spawn(self._serve, VISIBILITY_SECONDS + 0.001)
            done = self._deliver(message.ref)
            if done is False:
                self._bring_again(message)
            elif done and message in self._messages:
                self._messages.remove(message)
        self._idle += 1

    def _bring_again(self, message: Message) -> None:
        wait = wait_seconds(message.receives)
        message.visible_at = self._hub.now + wait
        self._hub.spawn(self._serve, wait + 0.001)

    def _receive(self) -> Message | None:
        visible = [message for message in self._messages if message.visible_at <= self._hub.now]
        if not visible:
            return None
        message = self._hub.random.choice(visible)
        message.visible_at, message.receives = self._hub.now + VISIBILITY_SECONDS, message.receives + 1
        if message.receives > RECEIVES:
            self._messages.remove(message)
            self.dead.append(message.ref)
            return self._receive()
        return message
