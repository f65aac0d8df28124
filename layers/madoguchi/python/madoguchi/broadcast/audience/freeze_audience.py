"""Freeze: read the segment once, write it as numbered chunks, make one attempt the audience."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from madoguchi.broadcast.audience import left_over, reached
from madoguchi.broadcast.audience.attention import Attention, is_exempt
from madoguchi.broadcast.definition import chunk, model
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.ports import Person, Ports
from madoguchi.broadcast.records import statistics
from madoguchi.flow.text import LANGUAGES
from madoguchi.residents.model import SHARDS
from madoguchi.runtime.errors import AudienceGrew, BroadcastChanged, Overtaken

CHUNKS_A_WRITE = 25
ATTEMPTS = 5


def freeze_audience(ports: Ports, broadcast: Broadcast) -> Broadcast:
    """Freeze a scheduled broadcast's audience and return it frozen.

    Writes 8 units per 500 recipients and 1 to 2 for the deciding write, which is the only truth: chunks of
    an attempt that lost are nobody's audience and expire. Who has a budget costs 1 unit per 64 more, and the
    deciding write is then one transaction with the month's register. Raises BroadcastChanged when another
    attempt won or the broadcast was cancelled, AudienceGrew when it is far larger than approved, Overtaken
    when other broadcasts charged the same budgets again and again.
    """
    for _ in range(ATTEMPTS):
        try:
            return _freeze(ports, broadcast)
        except Overtaken:
            continue
    raise Overtaken(f"broadcast {broadcast.id}: the register of budgets, again and again")


def _freeze(ports: Ports, broadcast: Broadcast) -> Broadcast:
    attempt = ports.new_id()
    chunks = _Chunks(ports, broadcast, attempt, _only(ports, broadcast))
    attention = None if is_exempt(broadcast) else Attention.of_now(ports)
    if broadcast.addressees.corrects:
        _read_accepted(ports, broadcast.addressees.corrects, chunks)
    else:
        _read_segment(ports, broadcast, chunks, attention)
    streams = chunks.finish()
    if sum(streams.values()) > broadcast.counted * 1.1 + 100:
        raise AudienceGrew(f"broadcast {broadcast.id}: {sum(streams.values())}, approved {broadcast.counted}")
    held = attention.held if attention else {}
    unit = statistics.take_unit(ports, broadcast)
    frozen = replace(model.freeze(broadcast, attempt, streams, ports.now(), held), unit=unit)
    try:
        if attention and attention.charged:
            ports.attention.keep_charged(broadcast.id, attempt, attention.charged)
            ports.attention.freeze(frozen, attention.register)
        else:
            ports.broadcasts.replace(frozen)
    except (BroadcastChanged, Overtaken):
        # A write whose answer was lost is tried again below us, and then meets itself.
        frozen = ports.broadcasts.find(broadcast.id)
        if frozen.attempt != attempt:
            raise
    return frozen


def _only(ports: Ports, broadcast: Broadcast) -> frozenset[str] | None:
    if not broadcast.addressees.completes:
        return None
    return left_over.people(ports, broadcast.id, left_over.claim(ports, broadcast))


def _read_segment(ports: Ports, broadcast: Broadcast, chunks: "_Chunks", attention: Attention | None) -> None:
    def read(shard: int) -> None:
        # Who has several places, or moves while we read, comes twice; a resident's shard never changes.
        seen: set[str] = set()
        for page in ports.audience.recipients(broadcast.addressees.segment, shard):
            fresh = list({one.user_id: one for one in page if one.user_id not in seen}.values())
            seen.update(one.user_id for one in fresh)
            values = chunks.values({one.user_id: one.language for one in fresh})
            known = [one for one in fresh if one.user_id in values]
            admitted = attention.admit(known) if attention else known
            chunks.add({one.user_id: one.language for one in admitted}, values)

    ports.each(read, range(SHARDS))


def with_values(
    ports: Ports, placeholders: tuple[str, ...], recipients: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Return those of whom a message can say what it wants to, with what it says; raises Unavailable."""
    if not placeholders:
        return dict.fromkeys(recipients, ())
    return ports.personal(recipients, placeholders)


def _read_accepted(ports: Ports, broadcast_id: str, chunks: "_Chunks") -> None:
    corrected = ports.broadcasts.find(broadcast_id)
    # Before it is frozen: a note without its correction says nothing, a correction without one is not found.
    ports.broadcasts.note_correction(broadcast_id, chunks.broadcast_id)
    for entry in reached.lines(ports, corrected):
        ref = ChunkRef(broadcast_id, corrected.attempt, entry.chunk)
        language = chunk.language_of(chunk.stream_of(entry.chunk))
        people = ports.ledger.recipients(ref)
        told = dict.fromkeys([people[at] for at in entry.reached()], language)
        chunks.add(told, chunks.values(told))


class _Chunks:
    """Fills chunks by stream and writes them when 25 are full; several readers may add at once."""

    def __init__(self, ports: Ports, broadcast: Broadcast, attempt: str, only: frozenset[str] | None) -> None:
        self._ports, self._broadcast, self._attempt, self._only = ports, broadcast, attempt, only
        # By what people read, not by what there is to read: a correction may speak more languages.
        kinds = ("", chunk.COMMON) if broadcast.has_common else ("",)
        streams = [f"{language}{kind}" for language in LANGUAGES for kind in kinds]
        self._waiting: dict[str, list[Person]] = {stream: [] for stream in streams}
        self._numbers = dict.fromkeys(streams, 0)
        self._full: dict[str, Sequence[Person]] = {}
        self._counts = dict.fromkeys(streams, 0)
        self._lock = threading.Lock()

    @property
    def broadcast_id(self) -> str:
        """Name the broadcast whose audience they become."""
        return self._broadcast.id

    def values(self, recipients: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
        """Return whom this broadcast can be written to, with what it says of each.

        Of whom it lacks something, it says nothing where there is a common text.
        """
        if self._only is not None:
            recipients = {one: language for one, language in recipients.items() if one in self._only}
        found = with_values(self._ports, self._broadcast.placeholders, recipients)
        return {**dict.fromkeys(recipients, ()), **found} if self._broadcast.has_common else found

    def add(self, recipients: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
        """Take those recipients, with their languages, for whom there are values."""
        with self._lock:
            for user_id, language in recipients.items():
                if user_id in values:
                    kind = chunk.COMMON if self._broadcast.has_common and not values[user_id] else ""
                    spoken = language if language in self._waiting else "ja"
                    self._waiting[f"{spoken}{kind}"].append((user_id, values[user_id]))
            for stream in self._waiting:
                self._cut(stream, chunk.most(self._broadcast, stream))
            ready = list(self._take(CHUNKS_A_WRITE))
        self._write(ready)

    def finish(self) -> dict[str, int]:
        """Write what is left and return how many recipients each stream has."""
        for stream in self._waiting:
            self._cut(stream, 1)
        self._write(list(self._take(1)))
        return {stream: count for stream, count in self._counts.items() if count}

    def _cut(self, stream: str, at_least: int) -> None:
        waiting, most = self._waiting[stream], chunk.most(self._broadcast, stream)
        while len(waiting) >= at_least:
            self._numbers[stream] += 1
            cut = waiting[:most]
            self._full[chunk.name(stream, self._numbers[stream])] = cut
            self._counts[stream] += len(cut)
            del waiting[:most]

    def _take(self, at_least: int) -> Iterator[dict[str, Sequence[Person]]]:
        while len(self._full) >= at_least:
            names = list(self._full)[:CHUNKS_A_WRITE]
            yield {name: self._full.pop(name) for name in names}

    def _write(self, batches: Sequence[Mapping[str, Sequence[Person]]]) -> None:
        for batch in batches:
            self._ports.ledger.keep_chunks(self._broadcast.id, self._attempt, batch)
