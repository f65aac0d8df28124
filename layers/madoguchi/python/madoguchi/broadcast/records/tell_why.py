"""Tell why: what one message that reached a resident was, for this resident alone."""

from collections.abc import Iterator
from datetime import datetime

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import Broadcast
from madoguchi.broadcast.definition.told import Named, Told
from madoguchi.broadcast.message import compose, question
from madoguchi.broadcast.records import ledger_store, store
from madoguchi.runtime.errors import NotFound


def tell_why(user_id: str, broadcast_id: str, chunk_name: str, language: str) -> Told | None:
    """Say which broadcast a chunk's message was; None unless it reached this resident within 90 days.

    5 read units, and a broadcast's messages once a process (some 2); 1 more, and those messages, for each
    correction of it and for what it corrects. Raises Unavailable.
    """
    try:
        broadcast = store.find(broadcast_id)
        if not chunk.size(broadcast, chunk_name):
            return None
        ref = ChunkRef(broadcast.id, broadcast.attempt, chunk_name)
        position = ledger_store.recipients(ref).index(user_id)
    except (NotFound, ValueError):
        return None
    line = ledger_store.line(ref)
    if line is None or not line.may_have_reached(position):
        return None
    return _told(broadcast, line, language)


def _told(broadcast: Broadcast, line: Entry, language: str) -> Told:
    stopped = [step.at for step in broadcast.history if step.what == "cancelled"]
    return Told(
        what=_named(broadcast, line.decided_at or line.first_tried_at, language),
        kind=broadcast.kind,
        segment=broadcast.addressees.segment,
        is_personal=chunk.is_personal(broadcast, chunk.stream_of(line.chunk)),
        stopped_at=stopped[-1] if stopped else None,
        corrects=_corrected(broadcast, language),
        corrected_by=tuple(_corrections(broadcast, language)),
    )


def _corrections(broadcast: Broadcast, language: str) -> Iterator[Named]:
    noted = map(store.find, store.corrections(broadcast.id))
    frozen = [(one.frozen_at, one) for one in noted if one.frozen_at]
    for at, one in sorted(frozen, key=lambda found: found[0]):
        yield _named(one, at, language)


def _corrected(broadcast: Broadcast, language: str) -> Named | None:
    if not broadcast.addressees.corrects:
        return None
    before = store.find(broadcast.addressees.corrects)
    return _named(before, before.frozen_at, language)


def _named(broadcast: Broadcast, at: datetime | None, language: str) -> Named:
    by_stream = store.messages(broadcast.id, broadcast.content_hash)
    return Named(question.headline(compose.of_stream(by_stream, language)), at or broadcast.send_at)
