"""All that handling an event touches outside: put together once here, replaced as a whole in tests."""

import base64
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from madoguchi.line.client import LineAnswer, LineClient
from madoguchi.line.messages import Message
from madoguchi.residents.find import find
from madoguchi.residents.model import Resident
from madoguchi.runtime.secrets import secret
from madoguchi.runtime.settings import settings
from madoguchi.talk import store
from madoguchi.talk.cases import asked_by
from madoguchi.talk.hand_in import hand_in
from madoguchi.talk.kept import kept_elsewhere
from madoguchi.talk.model import Case, Effect, HandIn, Outcome, OwnPlan
from madoguchi.talk.own_plan import own_plan
from madoguchi.talk.perform import perform
from madoguchi.talk.record import Record
from madoguchi.talk.rich_menu import hide, show
from madoguchi.talk.settings import TalkSettings
from madoguchi.talk.told import told

if TYPE_CHECKING:
    from madoguchi.broadcast.definition.told import Told


class Line(Protocol):
    """The two ways in which an answer reaches a resident."""

    def reply(self, token: str, messages: Sequence[Message]) -> LineAnswer:
        """Answer an event."""

    def push(self, to: str, messages: Sequence[Message], retry_key: str) -> LineAnswer:
        """Send without an event."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stores, LINE and the clock (`now_ms` since 1970, `wait` seconds).

    `secret_of` makes of an event's id what nobody can guess, and the same each time: 32 signs.
    """

    line: Line
    load: Callable[[str], Record]
    save: Callable[[Record], Record]
    find: Callable[[str], Resident | None]
    asked_by: Callable[[str], Sequence[Case]]
    kept_elsewhere: Callable[[str, str], tuple[tuple[str, str], ...]]
    own_plan: Callable[[str, str], OwnPlan | None]
    told: "Callable[[str, str, str, str], Told | None]"
    perform: Callable[[str, Resident | None, Effect, int], None]
    hand_in: Callable[[str, HandIn], Outcome]
    secret_of: Callable[[str], str]
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
        kept_elsewhere=kept_elsewhere,
        own_plan=own_plan,
        told=told,
        perform=perform,
        hand_in=hand_in,
        secret_of=_secret_of,
        show_menu=lambda user_id: show(line, user_id),
        hide_menu=lambda user_id: hide(line, user_id),
        now_ms=lambda: time.time_ns() // 1_000_000,
        wait=time.sleep,
        liff_url=talk.liff_url,
    )


def _secret_of(event_id: str) -> str:
    digest = hmac.digest(secret("session_key").encode(), f"chat:{event_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()
