"""Whom a broadcast reaches: registered friends of a segment, read from the indexes, never by a scan."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from madoguchi.residents import moves, segment_store
from madoguchi.residents.model import (
    HOME,
    MUNICIPALITY,
    NOBODY,
    SHARDS,
    Measure,
    Recipient,
    Resident,
    Segment,
    all_of,
    none_of,
)
from madoguchi.runtime.clock import now
from madoguchi.runtime.content import content


def municipality_codes() -> tuple[str, ...]:
    """Return the codes of all municipalities of the prefecture."""
    return tuple(one["id"] for one in content("municipalities")["municipalities"])


type Query = Callable[[Segment, str, int, int], Iterator[list[Recipient]]]
"""How one municipality's part of a shard is read (`segment_store.query`)."""

type Moved = Callable[[datetime, int], Iterator[list[Resident]]]
"""How those of a shard are read who may have moved since a moment (`moves.since`)."""


def recipients(
    segment: Segment, shard: int, query: Query = segment_store.query, moved: Moved = moves.since
) -> Iterator[list[Recipient]]:
    """Yield pages of the residents of one shard (0 to SHARDS - 1) of a segment, with their languages.

    Somebody with several of its municipalities comes once for each of them, and who moves in the meantime
    once more: from a place that was not read yet to one that was, they would be in neither.
    """
    began = now()
    for municipality, place, asked in _parts(segment):
        yield from query(asked, municipality, shard, place)
    for page in moved(began, shard):
        yield [_recipient(one) for one in page if one.is_found and segment.matches(one)]


def _recipient(resident: Resident) -> Recipient:
    return Recipient(resident.user_id, resident.language, resident.quiet, resident.budget)


def pages(segment: Segment, shard: int) -> Iterator[list[str]]:
    """Yield pages of the LINE user ids of one shard of a segment, without looking who moves meanwhile."""
    for municipality, place, asked in _parts(segment):
        for page in segment_store.query(asked, municipality, shard, place):
            yield [recipient.user_id for recipient in page]


def count(segment: Segment) -> int:
    """Count the residents of a segment now, each once."""
    return measure(segment).residents


def measure(segment: Segment) -> Measure:
    """Count the residents of a segment now, each once, at the read units that the freeze will cost too."""
    parts = [
        (asked, municipality, shard, place)
        for municipality, place, asked in _each_once(segment)
        for shard in range(SHARDS)
    ]
    with ThreadPoolExecutor(SHARDS) as readers:
        found = list(readers.map(lambda part: segment_store.measure(*part), parts))
    return Measure(sum(people for people, _ in found), sum(units for _, units in found))


def _parts(segment: Segment) -> Iterator[tuple[str, int, Segment]]:
    """Yield where to look: a municipality, which place it must be, and what is left to ask there."""
    inside = segment.municipalities()
    # Everybody has a home: who may live anywhere is found by that alone.
    places = 1 if inside is None else len(segment_store.INDEXES)
    for municipality in municipality_codes() if inside is None else sorted(inside):
        asked = segment.within(municipality)
        if asked != NOBODY:
            yield from ((municipality, place, asked) for place in range(places))


def _each_once(segment: Segment) -> Iterator[tuple[str, int, Segment]]:
    """Yield the same parts without whom an earlier one holds."""
    if segment.municipalities() is None:
        yield from _parts(segment)
        return
    seen: list[str] = []
    for municipality, place, asked in _parts(segment):
        if place == 0:
            earlier = none_of(*([Segment(MUNICIPALITY, tuple(seen))] if seen else []))
            seen.append(municipality)
        elsewhere = none_of(Segment(HOME, (municipality,)))
        yield municipality, place, all_of(asked, earlier, *([elsewhere] if place else []))
