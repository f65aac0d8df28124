"""A chat on paper: what a resident does, what the counter says, and what it then knows. No store, no LINE."""

from dataclasses import replace
from typing import Any

from madoguchi.broadcast.definition.told import Told
from madoguchi.line.messages import Message
from madoguchi.residents.model import Resident
from madoguchi.talk.converse import conclude, converse
from madoguchi.talk.model import (
    Asked,
    ComesBack,
    Effect,
    Forgotten,
    HandIn,
    Left,
    Marked,
    Memory,
    Outcome,
    OwnPlan,
    Preferred,
    Registered,
    Spoke,
    State,
    Turn,
    Unsent,
    World,
)

MINUTE = 60_000
TODAY = 1_795_000_000_000
"""The talk's clock begins in November 2026, when forms are open."""


def text_event(words: str) -> dict[str, Any]:
    return {"type": "message", "message": {"type": "text", "id": "1", "text": words}}


def tap_event(data: str) -> dict[str, Any]:
    return {"type": "postback", "postback": {"data": data}}


class Chat:
    """One resident's chat. Every turn is kept in `turns`, and what was handed in in `sent`."""

    def __init__(self, resident: Resident | None = None) -> None:
        self.resident = resident
        self.state = State()
        self.clock = TODAY
        self.turns: list[Turn] = []
        self.sent: list[HandIn] = []
        self.plan: OwnPlan | None = None
        self.told: Told | None = None
        self.outcome = Outcome("form_received", {"form_title": "申請", "receipt": "ABCDE-FGHJK-LMNPQ"})

    def event(self, event: dict[str, Any], *, after: int = 1000) -> Turn:
        self.clock += after
        world = World(
            self.clock,
            "https://liff.line.me/1-a",
            key=f"{self.clock:032}",
            memory=Memory(plan=self.plan),
            told=self.told,
        )
        turn = converse(self.state, event, self.resident, world)
        if turn.hand_in:
            self.sent.append(turn.hand_in)
            turn = conclude(turn, turn.hand_in, self.outcome, self.resident, world)
        for effect in turn.effects:
            self.resident = apply(self.resident, effect)
        self.state = turn.state
        self.turns.append(turn)
        return turn

    def follow(self) -> Turn:
        return self.event({"type": "follow"})

    def say(self, *words: str, after: int = 1000) -> Turn:
        for one in words:
            turn = self.event(text_event(one), after=after)
        return turn

    def tap(self, label: str) -> Turn:
        """Tap a button that is on the screen now."""
        for action in buttons(self.turns[-1].replies):
            if action.get("label") == label:
                return self.event(tap_event(action["data"]))
        raise AssertionError(
            f"no button {label}: {[one.get('label') for one in buttons(self.turns[-1].replies)]}"
        )

    @property
    def shown(self) -> str:
        """All words of the last answer."""
        return "\n".join(words(message) for message in self.turns[-1].replies)

    @property
    def labels(self) -> list[str]:
        """The buttons of the last answer."""
        return [action["label"] for action in buttons(self.turns[-1].replies)]


def apply(resident: Resident | None, effect: Effect) -> Resident | None:
    """What the store makes of an effect."""
    known = resident or Resident("U1")
    match effect:
        case Registered(municipality, topics, language):
            return replace(
                known,
                municipality=municipality,
                topics=topics,
                language=language,
                following=True,
                registered_at="2026-11-23T00:00:00+00:00",
            )
        case Spoke(language):
            return replace(known, language=language)
        case Preferred(_name, now):
            return now
        case Left():
            return resident and replace(resident, following=False)
        case Forgotten():
            return None
        case Marked(mark):
            return resident and replace(resident, marks=resident.marks | {mark})
        case Asked() | Unsent() | ComesBack():
            return resident
    return replace(known, following=True)


def buttons(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    """Every button on the screen: those in cards, and the quick replies of the last message alone."""
    found = [button for message in messages for button in _in(message.get("contents"))]
    quick = messages[-1].get("quickReply", {"items": []})["items"] if messages else []
    return found + [item["action"] for item in quick]


def _in(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for one in part for found in _in(one)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "button":
        return [part["action"]]
    return [found for one in part.values() for found in _in(one)]


def words(message: Message) -> str:
    return str(message.get("text") or message["altText"])
