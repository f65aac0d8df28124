"""What the staff's API over broadcasts takes and gives, as its OpenAPI document shows it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from madoguchi.broadcast.definition.model import Kind, State

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
ContentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
BroadcastName = Annotated[str, Field(pattern=r"^([0-9a-z-]{8,80})?$")]


class Shape(BaseModel):
    """What is sent holds nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Draft(Shape):
    """What is to be sent, to whom, when.

    Instead of a segment, `corrects` names a broadcast whose readers are meant, and `completes` one that did
    not reach everybody, of whose readers the others are meant.
    """

    content: ContentName
    segment: Annotated[str, Field(max_length=1000)] = ""
    corrects: BroadcastName = ""
    completes: BroadcastName = ""
    send_at: AwareDatetime


class Approve(Shape):
    """The hash of exactly what the approver has seen."""

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Why(Shape):
    """Why something is done: it stands in the history."""

    reason: Reason


class Resolve(Shape):
    """What became of an unknown chunk, and from where one knows."""

    chunk: Annotated[str, Field(pattern=r"^[A-Za-z-]{2,8}-[0-9]{5}$")]
    arrived: bool
    reason: Reason


class Whose(Shape):
    """Whose messages are asked about."""

    user_id: Annotated[str, Field(pattern=r"^U[0-9a-f]{32}$")]


class Nothing(Shape):
    """Nothing more needs to be said."""


class Step(BaseModel):
    """What somebody did."""

    what: str
    by: str
    at: datetime
    reason: str


class Shown(BaseModel):
    """A broadcast as it stands: `hash` is what an approval vouches for.

    `seconds` is how long its `calls` take at LINE's limits. `at_most`: nobody knows before the freeze who
    reads the common text, so both are as if everybody got a message of their own.
    """

    id: str
    kind: Kind
    state: State
    content: str
    languages: list[str]
    segment: str
    corrects: str
    completes: str
    completed_by: str
    send_at: datetime
    counted: int
    calls: int
    seconds: float
    at_most: bool
    hash: str
    approved_by: list[str]
    approvals_needed: int
    author: str
    planned: int
    totals: dict[str, int]
    spared: dict[str, int]
    history: list[Step]


class Listed(BaseModel):
    """The broadcasts of a month, newest first."""

    broadcasts: list[Shown]


class Preview(BaseModel):
    """The messages of every language as LINE takes them, with examples in the places of personal data."""

    messages: dict[str, list[dict[str, Any]]]


class Progress(BaseModel):
    """How far the delivery has come: people by what became of them, a bar, and people a second of late."""

    state: State
    planned: int
    totals: dict[str, int]
    open_chunks: int
    bar: str
    people_a_second: float
    adds_up: bool
    problems: list[str]
    unresolved: list[str]


class Statistics(BaseModel):
    """What LINE counted: people who opened, clicked, watched; null below 20, nothing on the first day."""

    read_at: datetime | None
    overview: dict[str, float | None]


class Ledger(BaseModel):
    """The whole ledger without recipients, line by line as `export` writes it."""

    lines: list[dict[str, Any]]


class Explained(BaseModel):
    """What became of one resident, and why."""

    fate: str
    why: str
    chunk: str
    decided_at: datetime | None
    request_id: str


class Sent(BaseModel):
    """A test was sent to the caller's own phone."""

    sent: bool


class Letters(BaseModel):
    """Dead letters, by how their chunks stand."""

    letters: list[dict[str, str]]
