"""All that handling an event touches outside: put together once here, replaced as a whole in tests."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from madoguchi.line.client import LineAnswer, LineClient
from madoguchi.line.messages import Message
from madoguchi.residents.find import find
from madoguchi.residents.model import Resident
from madoguchi.runtime.settings import settings
from madoguchi.talk import store
from madoguchi.talk.cases import asked_by
from madoguchi.talk.model import Case, Effect
from madoguchi.talk.perform import perform
from madoguchi.talk.record import Record
from madoguchi.talk.rich_menu import hide, show
from madoguchi.talk.settings import TalkSettings


class Line(Protocol):
    """The two ways in which an answer reaches a resident."""

    def reply(self, token: str, messages: Sequence[Message]) -> LineAnswer:
        """Answer an event."""

    def push(self, to: str, messages: Sequence[Message], retry_key: str) -> LineAnswer:
        """Send without an event."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stores, LINE and the clock (`now_ms` since 1970, `wait` seconds)."""

    line: Line
    load: Callable[[str], Record]
    save: Callable[[Record], Record]
    find: Callable[[str], Resident | None]
    asked_by: Callable[[str], Sequence[Case]]
    perform: Callable[[str, Resident | None, Effect, int], None]
    show_menu: Callable[[str], None]
    hide_menu: Callable[[str], None]
    now_ms: Callable[[], int]
    wait: Callable[[float], None]
    liff_url: str


@cache
def surroundings() -> Surroundings:
    """Return the real ones."""
    talk: TalkSettings = settings(TalkSettings)
    line = LineClient()
    return Surroundings(
        line=line,
        load=store.load,
        save=store.save,
        find=find,
        asked_by=asked_by,
        perform=perform,
        show_menu=lambda user_id: show(line, user_id),
        hide_menu=lambda user_id: hide(line, user_id),
        now_ms=lambda: time.time_ns() // 1_000_000,
        wait=time.sleep,
        liff_url=talk.liff_url,
    )
