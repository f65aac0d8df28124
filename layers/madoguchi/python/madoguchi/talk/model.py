"""What is remembered between two messages, what an event means, and what it leads to. Facts only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from madoguchi.flow.model import Value
from madoguchi.line.messages import Message
from madoguchi.residents.model import Resident

if TYPE_CHECKING:
    from madoguchi.broadcast.definition.told import Told

LIMIT_MS = 30 * 60 * 1000
"""How long an unfinished question waits: half an hour, so that a call or a meal in between is no loss."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a resident is in the talk. `asking` is the open question; none means that nothing is open.

    `changing` asks one question alone; `chosen` are the choices tapped so far; `touched_at` is in ms.
    `flow` is the questionnaire that is being filled in, none for the talk's own questions; `skipped` are its
    questions passed over, `key` the secret under which it is handed in once, `maps` the version of the hazard
    maps that answered a part of it. `parked`: it waits while the resident looks at something else.
    """

    asking: str = ""
    answers: Mapping[str, Value] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    changing: bool = False
    touched_at: int = 0
    flow: str = ""
    skipped: tuple[str, ...] = ()
    key: str = ""
    maps: str = ""
    parked: bool = False

    @property
    def idle(self) -> bool:
        """Whether no question is open."""
        return not self.asking or self.parked

    @property
    def filling(self) -> bool:
        """Whether a questionnaire is open, parked or not."""
        return bool(self.flow)

    def expired(self, at: int) -> bool:
        """Whether the open question was left too long ago to go on as if nothing had happened."""
        return bool(self.asking) and at - self.touched_at > LIMIT_MS

    def to_json(self) -> dict[str, Any]:
        """Write the state as plain data."""
        return {
            "asking": self.asking,
            "answers": dict(self.answers),
            "chosen": list(self.chosen),
            "changing": self.changing,
            "touched_at": self.touched_at,
            **({name: getattr(self, name) for name in _FILLING} if self.flow else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        """Read what `to_json` wrote."""
        return cls(
            asking=data["asking"],
            answers=dict(data["answers"]),
            chosen=tuple(data["chosen"]),
            changing=data["changing"],
            touched_at=data["touched_at"],
            **{name: data[name] for name in _FILLING if name in data and name != "skipped"},
            skipped=tuple(data.get("skipped", ())),
        )


_FILLING = ("flow", "skipped", "key", "maps", "parked")
"""What stands in a state only while a questionnaire is being filled in."""


FORGETTING = "#forget"
"""The open question whether to delete everything."""

ASKING = "#person"
"""The open question what to ask a person. No question of a questionnaire begins with this sign."""


ADDING_PLACE = "#place"
"""The open question which town; `chosen` holds what it is to the resident."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a resident wants: `name` picks the answer; buttons give `field` and `value`, typing `text`.

    `message_id` is LINE's number of what was typed, by which it can be taken back. `flow` is the
    questionnaire that a button belongs to, `point` a place in degrees (latitude, longitude).
    """

    name: str
    field: str = ""
    value: str = ""
    text: str = ""
    message_id: str = ""
    flow: str = ""
    point: tuple[float, float] | None = None


CASE_KEPT_DAYS = 90
"""How long a question to a person is kept after its last change; an open one is answered long before."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a resident to a person. `id` is LINE's id of the message, times are ISO 8601."""

    id: str
    user_id: str
    question: str
    opened_at: str
    status: str = "open"
    answer: str = ""
    answered_at: str = ""


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """A resident's newest evacuation plan, in their language.

    `path` is its page, `sections` its lines by title. `comes_back`: the resident said yes to being reminded.
    """

    path: str
    day: str
    town: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    comes_back: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What else is kept about a talk, as 「わたしの情報」 shows it.

    `handled` are the ids of events with LINE's times in ms; `unsent` tells that an answer waits to be sent.
    `cases` are the questions to a person, `elsewhere` what other rooms keep, as names and values, `plan` the
    newest evacuation plan; each is read only for an event that shows it.
    """

    handled: Mapping[str, int] = field(default_factory=dict)
    last_at: int = 0
    unsent: bool = False
    kept_days: int = 0
    cases: tuple[Case, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    plan: OwnPlan | None = None


@dataclass(frozen=True, slots=True)
class World:
    """All that the talk may know about its surroundings: LINE's time of the event in ms, and our LIFF app.

    `late`: a newer event was handled before this one; `outdated`: a newer one changed what is registered.
    `proof` is the number under which a deletion stands in the log, without the person; `key` a secret that
    belongs to this event alone, under which a questionnaire that begins with it is handed in. `told` is the
    broadcast under which 「なぜ届いたか」 was tapped, if it reached this resident.
    """

    at: int
    liff_url: str
    late: bool = False
    outdated: bool = False
    proof: str = ""
    key: str = ""
    memory: Memory = field(default_factory=Memory)
    told: "Told | None" = None


@dataclass(frozen=True, slots=True)
class Followed:
    """A friend came, or came back."""


@dataclass(frozen=True, slots=True)
class Left:
    """A friend blocked the account."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration is complete, or a part of it was changed."""

    municipality: str
    topics: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The resident chose the words to be addressed in."""

    language: str


@dataclass(frozen=True, slots=True)
class Preferred:
    """The resident chose how news arrives: `name` is what changed (`places`, `quiet` ...), `now` has it."""

    name: str
    now: Resident


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The resident had everything deleted; `proof` is the number of the deletion."""

    proof: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The resident has a question for a person."""

    message_id: str
    question: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """The resident took a message back."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The resident has finished a drill or filed an application: one of the residents' MARKS."""

    mark: str


@dataclass(frozen=True, slots=True)
class ComesBack:
    """The resident said whether the drill may come back into the chat."""

    agreed: bool


ProfileEffect = Followed | Left | Registered | Spoke | Preferred | Forgotten | ComesBack
Effect = ProfileEffect | Asked | Unsent | Marked


@dataclass(frozen=True, slots=True)
class HandIn:
    """A questionnaire is complete and the resident has said: send it. The same `key` is the same hand-in."""

    flow: str
    answers: Mapping[str, Value]
    key: str
    language: str
    maps: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: a notice's `kind` (content `talk/notices`) and `params`, or a refusal's code."""

    kind: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event: what is said, what is remembered, what is kept about the resident.

    `hand_in` asks for an outcome, of which `converse.conclude` makes the answer. `ends`: a questionnaire is
    over without one, so that it does not wait any more.
    """

    state: State
    replies: tuple[Message, ...] = ()
    effects: tuple[Effect, ...] = ()
    hand_in: HandIn | None = None
    ends: bool = False

    @property
    def changes_profile(self) -> bool:
        """Whether anything of what is registered changes, so that times must be compared."""
        return any(isinstance(effect, ProfileEffect) for effect in self.effects)
