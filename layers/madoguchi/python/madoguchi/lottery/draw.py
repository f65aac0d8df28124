"""A draw that anyone can recompute: entries committed by hash, a public seed, winners that follow from both.

1. When the campaign ends, the entries file is closed and its hash published: no entry can come or go unseen.
2. A public number that nobody can know on that day, named beforehand, becomes the seed when it is published.
3. Each entry's ticket is HMAC-SHA256 of its number, keyed by hash and seed; the lowest tickets win, in order.

Seats are drawn the same way: in the order of the tickets, each entry takes the seats that it asked for while
there are so many left. An entry that has gone is passed over, and nobody else's place changes by it.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping

from madoguchi.runtime.errors import BadRequest

VERSION = "madoguchi-draw-1"
ENTRY = re.compile(r"[0-9A-Z-]{6,40}")


def entries_file(numbers: Iterable[str]) -> bytes:
    """Write the closed entries: sorted, one a line. Raises BadRequest for a repeated or malformed number."""
    listed = sorted(numbers)
    if wrong := [number for number in listed if not ENTRY.fullmatch(number)]:
        raise BadRequest(f"{len(wrong)} entry numbers are malformed, such as {wrong[0]!r}")
    if len(set(listed)) != len(listed):
        raise BadRequest("an entry number stands there twice: one entry a person")
    return "".join(f"{number}\n" for number in listed).encode()


def commitment(entries: bytes) -> str:
    """Return the hash that is published before the seed can be known."""
    return hashlib.sha256(entries).hexdigest()


def winners(entries: bytes, seed: str, count: int) -> list[str]:
    """Draw: the entry numbers of the lowest tickets, first prize first."""
    numbers = entries.decode().splitlines()
    if not 0 < count <= len(numbers):
        raise BadRequest(f"{count} winners of {len(numbers)} entries")
    return ranked(numbers, commitment(entries), seed)[:count]


def ranked(numbers: Iterable[str], committed: str, seed: str) -> list[str]:
    """Put entry numbers into the order of their tickets, under a commitment and its seed."""
    if not seed.strip():
        raise BadRequest("a draw needs its public seed")
    key = hashlib.sha256(f"{VERSION}\n{committed}\n{seed}".encode()).digest()
    return sorted(numbers, key=lambda number: hmac.digest(key, number.encode(), "sha256"))


def seated(order: Iterable[str], seats: Mapping[str, int], capacity: int) -> list[str]:
    """Return who gets the seats that they asked for: in this order, whoever still fits."""
    found, left = [], capacity
    for number in order:
        if seats[number] <= left:
            found.append(number)
            left -= seats[number]
    return found
