"""What the operations of this room need from outside. The real ones are put together in `assembly.py`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from madoguchi.broadcast.definition.calendar import Recurrence
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry, Outcome, Resolution
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.series import Series
from madoguchi.residents.model import Measure, Recipient, Segment

Messages = Sequence[Mapping[str, Any]]
Person = tuple[str, tuple[str, ...]]
"""A LINE user id, and the values of the broadcast's placeholders for this person."""


class BroadcastStore(Protocol):
    """Broadcasts, their frozen messages, and which of them are not over."""

    def add(self, broadcast: Broadcast) -> None:
        """Keep a new broadcast; raises BroadcastChanged when its id is taken."""

    def listed(self, month: str) -> list[str]:
        """List the ids of a month such as 202606, newest first."""

    def find(self, broadcast_id: str) -> Broadcast:
        """Return it as it stands at this moment; raises NotFound."""

    def recent(self, broadcast_id: str) -> Broadcast:
        """Return it as it stood a moment ago; raises NotFound."""

    def replace(self, broadcast: Broadcast) -> None:
        """Keep the next revision; raises BroadcastChanged unless the stored one is just before it."""

    def keep_messages(self, broadcast_id: str, content_hash: str, by_stream: Mapping[str, Messages]) -> None:
        """Keep messages under their own hash; they never change."""

    def messages(self, broadcast_id: str, content_hash: str) -> Mapping[str, Messages]:
        """Return the messages of every stream."""

    def note_correction(self, broadcast_id: str, correction_id: str) -> None:
        """Note beside a broadcast which one corrects it, or is about to."""

    def corrections(self, broadcast_id: str) -> list[str]:
        """List what was noted to correct a broadcast."""

    def take_unit(self, month: str, most: int) -> bool:
        """Count one of LINE's unit names of a month such as 202606; False when all are used."""

    def keep_statistics(self, broadcast_id: str, counted: Mapping[str, Any]) -> None:
        """Keep what LINE counted of a broadcast, in place of what it counted before."""

    def statistics(self, broadcast_id: str) -> Mapping[str, Any]:
        """Return what LINE counted of a broadcast when it was last asked, or nothing."""

    def tester(self, name: str) -> str:
        """Return the LINE user id of a member of staff's own phone, or nothing."""

    def keep_tester(self, name: str, user_id: str) -> None:
        """Note a member of staff's own phone; an empty id removes it."""

    def open(self, broadcast_id: str) -> None:
        """Put a broadcast on the list that the reconciler works through."""

    def unopen(self, broadcast_id: str) -> None:
        """Take it off the list."""

    def opened(self) -> list[str]:
        """List the broadcasts that are not over."""


class SeriesStore(Protocol):
    """Series, and which of them may have a next occurrence."""

    def add(self, series: Series) -> None:
        """Keep a new series; raises BroadcastChanged when its id is taken."""

    def find(self, series_id: str) -> Series:
        """Return it as it stands; raises NotFound."""

    def listed(self, year: int) -> list[str]:
        """List the ids of the series that have days in a year, newest first."""

    def replace(self, series: Series) -> None:
        """Keep the next revision; raises BroadcastChanged unless the stored one is just before it."""

    def make(self, series: Series, occurrence: Broadcast) -> None:
        """Keep the next revision, and the occurrence that it made, listed and open: all or nothing.

        Raises BroadcastChanged unless the stored revision is just before it and the occurrence is new.
        """

    def run(self, series_id: str) -> None:
        """Put a series on the reconciler's list."""

    def rest(self, series_id: str) -> None:
        """Take it off the list."""

    def running(self) -> list[str]:
        """List the series that may have a next occurrence."""


class Timetable(Protocol):
    """EventBridge Scheduler: what is called, and when. Entering something twice is entering it once."""

    def start(self, broadcast: Broadcast) -> None:
        """Have a broadcast started at its time."""

    def occur(self, series_id: str, rule: Recurrence) -> None:
        """Have a series called every day at its time in Japan until its last day (decision 0032)."""

    def forget(self, series_id: str) -> None:
        """Take the daily call of a series away, if there is one."""


class LedgerStore(Protocol):
    """Frozen audiences and one ledger line per chunk."""

    def keep_chunks(self, broadcast_id: str, attempt: str, chunks: Mapping[str, Sequence[Person]]) -> None:
        """Write chunks of an attempt. They are nobody's audience until the broadcast names the attempt."""

    def recipients(self, ref: ChunkRef) -> list[str]:
        """Return a chunk's user ids, always in the same order."""

    def values(self, ref: ChunkRef) -> list[tuple[str, ...]]:
        """Return what each of a chunk's people is told of themselves; raises NotFound when it is gone."""

    def lease(self, ref: ChunkRef, recipients: int, at: datetime, lease: str) -> tuple[bool, Entry]:
        """Take a chunk to work on it unless it is decided or held; returns its line either way."""

    def release(
        self, ref: ChunkRef, lease: str, *, surely_not_sent: bool, so_far: "Proof | None" = None
    ) -> None:
        """Give the lease back. `surely_not_sent` forgets the try: LINE cannot have accepted it.

        `so_far` keeps whose personal messages are decided.
        """

    def decide(self, ref: ChunkRef, outcome: Outcome, at: datetime, proof: "Proof") -> bool:
        """Write what LINE said, unless the line is decided already; tells whether it was written."""

    def cancel_untried(self, ref: ChunkRef, recipients: int, at: datetime) -> bool:
        """Cancel a chunk that was never tried; tells whether it was."""

    def note_queued(self, ref: ChunkRef, recipients: int, at: datetime) -> None:
        """Note that an undecided chunk is being queued again."""

    def give_up(self, ref: ChunkRef, at: datetime) -> bool:
        """Call an undecided chunk unknown, unless somebody holds it; tells whether it was."""

    def resolve(self, ref: ChunkRef, resolution: Resolution) -> bool:
        """Write what a person found out about an unknown chunk, once; tells whether it was written."""

    def line(self, ref: ChunkRef) -> Entry | None:
        """Return one chunk's line, or None before it is touched."""

    def entries(self, broadcast_id: str, attempt: str) -> list[Entry]:
        """Return every line written so far; a chunk without a line was never touched."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What LINE answered: status, id of the accepted request; with which key, for a body of which hash.

    For personal messages `people` has a letter and `request_ids` an id for each person; key and hash are
    those of all their bodies together.
    """

    status: int
    request_id: str
    retry_key: str
    body_hash: str
    people: str = ""
    request_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The attempts of a month, by broadcast, that charged residents' budgets.

    `revision` counts them, so that no two freezes overlook each other.
    """

    month: str
    revision: int = 0
    attempts: tuple[tuple[str, str], ...] = ()


class AttentionStore(Protocol):
    """Whom frozen attempts charged."""

    def register(self, month: str) -> Register:
        """Return a month's register as it stands."""

    def charged(self, broadcast_id: str, attempt: str) -> Iterable[str]:
        """Return whom an attempt charged and did not give it back to."""

    def keep_charged(self, broadcast_id: str, attempt: str, user_ids: Sequence[str]) -> None:
        """Write whom an attempt charges. Nobody is charged until the register names the attempt."""

    def give_back(self, ref: ChunkRef, user_ids: Collection[str]) -> None:
        """Note to whom of a chunk its charge was given back, beside those noted before."""

    def freeze(self, broadcast: Broadcast, before: Register) -> None:
        """Keep a frozen broadcast and enter it into the register, both or neither.

        Raises BroadcastChanged as `replace` does, Overtaken when the register is not as it was `before`.
        """


class LineAnswer(Protocol):
    """An answer of LINE's API."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def request_id(self) -> str:
        """`x-line-request-id`."""

    @property
    def accepted_request_id(self) -> str:
        """`x-line-accepted-request-id`, with a 409."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What LINE counted, or why it refused."""


class Audience(Protocol):
    """Residents by segment."""

    def recipients(self, segment: Segment, shard: int) -> Iterator[list[Recipient]]:
        """Yield one shard of a segment, a page at a time."""

    def count(self, segment: Segment) -> int:
        """Count a segment exactly."""

    def measure(self, segment: Segment) -> Measure:
        """Count a segment exactly, and say what it cost."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside: stores, queue, LINE, residents, time.

    `personal(languages, names)` tells what is known of residents, given by id with their language.
    `send(to, messages, retry_key, unit)` is one multicast, `push` goes to one person; LineUnreachable means
    that nobody knows what happened. Each waits for the sender's next place under LINE's limit for it, by
    `pace()` or `pace_push()`. `insight(unit, since, until)` asks what LINE counted, by days in Japan. `each`
    runs a function over items, at once where that helps.
    """

    broadcasts: BroadcastStore
    ledger: LedgerStore
    audience: Audience
    attention: AttentionStore
    personal: Callable[[Mapping[str, str], tuple[str, ...]], Mapping[str, tuple[str, ...]]]
    series: SeriesStore
    timetable: Timetable
    is_holiday: Callable[[date], bool]
    enqueue: Callable[[Sequence[ChunkRef]], None]
    send: Callable[[Sequence[str], Messages, str, str], LineAnswer]
    push: Callable[[str, Messages, str, str], LineAnswer]
    insight: Callable[[str, str, str], LineAnswer]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    pace: Callable[[], None]
    pace_push: Callable[[], None]
    sleep: Callable[[float], None]
    each: Callable[[Callable[[Any], None], Iterable[Any]], None]
