"""Everything outside, in memory: LINE with its tokens and retry keys, the stores, a clock, and faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

from madoguchi.broadcast.definition.told import Told
from madoguchi.line.client import LineAnswer
from madoguchi.line.messages import Message
from madoguchi.residents.model import Resident
from madoguchi.runtime.errors import LineUnreachable, Overtaken
from madoguchi.talk.model import Asked, Case, Effect, HandIn, Outcome, OwnPlan, Unsent
from madoguchi.talk.record import Record
from madoguchi.talk.surroundings import Surroundings
from tests.unit.talk.chat import apply

P = ParamSpec("P")
T = TypeVar("T")


class Crash(Exception):
    """The process died."""


@dataclass
class FakeLine:
    """LINE's promises: a reply token is good once, for a minute; a retry key is accepted once.

    `faults` come one a call: `lost` (nothing arrived), `silent` (accepted, but no answer came), or a status.
    """

    clock: Callable[[], int]
    issued_at: int
    seen: list[tuple[str, Message]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    faults: list[str | int] = field(default_factory=list)

    def reply(self, token: str, messages: Sequence[Message]) -> LineAnswer:
        def accept() -> LineAnswer:
            if token in self.used or token == "dead" or self.clock() - self.issued_at > 60_000:
                return LineAnswer(400, body={"message": "Invalid reply token"})
            self.used.add(token)
            self.seen += [("reply", message) for message in messages]
            return LineAnswer(200, "r1")

        return self._with_faults(accept)

    def push(self, _to: str, messages: Sequence[Message], retry_key: str) -> LineAnswer:
        def accept() -> LineAnswer:
            if retry_key in self.used:
                return LineAnswer(409, "r3", "r2")
            self.used.add(retry_key)
            self.seen += [("push", message) for message in messages]
            return LineAnswer(200, "r2")

        return self._with_faults(accept)

    def _with_faults(self, accept: Callable[[], LineAnswer]) -> LineAnswer:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return LineAnswer(fault)
        if fault == "lost":
            raise LineUnreachable("reply")
        answer = accept()
        if fault == "silent":
            raise LineUnreachable("reply")
        return answer


@dataclass
class Outside:
    """One resident's world. `crash_at` names the call, counted from 0, that kills the process, and when."""

    now: int = 1_000_000
    record: Record = field(default_factory=lambda: Record("U1"))
    resident: Resident | None = None
    menu: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    plan: OwnPlan | None = None
    told: Told | None = None
    sent: dict[str, HandIn] = field(default_factory=dict)
    line: FakeLine = field(init=False)
    crash_at: tuple[int, str] | None = None
    calls: int = 0
    waited: float = 0

    def __post_init__(self) -> None:
        self.line = FakeLine(lambda: self.now, self.now)

    def around(self) -> Surroundings:
        self.calls = 0
        crashing_line = replace_calls(self.line, self._crashing)
        return Surroundings(
            line=crashing_line,
            load=self._crashing(lambda _user: self.record),
            save=self._crashing(self._save),
            find=self._crashing(lambda _user: self.resident),
            asked_by=lambda _user: self.cases,
            own_plan=lambda _user, _language: self.plan,
            told=lambda *asked: self.told if asked[1:3] == ("20260601-0a1b2c3d", "ja-00001") else None,
            kept_elsewhere=lambda _user, _language: (),
            perform=self._crashing(self._perform),
            hand_in=self._crashing(self._hand_in),
            secret_of=lambda event_id: event_id.rjust(32, "0"),
            show_menu=self._crashing(lambda _user: self.menu.append("show")),
            hide_menu=self._crashing(lambda _user: self.menu.append("hide")),
            now_ms=lambda: self.now,
            wait=self._wait,
            liff_url="https://liff.line.me/1-a",
        )

    def _save(self, record: Record) -> Record:
        if record.revision != self.record.revision:
            raise Overtaken("talk record")
        self.record = replace(record, revision=record.revision + 1)
        return self.record

    def _perform(self, _user: str, _known: Resident | None, effect: Effect, _at: int) -> None:
        if isinstance(effect, Asked):
            self.cases = [Case(effect.message_id, "U1", effect.question, "2026-11-23T00:00:00+00:00")]
        elif isinstance(effect, Unsent):
            self.cases = [case for case in self.cases if case.id != effect.message_id]
        else:
            self.resident = apply(self.resident, effect)

    def _hand_in(self, _user: str, complete: HandIn) -> Outcome:
        self.sent.setdefault(complete.key, complete)
        return Outcome("form_received", {"form_title": "申請", "receipt": f"NUMBER-OF-{complete.key}"})

    def _wait(self, seconds: float) -> None:
        self.waited += seconds

    def _crashing(self, call: Callable[P, T]) -> Callable[P, T]:
        def run(*given: P.args, **named: P.kwargs) -> T:
            number, self.calls = self.calls, self.calls + 1
            if self.crash_at == (number, "before"):
                raise Crash
            answer = call(*given, **named)
            if self.crash_at == (number, "after"):
                raise Crash
            return answer

        return run

    @property
    def seen(self) -> list[str]:
        """The words that the resident saw."""
        return [str(message.get("text") or message["altText"]) for _, message in self.line.seen]


def replace_calls(line: FakeLine, wrap: Callable[[Any], Any]) -> Any:
    """The same LINE, each of its calls wrapped."""

    class Wrapped:
        reply = staticmethod(wrap(line.reply))
        push = staticmethod(wrap(line.push))

    return Wrapped()


def event(
    words: str, *, event_id: str = "E1", at: int = 1_000_000, token: str | None = None, **fields: Any
) -> dict[str, Any]:
    """One text message of the resident."""
    return {
        "type": "message",
        "message": {"type": "text", "id": "1", "text": words},
        "webhookEventId": event_id,
        "timestamp": at,
        "source": {"type": "user", "userId": "U1"},
        "replyToken": token or f"token-{event_id}",
        "mode": "active",
        "deliveryContext": {"isRedelivery": False},
        **fields,
    }
