"""A series: one text to one segment by a rule of days. Each occurrence is a broadcast of its own.

An approval binds the rule with its text, its segment and the audience as counted. It vouches for every
occurrence that the rule yields, and for no other: each is frozen anew, and refused when its audience has
outgrown what was approved, like any broadcast.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from madoguchi.broadcast.definition.calendar import Recurrence
from madoguchi.broadcast.definition.model import (
    APPROVERS,
    Addressees,
    Approval,
    Broadcast,
    Kind,
    State,
    Step,
    vouch,
)
from madoguchi.runtime.clock import JST
from madoguchi.runtime.errors import AlreadyBegun, NotInThisState


class SeriesState(StrEnum):
    """Where a series stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Series:
    """One series. Every occurrence up to `through` has become a broadcast; `skipped` days never will.

    `revision` grows with every change, so that two changes at once cannot both count.
    """

    id: str
    kind: Kind
    content: str
    content_hash: str
    languages: tuple[str, ...]
    addressees: Addressees
    rule: Recurrence
    counted: int
    author: str
    placeholders: tuple[str, ...] = ()
    has_common: bool = False
    state: SeriesState = SeriesState.DRAFT
    revision: int = 1
    approvals: tuple[Approval, ...] = ()
    through: datetime | None = None
    skipped: tuple[date, ...] = ()
    history: tuple[Step, ...] = ()

    def approval_hash(self) -> str:
        """Return what an approval binds: kind, text, addressees, rule and counted audience."""
        bound = {
            "kind": self.kind,
            "content": self.content_hash,
            "addressees": asdict(self.addressees),
            "rule": asdict(self.rule),
            "counted": self.counted,
        }
        return hashlib.sha256(json.dumps(bound, sort_keys=True, default=str).encode()).hexdigest()


def approve(series: Series, by: str, approval_hash: str, at: datetime) -> Series:
    """Add one approval of what the approver saw; the last one needed sets the series running.

    What the rule meant before that moment is not made good.
    """
    _require(series, SeriesState.DRAFT)
    approvals = vouch(series.approvals, Approval(by, at, approval_hash), series.approval_hash())
    done = len(approvals) >= APPROVERS[series.kind]
    approved = _step(replace(series, approvals=approvals), "approved", by, at)
    return replace(approved, state=SeriesState.RUNNING, through=at) if done else approved


def skip(series: Series, moment: datetime, by: str, at: datetime, reason: str = "") -> Series:
    """Leave one of its moments out. It needs no approval: it only ever sends less.

    Raises AlreadyBegun when that moment has become a broadcast, or lies before the approval.
    """
    day = moment.astimezone(JST).date()
    if day in series.skipped:
        return series
    if series.through and moment <= series.through:
        raise AlreadyBegun(f"{day}: cancel the broadcast {occurrence_id(series, moment)}, if there is one")
    _require(series, SeriesState.DRAFT, SeriesState.RUNNING)
    skipped = tuple(sorted({*series.skipped, day}))
    return _step(replace(series, skipped=skipped), f"skipped {day}", by, at, reason)


def stop(series: Series, by: str, at: datetime, reason: str = "") -> Series:
    """Stop it: no further occurrence. What has become a broadcast is cancelled as such."""
    _require(series, SeriesState.DRAFT, SeriesState.RUNNING)
    return _step(replace(series, state=SeriesState.STOPPED), "stopped", by, at, reason)


def resume(series: Series, by: str, at: datetime, reason: str = "") -> Series:
    """Let a stopped series go on as it was approved, or wait for its approval as before.

    What the rule meant while it was stopped is not made good.
    """
    _require(series, SeriesState.STOPPED)
    through = series.through and max(series.through, at)
    state = SeriesState.RUNNING if through else SeriesState.DRAFT
    return _step(replace(series, state=state, through=through), "resumed", by, at, reason)


def coming(series: Series, moments: Iterable[datetime]) -> list[datetime]:
    """Return the moments of the rule that have not become broadcasts and are not skipped."""
    return [
        one
        for one in moments
        if (series.through is None or one > series.through) and one.date() not in series.skipped
    ]


def occurrence_id(series: Series, moment: datetime) -> str:
    """Name an occurrence: the same moment is the same broadcast, however often it is made."""
    return f"{series.id}-{moment.astimezone(JST):%Y%m%d}"


def occurrence(series: Series, moment: datetime) -> Broadcast:
    """Return the broadcast of one moment of a running series, approved by those who approved the series."""
    _require(series, SeriesState.RUNNING)
    made = Broadcast(
        id=occurrence_id(series, moment),
        kind=series.kind,
        content=series.content,
        content_hash=series.content_hash,
        languages=series.languages,
        addressees=series.addressees,
        send_at=moment,
        counted=series.counted,
        author=series.author,
        placeholders=series.placeholders,
        has_common=series.has_common,
        state=State.SCHEDULED,
        history=(Step(f"occurrence of {series.id}", series.author, moment),),
    )
    wanted = series.approval_hash()
    approvals = tuple(
        replace(one, approval_hash=made.approval_hash())
        for one in series.approvals
        if one.approval_hash == wanted
    )
    return replace(made, approvals=approvals)


def advance(series: Series, moment: datetime) -> Series:
    """Note that everything up to a moment has become a broadcast."""
    _require(series, SeriesState.RUNNING)
    return _next(replace(series, through=moment))


def end(series: Series) -> Series:
    """Note that the rule has no further moment."""
    _require(series, SeriesState.RUNNING)
    return _next(replace(series, state=SeriesState.OVER))


def _require(series: Series, *states: SeriesState) -> None:
    if series.state not in states:
        raise NotInThisState(f"series {series.id} is {series.state}")


def _step(series: Series, what: str, by: str, at: datetime, reason: str = "") -> Series:
    return _next(replace(series, history=(*series.history, Step(what, by, at, reason))))


def _next(series: Series) -> Series:
    return replace(series, revision=series.revision + 1)
