"""The ledger: one line per chunk, and the sum that must come out."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Broadcast

LEASE = timedelta(seconds=90)
"""Longer than the sender may run: whoever holds an expired lease is dead."""

KEY_LIFETIME = timedelta(hours=23)
"""LINE knows a retry key for 24 hours; the last hour is left for a call that is still on its way."""


class Outcome(StrEnum):
    """What became of a chunk. Unknown: LINE may have accepted it, asking again could send it twice."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


FATES = {"a": Outcome.ACCEPTED, "r": Outcome.REJECTED, "?": Outcome.UNKNOWN}
"""What became of one person's message, a letter each; `?` is also not decided yet."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person found out about an unknown chunk, for example by asking LINE with its request ids."""

    arrived: bool
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    `first_tried_at` is set while LINE may have accepted the chunk; `moved_at` is when it was last tried or
    queued again. A chunk of personal messages has a letter of FATES and a request id for each of its
    `people`, in their order, and its outcome is the worst that needs somebody.
    """

    chunk: str
    recipients: int
    outcome: Outcome | None = None
    tries: int = 0
    first_tried_at: datetime | None = None
    moved_at: datetime | None = None
    lease: str = ""
    lease_until: datetime | None = None
    decided_at: datetime | None = None
    status: int = 0
    request_id: str = ""
    retry_key: str = ""
    body_hash: str = ""
    people: str = ""
    request_ids: tuple[str, ...] = ()
    resolution: Resolution | None = None

    def counts(self) -> Mapping[Outcome, int]:
        """Count its recipients by what became of them."""
        if self.outcome is None:
            return {}
        if not self.people:
            return {self.outcome: self.recipients}
        return Counter(FATES[one] for one in self.people)

    def reached(self) -> list[int]:
        """Return the positions of those for whom LINE accepted it, by its word or by what a person found."""
        arrived = self.resolution is not None and self.resolution.arrived
        return self._fated({Outcome.ACCEPTED, Outcome.UNKNOWN} if arrived else {Outcome.ACCEPTED})

    def _fated(self, fates: Container[Outcome]) -> list[int]:
        if not self.people:
            return list(range(self.recipients)) if self.outcome in fates else []
        return [at for at, one in enumerate(self.people) if self.outcome and FATES[one] in fates]

    def missed(self) -> list[int]:
        """Return the positions of those whom it surely never reached, by LINE's word or a person's."""
        absent = self.resolution is not None and not self.resolution.arrived
        fates = {Outcome.CANCELLED, Outcome.REJECTED, *([Outcome.UNKNOWN] if absent else [])}
        return self._fated(fates)

    def may_have_reached(self, position: int) -> bool:
        """Tell whether the message of the recipient at this position may have arrived, or still may."""
        if self.first_tried_at is None or self.outcome is Outcome.REJECTED:
            return False
        return not self.people or FATES[self.people[position]] is not Outcome.REJECTED

    @property
    def waits_for_a_person(self) -> bool:
        """Whether nobody has found out yet what became of it."""
        return self.outcome is Outcome.UNKNOWN and self.resolution is None

    def is_held(self, at: datetime) -> bool:
        """Tell whether a sender works on it now."""
        return self.outcome is None and self.lease_until is not None and self.lease_until >= at

    def key_is_too_old(self, at: datetime) -> bool:
        """Tell whether trying again could send a second copy, because LINE may have forgotten the key."""
        return self.first_tried_at is not None and at - self.first_tried_at >= KEY_LIFETIME


@dataclass(frozen=True, slots=True)
class Report:
    """A ledger added up: recipients by outcome, what is open, and every contradiction found.

    `unresolved` are unknown chunks that wait for a person to find out.
    """

    planned: int
    totals: Mapping[str, int]
    open_chunks: tuple[str, ...]
    problems: tuple[str, ...] = field(default=())
    unresolved: tuple[str, ...] = field(default=())

    @property
    def adds_up(self) -> bool:
        """Planned = accepted + rejected + cancelled + unknown, and nothing contradicts it."""
        return not self.open_chunks and not self.problems and sum(self.totals.values()) == self.planned


def report(broadcast: Broadcast, entries: Iterable[Entry]) -> Report:
    """Add up a frozen broadcast's ledger and verify it against the frozen plan, line by line."""
    plan = chunk.sizes(broadcast)
    lines = {entry.chunk: entry for entry in entries}
    totals = {outcome.value: 0 for outcome in Outcome}
    for entry in lines.values():
        for outcome, count in entry.counts().items():
            totals[outcome] += count
    still_open = tuple(one for one in plan if one not in lines or lines[one].outcome is None)
    problems = [problem for entry in lines.values() for problem in _problems(broadcast, entry, plan)]
    problems += [f"retry key {key} stands on {count} lines" for key, count in _repeated(lines.values())]
    if broadcast.totals and dict(broadcast.totals) != totals:
        problems.append("the totals at closing differ from the lines")
    unresolved = tuple(sorted(entry.chunk for entry in lines.values() if entry.waits_for_a_person))
    return Report(broadcast.planned, totals, still_open, tuple(problems), unresolved)


def _problems(broadcast: Broadcast, entry: Entry, plan: Mapping[str, int]) -> Iterator[str]:
    ref = ChunkRef(broadcast.id, broadcast.attempt, entry.chunk)
    if entry.chunk not in plan:
        yield f"{entry.chunk}: not in the frozen audience"
    elif entry.recipients != plan[entry.chunk]:
        yield f"{entry.chunk}: {entry.recipients} recipients, {plan[entry.chunk]} were frozen"
    if any(not proof for proof in _proofs(entry)):
        yield f"{entry.chunk}: accepted without proof"
    if entry.people and len(entry.people) != entry.recipients:
        yield f"{entry.chunk}: {len(entry.people)} fates for {entry.recipients} people"
    if entry.retry_key and entry.retry_key != chunk.retry_key(ref, entry.body_hash):
        yield f"{entry.chunk}: the retry key is not that of its body"
    if entry.outcome is Outcome.CANCELLED and entry.first_tried_at:
        yield f"{entry.chunk}: cancelled, but it may have been sent"


def _proofs(entry: Entry) -> list[str]:
    """Return the id of the request that LINE accepted, for each of those whom it accepted on its word."""
    if entry.people:
        accepted = zip(entry.people, entry.request_ids, strict=True)
        return [request_id for fate, request_id in accepted if fate == "a"]
    return [entry.request_id and entry.retry_key] if entry.outcome is Outcome.ACCEPTED else []


def _repeated(entries: Iterable[Entry]) -> list[tuple[str, int]]:
    keys = Counter(entry.retry_key for entry in entries if entry.retry_key)
    return [(key, count) for key, count in keys.items() if count > 1]
