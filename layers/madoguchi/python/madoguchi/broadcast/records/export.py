"""Export: a broadcast's whole ledger, for keeping elsewhere and for `local/verify_ledger.py`."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from madoguchi.broadcast.definition import chunk
from madoguchi.broadcast.definition.chunk import ChunkRef
from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import APPROVERS, Broadcast
from madoguchi.broadcast.definition.ports import Ports
from madoguchi.runtime.errors import NotFound

COLUMNS = (
    *("chunk", "recipients", "outcome", "tries", "first_tried_at", "decided_at", "status"),
    *("request_id", "retry_key", "body_hash", "people", "arrived", "resolved_by", "reason"),
)


def export(ports: Ports, broadcast_id: str, *, recipients: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the broadcast, with everything that its approvals bind, and then every planned chunk.

    Times are datetimes. With `recipients` chunks carry LINE user ids while they are kept (90 days), and what
    personal messages said of them (2 days): treat that as personal data. Raises NotFound.
    """
    broadcast = ports.broadcasts.find(broadcast_id)
    messages = ports.broadcasts.messages(broadcast.id, broadcast.content_hash)
    yield {
        "type": "broadcast",
        **asdict(broadcast),
        "approval_hash": broadcast.approval_hash(),
        "approvers_needed": APPROVERS[broadcast.kind],
        "bound": broadcast.bound(),
        "messages": messages,
    }
    if not broadcast.attempt:
        return
    lines = {entry.chunk: entry for entry in ports.ledger.entries(broadcast.id, broadcast.attempt)}
    for name, size in chunk.sizes(broadcast).items():
        line = {"type": "chunk", **_line(lines.get(name) or Entry(name, size))}
        yield line | (_people(ports, broadcast, name) if recipients else {})


def _line(entry: Entry) -> dict[str, Any]:
    found = asdict(entry)
    resolution = found.pop("resolution") or {}
    for private in ("lease", "lease_until"):
        found.pop(private)
    return {
        **found,
        "arrived": resolution.get("arrived"),
        "resolved_by": resolution.get("by"),
        "resolved_at": resolution.get("at"),
        "reason": resolution.get("reason"),
    }


def _people(ports: Ports, broadcast: Broadcast, name: str) -> dict[str, Any]:
    ref = ChunkRef(broadcast.id, broadcast.attempt, name)
    try:
        found: dict[str, Any] = {"to": ports.ledger.recipients(ref)}
        if chunk.is_personal(broadcast, chunk.stream_of(name)):
            found["values"] = ports.ledger.values(ref)
    except NotFound:
        # Expired: what they received is still named by the hash of its body.
        return {}
    return found
