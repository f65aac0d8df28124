"""Stores in memory that keep the promises of the real ones: test_stores.py holds both to them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from madoguchi.broadcast.definition.calendar import Recurrence
from madoguchi.broadcast.definition.chunk import ChunkRef, pack, unpack
from madoguchi.broadcast.definition.ledger import LEASE, Entry, Outcome, Resolution
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Messages, Person, Proof, Register
from madoguchi.broadcast.definition.series import Series
from madoguchi.broadcast.records.store import month_of
from madoguchi.runtime.errors import BroadcastChanged, NotFound, Overtaken


class MemoryBroadcasts:
    """Broadcasts, their messages, and the list of those that are not over."""

    def __init__(self) -> None:
        self._broadcasts: dict[str, Broadcast] = {}
        self._messages: dict[tuple[str, str], Mapping[str, Messages]] = {}
        self._open: set[str] = set()
        self._corrections: dict[str, set[str]] = {}
        self._testers: dict[str, str] = {}
        self._units: Counter[str] = Counter()
        self._statistics: dict[str, Mapping[str, Any]] = {}

    def add(self, broadcast: Broadcast) -> None:
        if broadcast.id in self._broadcasts:
            raise BroadcastChanged(broadcast.id)
        self._broadcasts[broadcast.id] = broadcast

    def listed(self, month: str) -> list[str]:
        found = (one.id for one in self._broadcasts.values() if month_of(one) == month)
        return sorted(found, reverse=True)

    def find(self, broadcast_id: str) -> Broadcast:
        if broadcast_id not in self._broadcasts:
            raise NotFound(broadcast_id)
        return self._broadcasts[broadcast_id]

    def recent(self, broadcast_id: str) -> Broadcast:
        return self.find(broadcast_id)

    def replace(self, broadcast: Broadcast) -> None:
        stored = self._broadcasts.get(broadcast.id)
        if stored is None or stored.revision != broadcast.revision - 1:
            raise BroadcastChanged(broadcast.id)
        self._broadcasts[broadcast.id] = broadcast

    def keep_messages(self, broadcast_id: str, content_hash: str, by_stream: Mapping[str, Messages]) -> None:
        self._messages[broadcast_id, content_hash] = by_stream

    def messages(self, broadcast_id: str, content_hash: str) -> Mapping[str, Messages]:
        if (broadcast_id, content_hash) not in self._messages:
            raise NotFound(broadcast_id)
        return self._messages[broadcast_id, content_hash]

    def note_correction(self, broadcast_id: str, correction_id: str) -> None:
        self._corrections.setdefault(broadcast_id, set()).add(correction_id)

    def corrections(self, broadcast_id: str) -> list[str]:
        return sorted(self._corrections.get(broadcast_id, ()))

    def take_unit(self, month: str, most: int) -> bool:
        if self._units[month] >= most:
            return False
        self._units[month] += 1
        return True

    def keep_statistics(self, broadcast_id: str, counted: Mapping[str, Any]) -> None:
        self._statistics[broadcast_id] = counted

    def statistics(self, broadcast_id: str) -> Mapping[str, Any]:
        return self._statistics.get(broadcast_id, {})

    def tester(self, name: str) -> str:
        return self._testers.get(name, "")

    def keep_tester(self, name: str, user_id: str) -> None:
        self._testers[name] = user_id

    def open(self, broadcast_id: str) -> None:
        self._open.add(broadcast_id)

    def unopen(self, broadcast_id: str) -> None:
        self._open.discard(broadcast_id)

    def opened(self) -> list[str]:
        return sorted(self._open)


class MemorySeries:
    """Series, and the list of those that run."""

    def __init__(self, broadcasts: MemoryBroadcasts) -> None:
        self._broadcasts = broadcasts
        self._series: dict[str, Series] = {}
        self._running: set[str] = set()

    def add(self, series: Series) -> None:
        if series.id in self._series:
            raise BroadcastChanged(series.id)
        self._series[series.id] = series

    def find(self, series_id: str) -> Series:
        if series_id not in self._series:
            raise NotFound(series_id)
        return self._series[series_id]

    def replace(self, series: Series) -> None:
        stored = self._series.get(series.id)
        if stored is None or stored.revision != series.revision - 1:
            raise BroadcastChanged(series.id)
        self._series[series.id] = series

    def listed(self, year: int) -> list[str]:
        found = (one for one in self._series.values() if year in (one.rule.first.year, one.rule.last.year))
        return sorted((one.id for one in found), reverse=True)

    def make(self, series: Series, occurrence: Broadcast) -> None:
        if self.find(series.id).revision != series.revision - 1:
            raise BroadcastChanged(series.id)
        self._broadcasts.add(occurrence)
        self._broadcasts.open(occurrence.id)
        self.replace(series)

    def run(self, series_id: str) -> None:
        self._running.add(series_id)

    def rest(self, series_id: str) -> None:
        self._running.discard(series_id)

    def running(self) -> list[str]:
        return sorted(self._running)


class MemoryTimetable:
    """What is to be called: broadcasts once, series every day."""

    def __init__(self) -> None:
        self.starts: list[str] = []
        self.daily: set[str] = set()

    def start(self, broadcast: Broadcast) -> None:
        self.starts.append(broadcast.id)

    def occur(self, series_id: str, _rule: Recurrence) -> None:
        self.daily.add(series_id)

    def forget(self, series_id: str) -> None:
        self.daily.discard(series_id)


class MemoryAttention:
    """Whom frozen attempts charged."""

    def __init__(self, broadcasts: MemoryBroadcasts) -> None:
        self._broadcasts = broadcasts
        self._registers: dict[str, Register] = {}
        self._charged: dict[tuple[str, str], list[str]] = {}
        self._back: dict[tuple[str, str], set[str]] = {}

    def register(self, month: str) -> Register:
        return self._registers.get(month, Register(month))

    def charged(self, broadcast_id: str, attempt: str) -> list[str]:
        attempted = (broadcast_id, attempt)
        back = self._back.get(attempted, set())
        return [one for one in self._charged.get(attempted, []) if one not in back]

    def give_back(self, ref: ChunkRef, user_ids: Collection[str]) -> None:
        self._back.setdefault((ref.broadcast, ref.attempt), set()).update(user_ids)

    def keep_charged(self, broadcast_id: str, attempt: str, user_ids: Sequence[str]) -> None:
        self._charged[broadcast_id, attempt] = unpack(pack(user_ids))

    def freeze(self, broadcast: Broadcast, before: Register) -> None:
        stored = self._broadcasts.find(broadcast.id)
        if stored.revision != broadcast.revision - 1:
            raise BroadcastChanged(broadcast.id)
        if self.register(before.month) != before:
            raise Overtaken(before.month)
        self._broadcasts.replace(broadcast)
        entered = (*before.attempts, (broadcast.id, broadcast.attempt))
        self._registers[before.month] = Register(before.month, before.revision + 1, entered)


class MemoryLedger:
    """Frozen audiences and ledger lines."""

    def __init__(self) -> None:
        self._chunks: dict[ChunkRef, bytes] = {}
        self._values: dict[ChunkRef, list[tuple[str, ...]]] = {}
        self._lines: dict[ChunkRef, Entry] = {}

    def keep_chunks(self, broadcast_id: str, attempt: str, chunks: Mapping[str, Sequence[Person]]) -> None:
        for name, people in chunks.items():
            ref = ChunkRef(broadcast_id, attempt, name)
            self._chunks[ref] = pack(user_id for user_id, _ in people)
            if people[0][1]:
                self._values[ref] = [values for _, values in people]

    def recipients(self, ref: ChunkRef) -> list[str]:
        if ref not in self._chunks:
            raise NotFound(ref.chunk)
        return unpack(self._chunks[ref])

    def values(self, ref: ChunkRef) -> list[tuple[str, ...]]:
        if ref not in self._values:
            raise NotFound(ref.chunk)
        return self._values[ref]

    def lease(self, ref: ChunkRef, recipients: int, at: datetime, lease: str) -> tuple[bool, Entry]:
        line = self._lines.get(ref, Entry(ref.chunk, recipients))
        if line.outcome or line.is_held(at):
            return line.outcome is None and line.lease == lease, line
        taken = replace(
            line,
            recipients=recipients,
            lease=lease,
            lease_until=at + LEASE,
            first_tried_at=line.first_tried_at or at,
            moved_at=at,
            tries=line.tries + 1,
        )
        self._lines[ref] = taken
        return True, taken

    def release(
        self, ref: ChunkRef, lease: str, *, surely_not_sent: bool, so_far: Proof | None = None
    ) -> None:
        line = self._lines.get(ref)
        if line is None or line.lease != lease:
            return
        line = replace(line, lease="", lease_until=None)
        if so_far and so_far.people:
            line = replace(line, people=so_far.people, request_ids=so_far.request_ids)
        self._lines[ref] = replace(line, first_tried_at=None, tries=0) if surely_not_sent else line

    def decide(self, ref: ChunkRef, outcome: Outcome, at: datetime, proof: Proof) -> bool:
        line = self._lines.get(ref)
        if line is None or line.outcome:
            return False
        self._lines[ref] = replace(
            line,
            outcome=outcome,
            decided_at=at,
            lease="",
            lease_until=None,
            status=proof.status,
            request_id=proof.request_id,
            retry_key=proof.retry_key,
            body_hash=proof.body_hash,
            people=proof.people or line.people,
            request_ids=proof.request_ids or line.request_ids,
        )
        return True

    def cancel_untried(self, ref: ChunkRef, recipients: int, at: datetime) -> bool:
        line = self._lines.get(ref, Entry(ref.chunk, recipients))
        if line.outcome or line.first_tried_at:
            return False
        self._lines[ref] = replace(line, outcome=Outcome.CANCELLED, recipients=recipients, decided_at=at)
        return True

    def note_queued(self, ref: ChunkRef, recipients: int, at: datetime) -> None:
        line = self._lines.get(ref, Entry(ref.chunk, recipients))
        if line.outcome is None:
            self._lines[ref] = replace(line, recipients=recipients, moved_at=at)

    def give_up(self, ref: ChunkRef, at: datetime) -> bool:
        line = self._lines.get(ref)
        if line is None or line.outcome or line.is_held(at):
            return False
        self._lines[ref] = replace(line, outcome=Outcome.UNKNOWN, decided_at=at)
        return True

    def resolve(self, ref: ChunkRef, resolution: Resolution) -> bool:
        line = self._lines.get(ref)
        if line is None or not line.waits_for_a_person:
            return False
        self._lines[ref] = replace(line, resolution=resolution)
        return True

    def line(self, ref: ChunkRef) -> Entry | None:
        return self._lines.get(ref)

    def entries(self, broadcast_id: str, attempt: str) -> list[Entry]:
        found = [
            line
            for ref, line in self._lines.items()
            if (ref.broadcast, ref.attempt) == (broadcast_id, attempt)
        ]
        return sorted(found, key=lambda line: line.chunk)
