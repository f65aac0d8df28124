"""Create and edit: a draft with its messages composed, its audience counted, and a hash to approve."""

from datetime import datetime

from madoguchi.broadcast import compose, model, personal, reached
from madoguchi.broadcast.freeze_audience import with_values
from madoguchi.broadcast.model import Addressees, Broadcast, Kind, Step
from madoguchi.broadcast.ports import Ports
from madoguchi.residents.model import SHARDS
from madoguchi.runtime.errors import BadRequest


def create(
    ports: Ports, content: str, addressees: Addressees, send_at: datetime, author: str, liff_url: str
) -> Broadcast:
    """Create a draft from content; `send_at` carries a zone.

    Raises NotFound for unknown content and BadRequest for an audience that its kind must not reach.
    """
    piece = compose.read(content)
    kind = Kind(piece["kind"])
    model.check_addressees(kind, addressees)
    by_language = compose.compose(piece, liff_url)
    placeholders = personal.placeholders(by_language)
    broadcast = Broadcast(
        id=f"{ports.now():%Y%m%d}-{ports.new_id()[:8]}",
        kind=kind,
        content=content,
        content_hash=compose.content_hash(by_language),
        languages=tuple(by_language),
        addressees=addressees,
        send_at=send_at,
        counted=count(ports, kind, addressees, placeholders),
        author=author,
        placeholders=placeholders,
        history=(Step("created", author, ports.now()),),
    )
    ports.broadcasts.keep_messages(broadcast.id, broadcast.content_hash, by_language)
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
    piece = compose.read(content)
    by_language = compose.compose(piece, liff_url)
    placeholders = personal.placeholders(by_language)
    before = ports.broadcasts.find(broadcast_id)
    edited = model.edit(
        before,
        by,
        ports.now(),
        kind=Kind(piece["kind"]),
        content=content,
        content_hash=compose.content_hash(by_language),
        languages=tuple(by_language),
        addressees=addressees,
        send_at=send_at,
        counted=count(ports, before.kind, addressees, placeholders),
        placeholders=placeholders,
    )
    ports.broadcasts.keep_messages(broadcast_id, edited.content_hash, by_language)
    ports.broadcasts.replace(edited)
    return edited


def count(ports: Ports, kind: Kind, addressees: Addressees, placeholders: tuple[str, ...]) -> int:
    """Count whom a broadcast would be frozen for now, as its approvers see it."""
    if addressees.corrects:
        corrected = ports.broadcasts.find(addressees.corrects)
        if corrected.kind is not kind:
            raise BadRequest(f"a {corrected.kind} broadcast is corrected by a {corrected.kind} one")
        return sum(len(entry.reached()) for entry in reached.lines(ports, corrected))
    if not placeholders:
        return ports.audience.count(addressees.segment)
    found: set[str] = set()
    for shard in range(SHARDS):
        for page in ports.audience.recipients(addressees.segment, shard):
            found |= with_values(ports, placeholders, {one.user_id: one.language for one in page}).keys()
    return len(found)
