"""What a resident told us: where they live, what they want to hear, in which words, when. Nothing else."""

import zlib
from dataclasses import dataclass
from datetime import datetime

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
    def municipalities(self) -> tuple[str, ...]:
        """All places, home first, each once."""
        return tuple(dict.fromkeys((self.municipality, *(place.municipality for place in self.other_places))))


@dataclass(frozen=True, slots=True)
class Segment:
    """Whom something is meant for: these municipalities and any of these topics; empty means all."""

    municipalities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One resident of a segment, and the words they read."""

    user_id: str
    language: str


def shard(user_id: str) -> int:
    """Spread residents evenly, so that a large city is read in parallel and written without a hot key."""
    return zlib.crc32(user_id.encode()) % SHARDS


def segment_key(municipality: str, shard_number: int) -> str:
    """Name one shard of a municipality in the index `by-segment`."""
    return f"{municipality}#{shard_number}"
