"""A chunk: up to 500 recipients of one stream, the most that one multicast takes.

A stream is named by the language of its readers. Personal messages go one by one, 50 to a chunk: so much a
sender does in a few seconds. Beside them a language may have a stream of its common text, for multicasts.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.broadcast.definition.model import Broadcast

CHUNK_SIZE, PEOPLE_A_CHUNK = 500, 50
RETRY_KEYS = uuid.UUID("6f1c9a52-6a4e-5f0e-9d0b-6f3f0a7b1c11")

COMMON = "-common"

_USER_ID = re.compile(r"U[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class ChunkRef:
    """Names one chunk of one frozen audience, as the queue carries it."""

    broadcast: str
    attempt: str
    chunk: str


def name(stream: str, number: int) -> str:
    """Name a chunk of a language's stream; numbers begin at 1."""
    return f"{stream}-{number:05d}"


def stream_of(chunk: str) -> str:
    """Return the stream that a chunk is of."""
    return chunk.rpartition("-")[0]


def language_of(stream: str) -> str:
    """Return the language of a stream's readers."""
    return stream.removesuffix(COMMON)


def is_personal(broadcast: Broadcast, stream: str) -> bool:
    """Tell whether everybody of a stream gets a message of their own."""
    return bool(broadcast.placeholders) and not stream.endswith(COMMON)


def most(broadcast: Broadcast, stream: str) -> int:
    """Return how many recipients a full chunk of a stream has."""
    return PEOPLE_A_CHUNK if is_personal(broadcast, stream) else CHUNK_SIZE


def sizes(broadcast: Broadcast) -> dict[str, int]:
    """Return every chunk's number of recipients: all are full but the last of each stream.

    Multicasts come first: they are over in seconds.
    """
    streams = sorted(broadcast.streams, key=lambda one: (is_personal(broadcast, one), one))
    return {
        name(stream, number): size(broadcast, name(stream, number))
        for stream in streams
        for number in range(1, -(-broadcast.streams[stream] // most(broadcast, stream)) + 1)
    }


def size(broadcast: Broadcast, chunk: str) -> int:
    """Return one chunk's number of recipients; 0 when it is none of this broadcast's."""
    stream, _, number = chunk.rpartition("-")
    if not number.isdecimal() or int(number) < 1 or name(stream, int(number)) != chunk:
        return 0
    full = most(broadcast, stream)
    return min(full, max(0, broadcast.streams.get(stream, 0) - full * (int(number) - 1)))


def pack(user_ids: Iterable[str]) -> bytes:
    """Pack LINE user ids (`U` and 32 hexadecimal digits) into 16 bytes each: 500 fit into 8 KB."""
    ids = list(user_ids)
    if bad := [one for one in ids if not _USER_ID.fullmatch(one)]:
        raise ValueError(f"{len(bad)} of {len(ids)} are not LINE user ids")
    return bytes.fromhex("".join(one[1:] for one in ids))


def unpack(packed: bytes) -> list[str]:
    """Return the user ids, in the order in which they were packed."""
    digits = packed.hex()
    return [f"U{digits[at : at + 32]}" for at in range(0, len(digits), 32)]


def body_hash(to: Sequence[str], messages: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of what a chunk's call says to whom; it names nobody, so it may be published."""
    body = json.dumps([list(to), list(messages)], ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(body).hexdigest()


def retry_key(ref: ChunkRef, body: str) -> str:
    """Return the chunk's `X-Line-Retry-Key`: the same on every try, another as soon as the body differs."""
    return str(uuid.uuid5(RETRY_KEYS, f"{ref.broadcast}/{ref.chunk}/{body}"))


def place(ref: ChunkRef, position: int) -> ChunkRef:
    """Name one recipient's place in a chunk of personal messages; positions begin at 0."""
    return ChunkRef(ref.broadcast, ref.attempt, f"{ref.chunk}/{position:02d}")
