"""Whom a broadcast reaches: registered friends of a segment, read from the indexes, never by a scan."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from madoguchi.residents import segment_store
from madoguchi.residents.model import (
    HOME,
    MUNICIPALITY,
    NOBODY,
    SHARDS,
    Measure,
    Recipient,
    Segment,
    all_of,
    none_of,
)
from madoguchi.runtime.content import content


def municipality_codes() -> tuple[str, ...]:
    """Return the codes of all municipalities of the prefecture."""
    return tuple(one["id"] for one in content("municipalities")["municipalities"])


def recipients(segment: Segment, shard: int) -> Iterator[list[Recipient]]:
    """Yield pages of the residents of one shard (0 to SHARDS - 1) of a segment, with their languages.

    Somebody with several of its municipalities comes once for each of them.
    """
    for municipality, place, asked in _parts(segment):
        yield from segment_store.query(asked, municipality, shard, place)


def pages(segment: Segment, shard: int) -> Iterator[list[str]]:
    """Yield pages of the LINE user ids of one shard of a segment."""
    for page in recipients(segment, shard):
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
