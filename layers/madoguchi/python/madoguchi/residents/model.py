"""What a resident told us: where they live, what they want to hear, in which words. Nothing else."""

import zlib
from dataclasses import dataclass

SHARDS = 8
CONSENT_VERSION = "2026-11-24"
"""The version of the notice (content `talk/sentences`, `greeting`) that residents agree to by registering."""


@dataclass(frozen=True, slots=True)
class Resident:
    """One friend of the account. `municipality` is a 5-digit code, empty before registration."""

    user_id: str
    language: str = "ja"
    municipality: str = ""
    topics: tuple[str, ...] = ()
    following: bool = True
    consent_version: str = ""
    registered_at: str = ""

    @property
    def registered(self) -> bool:
        """Whether a municipality is known."""
        return bool(self.municipality)


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
