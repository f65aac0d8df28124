"""Broadcasts as the staff's API shows them."""

from datetime import datetime, timedelta

from madoguchi.broadcast.definition import chunk, ledger
from madoguchi.broadcast.definition.ledger import Entry
from madoguchi.broadcast.definition.model import APPROVERS, Broadcast
from madoguchi.broadcast.delivery.dead_letters import Letter
from madoguchi.broadcast.delivery.pace import LINE_CALLS_A_SECOND, PUSHES_A_SECOND
from madoguchi.broadcast.desk import shapes_api as shapes
from madoguchi.broadcast.records.explain import Explanation
from madoguchi.residents.segment_text import describe

BAR, LATELY = 30, timedelta(seconds=10)


def shown(broadcast: Broadcast) -> shapes.Shown:
    """Show a broadcast, with what sending it will take."""
    pushes, multicasts = _calls(broadcast)
    return shapes.Shown(
        id=broadcast.id,
        kind=broadcast.kind,
        state=broadcast.state,
        content=broadcast.content,
        languages=list(broadcast.languages),
        segment=describe(broadcast.addressees.segment),
        corrects=broadcast.addressees.corrects,
        completes=broadcast.addressees.completes,
        completed_by=broadcast.completed_by,
        send_at=broadcast.send_at,
        counted=broadcast.counted,
        calls=pushes + multicasts,
        seconds=pushes / PUSHES_A_SECOND + multicasts / LINE_CALLS_A_SECOND,
        at_most=broadcast.has_common and not broadcast.streams,
        hash=broadcast.approval_hash(),
        approved_by=[one.by for one in broadcast.approvals],
        approvals_needed=APPROVERS[broadcast.kind],
        author=broadcast.author,
        planned=broadcast.planned,
        totals=dict(broadcast.totals),
        spared=dict(broadcast.held),
        history=[
            shapes.Step(what=one.what, by=one.by, at=one.at, reason=one.reason) for one in broadcast.history
        ],
    )


def _calls(broadcast: Broadcast) -> tuple[int, int]:
    # Where nobody knows yet who reads the common text, all count as personal: `at_most`.
    streams = broadcast.streams or {"ja": broadcast.counted}
    pushes = sum(people for one, people in streams.items() if chunk.is_personal(broadcast, one))
    alike = [people for one, people in streams.items() if not chunk.is_personal(broadcast, one)]
    return pushes, sum(-(-people // chunk.CHUNK_SIZE) for people in alike)


def progress(broadcast: Broadcast, entries: list[Entry], at: datetime) -> shapes.Progress:
    """Add up how far a broadcast has come."""
    found = ledger.report(broadcast, entries)
    decided = sum(found.totals.values())
    filled = round(BAR * decided / found.planned) if found.planned else 0
    lately = sum(one.recipients for one in entries if one.decided_at and at - one.decided_at < LATELY)
    return shapes.Progress(
        state=broadcast.state,
        planned=found.planned,
        totals=dict(found.totals),
        open_chunks=len(found.open_chunks),
        bar="#" * filled + "." * (BAR - filled),
        people_a_second=lately / LATELY.total_seconds(),
        adds_up=found.adds_up,
        problems=list(found.problems),
        unresolved=list(found.unresolved),
    )


def explained(found: Explanation) -> shapes.Explained:
    """Show what became of a resident."""
    return shapes.Explained(
        fate=found.fate,
        why=found.why,
        chunk=found.chunk,
        decided_at=found.entry.decided_at if found.entry else None,
        request_id=found.request_id,
    )


def letters(found: list[Letter]) -> shapes.Letters:
    """Show dead letters."""
    return shapes.Letters(
        letters=[
            {
                "broadcast": one.ref.broadcast if one.ref else "",
                "chunk": one.ref.chunk if one.ref else "",
                "standing": one.standing,
            }
            for one in found
        ]
    )
