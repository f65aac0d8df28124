"""Create and edit: a draft with its messages composed, its audience counted, and a hash to approve."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.broadcast.audience import left_over, reached
from madoguchi.broadcast.audience.freeze_audience import with_values
from madoguchi.broadcast.definition import model
from madoguchi.broadcast.definition.model import Addressees, Broadcast, Kind, Step
from madoguchi.broadcast.definition.ports import Messages, Ports
from madoguchi.broadcast.message import compose, personal
from madoguchi.residents.model import SHARDS
from madoguchi.runtime.errors import BadRequest


def create(
    ports: Ports, content: str, addressees: Addressees, send_at: datetime, author: str, liff_url: str
) -> Broadcast:
    """Create a draft from content; `send_at` carries a zone.

    Raises NotFound for unknown content and BadRequest for an audience that its kind must not reach.
    """
    found, by_stream = facts(ports, content, addressees, liff_url)
    broadcast = Broadcast(
        id=new_id(ports),
        **found,
        send_at=send_at,
        author=author,
        history=(Step("created", author, ports.now()),),
    )
    ports.broadcasts.keep_messages(broadcast.id, broadcast.content_hash, by_stream)
    ports.broadcasts.add(broadcast)
    return broadcast


def edit(
    ports: Ports,
    broadcast_id: str,
    content: str,
    addressees: Addressees,
    send_at: datetime,
    by: str,
    liff_url: str,
) -> Broadcast:
    """Change a broadcast that is not frozen yet. Its approvals and its schedule are void afterwards.

    Raises NotInThisState when it is frozen, BadRequest when its kind would change.
    """
    before = ports.broadcasts.find(broadcast_id)
    found, by_stream = facts(ports, content, addressees, liff_url, broadcast_id)
    edited = model.edit(before, by, ports.now(), **found, send_at=send_at)
    ports.broadcasts.keep_messages(broadcast_id, edited.content_hash, by_stream)
    ports.broadcasts.replace(edited)
    return edited


def new_id(ports: Ports) -> str:
    """Return an id that tells the day on which it was made."""
    return f"{ports.now():%Y%m%d}-{ports.new_id()[:8]}"


def facts(
    ports: Ports, content: str, addressees: Addressees, liff_url: str, name: str = ""
) -> tuple[dict[str, Any], Mapping[str, Messages]]:
    """Return what a draft, of a broadcast or of a series, says to whom, and its messages by stream.

    `name` is the draft's own, when it is there already. Raises NotFound for unknown content, BadRequest for
    an audience that its kind must not reach, and NotInThisState for those left over when there are none.
    """
    piece = compose.read(content)
    kind = Kind(piece["kind"])
    model.check_addressees(kind, addressees)
    by_stream = compose.compose(piece, liff_url)
    placeholders, has_common = personal.placeholders(by_stream), bool(piece.get("common"))
    missing = () if has_common else set(placeholders) - _left_out_before(ports, addressees.completes)
    personal.check_reach(kind, addressees, missing)
    # With a common text nobody is left out for what is not known of them.
    left_without = () if has_common else placeholders
    return {
        "kind": kind,
        "content": content,
        "content_hash": compose.content_hash(by_stream),
        "languages": compose.languages(piece),
        "addressees": addressees,
        "counted": _count(ports, name, kind, addressees, left_without),
        "placeholders": placeholders,
        "has_common": has_common,
    }, by_stream


def _count(ports: Ports, name: str, kind: Kind, addressees: Addressees, placeholders: tuple[str, ...]) -> int:
    """Count whom a broadcast would be frozen for now, as its approvers see it."""
    only = None
    if addressees.completes:
        only = left_over.people(ports, name, _same_kind(ports, kind, addressees.completes))
    if addressees.corrects:
        corrected = _same_kind(ports, kind, addressees.corrects)
        told = sum(len(entry.reached()) for entry in reached.lines(ports, corrected))
        return told if only is None else len(only)
    if not placeholders and only is None:
        return ports.audience.count(addressees.segment)
    found: list[set[str]] = [set() for _ in range(SHARDS)]

    def read(shard: int) -> None:
        for page in ports.audience.recipients(addressees.segment, shard):
            meant = {one.user_id: one.language for one in page if only is None or one.user_id in only}
            found[shard].update(with_values(ports, placeholders, meant))

    ports.each(read, range(SHARDS))
    return sum(map(len, found))


def _left_out_before(ports: Ports, completes: str) -> set[str]:
    """Name what whoever is left over of a broadcast was known by: it had left out the others itself."""
    before = ports.broadcasts.find(completes) if completes else None
    return set(before.placeholders) if before and not before.has_common else set()


def _same_kind(ports: Ports, kind: Kind, broadcast_id: str) -> Broadcast:
    before = ports.broadcasts.find(broadcast_id)
    if before.kind is not kind:
        told = f"a {before.kind} broadcast is corrected and completed by a {before.kind} one"
        raise BadRequest(told, why="kind_differs")
    return before
