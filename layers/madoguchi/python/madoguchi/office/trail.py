"""The trail of an owner: everything that its staff did, as one chain of sealed entries.

Each entry about an application names the head of that application's own history, so neither can be cut short
without the other telling. The trail's own head is written to the log, whose rights are another's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from madoguchi.forms.application.history import Anchor, broken_chain, entry, unanchored
from madoguchi.forms.definition.model import Application, Entry
from madoguchi.runtime.errors import Unavailable
from madoguchi.runtime.log import logger

TRIALS = 8


class TrailStore(Protocol):
    """Trails, kept. `OfficeStore` says what each operation promises."""

    def trail_head(self, owner: str) -> Anchor: ...
    def append_to_trail(self, owner: str, before: Anchor, one: Entry) -> bool: ...
    def trail(self, owner: str, after: int = 0, limit: int | None = None) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Doing:
    """What a member of staff does: `facts` hold identifiers and counts, never a resident's words."""

    kind: str
    by: str
    facts: Mapping[str, str]


def chain_name(owner: str) -> str:
    """Return the name that a trail's entries are sealed with."""
    return f"trail of {owner}"


def record(
    owner: str,
    doing: Doing,
    at: datetime,
    key: bytes,
    store: TrailStore,
    pause: Callable[[int], None] = lambda _trial: None,
) -> Entry:
    """Put something on record; `pause` waits after trial number n of a write that met another.

    Raises Unavailable when nobody knows whether it is on record: then it must not be done.
    """
    for trial in range(TRIALS):
        before = store.trail_head(owner)
        one = entry(key, chain_name(owner), before, doing.kind, at, doing.by, doing.facts)
        if store.append_to_trail(owner, before, one):
            anchor = {"owner": owner, "position": one.position, "check": one.check}
            logger().info("trail_sealed", extra=anchor)
            return one
        pause(trial)
    raise Unavailable(f"the trail of {owner}: {TRIALS} trials met others")


def head_of(application: Application) -> dict[str, str]:
    """Write the head of an application's history as facts of the trail."""
    return {
        "number": application.number,
        "entries": str(application.entries),
        "head": application.head,
        "form": application.form_id,
    }


def anchors_of(number: str, trail: Iterable[Entry]) -> list[Anchor]:
    """List what a trail vouches for about an application."""
    facts = [one.facts for one in trail if one.facts.get("number") == number]
    return [(int(one["entries"]), one["head"]) for one in facts if "head" in one]


def broken_trail(
    key: bytes, owner: str, trail: list[Entry], head: Anchor, logged: Iterable[Anchor] = ()
) -> Iterator[str]:
    """Say what was changed, removed or reordered in a trail; `logged` are heads from the log."""
    yield from broken_chain(key, chain_name(owner), trail)
    last = (trail[-1].position, trail[-1].check) if trail else (0, "")
    if last != head:
        yield f"the trail ends at {last[0]}, its head names {head[0]}"
    yield from unanchored(trail, logged)
