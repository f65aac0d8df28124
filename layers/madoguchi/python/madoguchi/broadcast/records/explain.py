"""Explain: what became of one resident in one broadcast, and why."""

from dataclasses import dataclass

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import FATES, Entry, Outcome
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.residents.find import find

NOT_FROZEN, NOT_ADDRESSED, OPEN = "not_frozen", "not_addressed", "open"


@dataclass(frozen=True, slots=True)
class Explanation:
    """`fate` is an Outcome, or why there is none; `why` adds what is known.

    For somebody who is not in the audience `why` says how they stand today: `no_friend`, `not_registered`,
    `outside_the_segment` or `inside_the_segment` (they came later, rest at that hour, or wanted no more that
    month). For an unknown message it is `unresolved`, `arrived` or `did_not_arrive`, for a cancelled one who
    cancelled.
    """

    fate: str
    why: str = ""
    chunk: str = ""
    entry: Entry | None = None
    request_id: str = ""


def explain(ports: Ports, broadcast_id: str, user_id: str) -> Explanation:
    """Find a resident in a frozen audience and read their line; raises NotFound for no such broadcast.

    Costs 2 read units a chunk: some 3,200 for 800,000 recipients.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    if not broadcast.attempt:
        return Explanation(NOT_FROZEN, str(broadcast.state))
    found: list[tuple[str, int]] = []

    def look(name: str) -> None:
        people = ports.ledger.recipients(ChunkRef(broadcast.id, broadcast.attempt, name))
        if user_id in people:
            found.append((name, people.index(user_id)))

    ports.each(look, chunk.sizes(broadcast))
    if not found:
        return Explanation(NOT_ADDRESSED, _today(broadcast, user_id))
    name, position = found[0]
    lines = {entry.chunk: entry for entry in ports.ledger.entries(broadcast.id, broadcast.attempt)}
    return _read(broadcast, name, position, lines.get(name))


def _today(broadcast: Broadcast, user_id: str) -> str:
    resident = find(user_id)
    if resident is None or not resident.following:
        return "no_friend"
    if not resident.registered:
        return "not_registered"
    if broadcast.addressees.completes:
        return f"not left over from {broadcast.addressees.completes}, or no longer to be written to"
    if broadcast.addressees.corrects:
        return f"not reached by {broadcast.addressees.corrects}"
    return "inside_the_segment" if broadcast.addressees.segment.matches(resident) else "outside_the_segment"


def _read(broadcast: Broadcast, name: str, position: int, entry: Entry | None) -> Explanation:
    if entry is None or entry.outcome is None:
        return Explanation(OPEN, str(broadcast.state), name, entry)
    outcome = FATES[entry.people[position]] if entry.people else entry.outcome
    request_id = entry.request_ids[position] if entry.request_ids else entry.request_id
    return Explanation(str(outcome), _why(broadcast, outcome, entry), name, entry, request_id)


def _why(broadcast: Broadcast, outcome: Outcome, entry: Entry) -> str:
    if outcome is Outcome.UNKNOWN:
        if entry.resolution is None:
            return "unresolved"
        return "arrived" if entry.resolution.arrived else "did_not_arrive"
    if outcome is Outcome.CANCELLED:
        by = [f"cancelled by {step.by}" for step in broadcast.history if step.what == "cancelled"]
        return by[-1] if by else "nobody sent it within 23 hours"
    return f"LINE answered {entry.status}" if outcome is Outcome.REJECTED else ""
