"""What a resident told us: where they live, what they want to hear, in which words, when. Nothing else."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from madoguchi.runtime.clock import JST

SHARDS = 8
MOST_OTHER_PLACES = 2
DRILL_FINISHED, APPLIED = MARKS = ("drill", "applied")
"""What a resident has done at the counter; content `residents/attributes` has the words."""

CONSENT_VERSION = "2026-11-24"
"""The version of the notice (content `talk/sentences`, `greeting`) that residents agree to by registering."""


@dataclass(frozen=True, slots=True)
class Place:
    """Another municipality that a resident cares for; `label` (`work`, `family` ...) is of the content."""

    label: str
    municipality: str


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Full hours of a day in Japan, from `begin` up to `end`, over midnight when `end` is the smaller."""

    begin: int
    end: int

    def covers(self, at: datetime) -> bool:
        """Tell whether a moment, given in Japanese time, is within them."""
        if self.begin < self.end:
            return self.begin <= at.hour < self.end
        return at.hour >= self.begin or at.hour < self.end


USUAL_QUIET_HOURS = QuietHours(21, 7)
"""What is offered; nobody has quiet hours unless they ask for them."""

PERSONAL = ("municipality",)
"""What a message may say to a resident about themselves; its placeholder is the name in braces."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One friend of the account. `municipality` is a 5-digit code, empty before registration.

    `budget` is how many messages a month they want at most, None for all; `age_band` and `other_places` are
    told by those who like. Times are ISO 8601 in UTC. `marks` are some of MARKS.
    """

    user_id: str
    language: str = "ja"
    municipality: str = ""
    topics: tuple[str, ...] = ()
    following: bool = True
    consent_version: str = ""
    registered_at: str = ""
    other_places: tuple[Place, ...] = ()
    simple: bool = False
    quiet: QuietHours | None = None
    budget: int | None = None
    age_band: str = ""
    friend_since: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def registered(self) -> bool:
        """Whether a municipality is known."""
        return bool(self.municipality)

    @property
    def is_found(self) -> bool:
        """Whether broadcasts may reach them."""
        return self.registered and self.following

    @property
    def municipalities(self) -> tuple[str, ...]:
        """All places, home first, each once."""
        return tuple(dict.fromkeys((self.municipality, *(place.municipality for place in self.other_places))))


MUNICIPALITY, HOME, TOPIC, LANGUAGE, AGE, DONE, SINCE, BEFORE = LEAVES = (
    "municipality",
    "home",
    "topic",
    "language",
    "age",
    "done",
    "since",
    "before",
)
"""What can be asked of a resident. `since` and `before` compare the day in Japan of becoming a friend."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Whom something is meant for, as an expression; without anything, everybody.

    `kind` is `all`, `any` or `not` (none of them) of `parts`, or one of LEAVES, of whose `values` one must
    hold.
    """

    kind: str = "all"
    values: tuple[str, ...] = ()
    parts: tuple["Segment", ...] = ()

    @classmethod
    def of(cls, municipalities: tuple[str, ...] = (), topics: tuple[str, ...] = ()) -> "Segment":
        """Address those of these municipalities who chose any of these topics; empty means all."""
        leaves = ((MUNICIPALITY, municipalities), (TOPIC, topics))
        return all_of(*(cls(kind, values) for kind, values in leaves if values))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Segment":
        """Read what `dataclasses.asdict` wrote."""
        parts = tuple(cls.from_dict(part) for part in document["parts"])
        return cls(document["kind"], tuple(document["values"]), parts)

    def matches(self, resident: Resident) -> bool:
        """Tell whether it addresses a resident; the index's filter says the same (`segment_store`)."""
        match self.kind:
            case "all":
                return all(part.matches(resident) for part in self.parts)
            case "any":
                return any(part.matches(resident) for part in self.parts)
            case "not":
                return not any(part.matches(resident) for part in self.parts)
        return any(_holds(self.kind, value, resident) for value in self.values)

    def requires(self, leaf: "Segment") -> bool:
        """Tell whether nobody is addressed for whom `leaf` does not hold."""
        return self == leaf or (self.kind == "all" and any(part.requires(leaf) for part in self.parts))

    def municipalities(self) -> frozenset[str] | None:
        """Return where all whom it addresses are found; None means anywhere."""
        if self.kind in (MUNICIPALITY, HOME):
            return frozenset(self.values)
        inside = [part.municipalities() for part in self.parts]
        known = [one for one in inside if one is not None]
        if self.kind == "all":
            return min(known, key=len, default=None)
        if self.kind == "any" and len(known) == len(inside):
            return frozenset().union(*known)
        return None

    def within(self, municipality: str) -> "Segment":
        """Return what is left to ask of residents who have this municipality."""
        if self.kind == MUNICIPALITY:
            return EVERYBODY if municipality in self.values else self
        parts = [part.within(municipality) for part in self.parts]
        match self.kind:
            case "all":
                return all_of(*parts)
            case "any":
                return any_of(*parts)
            case "not":
                return none_of(*parts)
        return self


EVERYBODY, NOBODY = Segment("all"), Segment("any")


def all_of(*parts: Segment) -> Segment:
    """Join segments: whom all of them address."""
    if NOBODY in parts:
        return NOBODY
    return _joined("all", parts)


def any_of(*parts: Segment) -> Segment:
    """Join segments: whom any of them addresses."""
    if EVERYBODY in parts:
        return EVERYBODY
    return _joined("any", parts)


def none_of(*parts: Segment) -> Segment:
    """Return the segment of those whom none of these addresses."""
    one = any_of(*parts)
    if one.kind == "not":
        return any_of(*one.parts)
    return {EVERYBODY: NOBODY, NOBODY: EVERYBODY}.get(one) or Segment("not", parts=(one,))


def _joined(kind: str, parts: tuple[Segment, ...]) -> Segment:
    flat = (one for part in parts for one in (part.parts if part.kind == kind else (part,)))
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else Segment(kind, parts=kept)


def _holds(kind: str, value: str, resident: Resident) -> bool:
    match kind:
        case "municipality":
            return value in resident.municipalities
        case "home":
            return value == resident.municipality
        case "topic":
            return value in resident.topics
        case "language":
            return value == resident.language
        case "age":
            return value == resident.age_band
        case "done":
            return value in resident.marks
    if not resident.friend_since:
        return False
    begin = datetime.fromtimestamp(day_begins_ms(value) / 1000, UTC)
    is_since = datetime.fromisoformat(resident.friend_since) >= begin
    return is_since if kind == SINCE else not is_since


def day_begins_ms(day: str) -> int:
    """Return when a day such as 2026-04-01 begins in Japan, in ms."""
    return int(datetime.fromisoformat(day).replace(tzinfo=JST).timestamp() * 1000)


class Recipient(NamedTuple):
    """One resident of a segment: the words they read, and what the freeze must respect.

    A tuple, because a freeze makes 800,000 of them.
    """

    user_id: str
    language: str
    quiet: QuietHours | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """How many residents a segment has now, and how many read units it took to find out."""

    residents: int
    read_units: float


def shard(user_id: str) -> int:
    """Spread residents evenly, so that a large city is read in parallel and written without a hot key."""
    return zlib.crc32(user_id.encode()) % SHARDS


def segment_key(municipality: str, shard_number: int) -> str:
    """Name one shard of a municipality in the index `by-segment`."""
    return f"{municipality}#{shard_number}"
