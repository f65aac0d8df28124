"""What a broadcast is and which steps it may take. Facts and pure functions."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from madoguchi.residents.model import EVERYBODY, TOPIC, Segment
from madoguchi.runtime.errors import ApprovalRefused, BadRequest, NotInThisState

EARLY = timedelta(seconds=5)
START_WINDOW = timedelta(hours=1)
TRAINING_TOPIC = "bousai"


class Kind(StrEnum):
    """What a broadcast is for. It comes from its content and never changes: a drill cannot become real."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"
    TRAINING = "training"


APPROVERS = {Kind.ROUTINE: 1, Kind.EMERGENCY: 2, Kind.TRAINING: 1}


class State(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    FROZEN = "frozen"
    DELIVERING = "delivering"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OVER = frozenset({State.CLOSED, State.CANCELLED})
EDITABLE = frozenset({State.DRAFT, State.APPROVED, State.SCHEDULED})
SENDING = frozenset({State.FROZEN, State.DELIVERING})
RUNNING = SENDING | {State.PAUSED, State.CANCELLING}
"""An audience is frozen and its ledger is not closed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who vouched for exactly what."""

    by: str
    at: datetime
    approval_hash: str

    @property
    def person(self) -> str:
        """Who that is, however their name was typed: the staff's pool tells no capitals apart either."""
        return unicodedata.normalize("NFKC", self.by).strip().casefold()


@dataclass(frozen=True, slots=True)
class Step:
    """What a person did to a broadcast, when, and why where they said so."""

    what: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom a broadcast is for: a segment of residents, or those whom an earlier broadcast reached.

    With `completes` only those of them whom that broadcast surely did not reach (`left_over`).
    """

    segment: Segment = EVERYBODY
    corrects: str = ""
    completes: str = ""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. `revision` grows with every change, so that two changes at once cannot both count.

    `content_hash` names the frozen messages, `counted` is the audience that the approvers saw, `streams` says
    after the freeze how many recipients each stream has, `held` how many were left in peace (`attention`).
    With `placeholders` everybody gets a message of their own, filled with these of their data; of whom one is
    not known, they get the common text where the broadcast `has_common`, or nothing. `completed_by` is the
    broadcast for those whom this one did not reach.
    """

    id: str
    kind: Kind
    content: str
    content_hash: str
    languages: tuple[str, ...]
    addressees: Addressees
    send_at: datetime
    counted: int
    author: str
    state: State = State.DRAFT
    revision: int = 1
    approvals: tuple[Approval, ...] = ()
    attempt: str = ""
    streams: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    frozen_at: datetime | None = None
    totals: Mapping[str, int] = field(default_factory=dict)
    closed_at: datetime | None = None
    history: tuple[Step, ...] = ()
    placeholders: tuple[str, ...] = ()
    has_common: bool = False
    unit: str = ""
    completed_by: str = ""

    @property
    def planned(self) -> int:
        """How many recipients the frozen audience has."""
        return sum(self.streams.values())

    def bound(self) -> dict[str, Any]:
        """Return what an approval binds: kind, content, addressees, time and counted audience."""
        return {
            "kind": self.kind,
            "content": self.content_hash,
            "addressees": asdict(self.addressees),
            "send_at": self.send_at.astimezone(UTC).isoformat(),
            "counted": self.counted,
        }

    def approval_hash(self) -> str:
        """Return the SHA-256 that names exactly this."""
        return hashlib.sha256(json.dumps(self.bound(), sort_keys=True).encode()).hexdigest()

    def is_approved(self) -> bool:
        """Tell whether enough different people approved exactly what stands here."""
        wanted = self.approval_hash()
        people = {approval.person for approval in self.approvals if approval.approval_hash == wanted}
        return len(people) >= APPROVERS[self.kind]


def check_addressees(kind: Kind, addressees: Addressees) -> None:
    """Refuse an audience that this kind must not reach: training is for those who chose disaster news."""
    is_free = kind is not Kind.TRAINING or addressees.corrects
    if not is_free and not addressees.segment.requires(Segment(TOPIC, (TRAINING_TOPIC,))):
        told = f"training goes only to residents with the topic {TRAINING_TOPIC}"
        raise BadRequest(told, why="training_audience")


def edit(broadcast: Broadcast, by: str, at: datetime, **changes: object) -> Broadcast:
    """Change content, addressees or time. Every approval is void afterwards, and so is a schedule."""
    _require(broadcast, EDITABLE)
    edited = replace(broadcast, **changes, approvals=(), state=State.DRAFT)  # type: ignore[arg-type]
    if edited.kind is not broadcast.kind:
        raise BadRequest(f"a {broadcast.kind} broadcast cannot become {edited.kind}", why="kind_differs")
    if edited.addressees.completes != broadcast.addressees.completes:
        told = "what a broadcast completes is never changed: cancel it and draft another"
        raise BadRequest(told, why="completion_changed")
    check_addressees(edited.kind, edited.addressees)
    return _step(edited, "edited", by, at)


def vouch(approvals: tuple[Approval, ...], approval: Approval, standing: str) -> tuple[Approval, ...]:
    """Add one approval to those of what stands there, by its hash.

    Raises ApprovalRefused when the approver saw something else, or approved already.
    """
    if approval.approval_hash != standing:
        raise ApprovalRefused("this is not what stands there now")
    if approval.person in {one.person for one in approvals}:
        raise ApprovalRefused("another person must approve")
    return (*approvals, approval)


def approve(broadcast: Broadcast, by: str, approval_hash: str, at: datetime) -> Broadcast:
    """Add one approval of what the approver saw; the last one needed makes the broadcast approved."""
    _require(broadcast, {State.DRAFT, State.APPROVED})
    approvals = vouch(broadcast.approvals, Approval(by, at, approval_hash), broadcast.approval_hash())
    approved = replace(broadcast, approvals=approvals)
    state = State.APPROVED if approved.is_approved() else State.DRAFT
    return _step(replace(approved, state=state), "approved", by, at)


def schedule(broadcast: Broadcast, by: str, at: datetime) -> Broadcast:
    """Let the clock start it, unless its hour has passed while it was written and approved."""
    _require(broadcast, {State.APPROVED})
    if is_missed(broadcast, at):
        raise NotInThisState(f"broadcast {broadcast.id} was for {broadcast.send_at}", why="time_has_passed")
    return _step(replace(broadcast, state=State.SCHEDULED), "scheduled", by, at)


def is_due(broadcast: Broadcast, at: datetime) -> bool:
    """Tell whether a start at this moment is meant: not an old schedule's, and not hours late."""
    return broadcast.send_at - EARLY <= at <= broadcast.send_at + START_WINDOW


def due_since(broadcast: Broadcast) -> datetime:
    """Return since when it is to be started: its time, or when somebody scheduled it after that."""
    return max([broadcast.send_at, *(step.at for step in broadcast.history if step.what == "scheduled")])


def is_missed(broadcast: Broadcast, at: datetime) -> bool:
    """Tell whether it is too late to start it: old news may do harm."""
    return at > broadcast.send_at + START_WINDOW


def freeze(
    broadcast: Broadcast,
    attempt: str,
    streams: Mapping[str, int],
    at: datetime,
    held: Mapping[str, int] = MappingProxyType({}),
) -> Broadcast:
    """Make one attempt the audience; `held` says how many of the segment were left in peace, and why."""
    _require(broadcast, {State.SCHEDULED})
    if not broadcast.is_approved():
        raise ApprovalRefused("not approved as it stands")
    frozen = replace(broadcast, state=State.FROZEN, attempt=attempt, streams=dict(streams), frozen_at=at)
    return _next(replace(frozen, held=dict(held)))


def deliver(broadcast: Broadcast) -> Broadcast:
    """Note that every chunk is in the queue."""
    _require(broadcast, {State.FROZEN})
    return _next(replace(broadcast, state=State.DELIVERING))


def pause(broadcast: Broadcast, by: str, at: datetime, reason: str = "") -> Broadcast:
    """Hold it between two chunks: what is on its way arrives, nothing more is sent until it is resumed."""
    _require(broadcast, SENDING)
    return _step(replace(broadcast, state=State.PAUSED), "paused", by, at, reason)


def resume(broadcast: Broadcast, by: str, at: datetime, reason: str = "") -> Broadcast:
    """Let a paused broadcast go on: it is frozen again, until what is left of it stands in the queue."""
    _require(broadcast, {State.PAUSED})
    return _step(replace(broadcast, state=State.FROZEN), "resumed", by, at, reason)


def cancel(broadcast: Broadcast, by: str, at: datetime, reason: str = "") -> Broadcast:
    """Stop it. Before the freeze it is over at once; after it, what was not sent is still to be counted."""
    if broadcast.state in SENDING | {State.PAUSED}:
        return _step(replace(broadcast, state=State.CANCELLING), "cancelled", by, at, reason)
    _require(broadcast, EDITABLE)
    cancelled = replace(broadcast, state=State.CANCELLED, closed_at=at)
    return _step(cancelled, "cancelled", by, at, reason)


def note(broadcast: Broadcast, what: str, by: str, at: datetime, reason: str) -> Broadcast:
    """Write into its history what a person did about it without changing where it stands."""
    return _step(broadcast, what, by, at, reason)


def complete(broadcast: Broadcast, completed_by: str, by: str, at: datetime) -> Broadcast:
    """Note which other broadcast is sent to those who are left over of this one."""
    _require(broadcast, OVER)
    return _step(replace(broadcast, completed_by=completed_by), f"completed by {completed_by}", by, at)


def close(broadcast: Broadcast, totals: Mapping[str, int], at: datetime) -> Broadcast:
    """Close the ledger; refused unless every planned recipient is accounted for."""
    _require(broadcast, RUNNING)
    if sum(totals.values()) != broadcast.planned:
        raise NotInThisState("the ledger does not add up")
    state = State.CANCELLED if broadcast.state is State.CANCELLING else State.CLOSED
    return _next(replace(broadcast, state=state, totals=dict(totals), closed_at=at))


def _require(broadcast: Broadcast, states: frozenset[State] | set[State]) -> None:
    if broadcast.state not in states:
        raise NotInThisState(f"broadcast {broadcast.id} is {broadcast.state}")


def _step(broadcast: Broadcast, what: str, by: str, at: datetime, reason: str = "") -> Broadcast:
    return _next(replace(broadcast, history=(*broadcast.history, Step(what, by, at, reason))))


def _next(broadcast: Broadcast) -> Broadcast:
    return replace(broadcast, revision=broadcast.revision + 1)
