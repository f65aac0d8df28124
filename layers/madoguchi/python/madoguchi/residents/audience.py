"""Whom a broadcast reaches: registered friends of a segment, read from the index, never by a scan."""

from collections.abc import Iterator

from madoguchi.residents import store
from madoguchi.residents.model import SHARDS, Recipient, Segment
from madoguchi.runtime.content import content


def municipality_codes() -> tuple[str, ...]:
    """Return the codes of all municipalities of the prefecture."""
    return tuple(one["id"] for one in content("municipalities")["municipalities"])


def recipients(segment: Segment, shard: int) -> Iterator[list[Recipient]]:
    """Yield pages of the residents of one shard (0 to SHARDS - 1) of a segment, with their languages.

    Somebody with several of the municipalities comes once for each of them.
    """
    # Everybody has a home, so for all of them the one index is enough.
    places = store.INDEXES if segment.municipalities else store.INDEXES[:1]
    for municipality in segment.municipalities or municipality_codes():
        for place in range(len(places)):
            yield from store.query(segment, municipality, shard, place)


def pages(segment: Segment, shard: int) -> Iterator[list[str]]:
    """Yield pages of the LINE user ids of one shard of a segment."""
    for page in recipients(segment, shard):
        yield [recipient.user_id for recipient in page]


def count(segment: Segment) -> int:
    """Count the residents of a segment now, each once."""
    return sum(len({one for page in pages(segment, shard) for one in page}) for shard in range(SHARDS))
