"""A draw for seats: entries committed to after the form has closed, a public seed, and seats that follow.

Each slot has its own draw. Nobody's name or receipt number is published: an entry is a code that its
applicant sees on the page of their application.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from madoguchi.forms.application.seats import Draw, Queued
from madoguchi.forms.definition.model import Form
from madoguchi.forms.records.desk import Desk
from madoguchi.lottery.draw import commitment, entries_file, ranked
from madoguchi.runtime.errors import NotInThisState

SETTLES = timedelta(minutes=10)
"""An arrival in the last second of the period is written by then, or never."""


def entry_code(number: str) -> str:
    """Return the code under which an application is in a draw: nobody can tell the receipt number from it."""
    return hashlib.sha256(f"draw entry {number}".encode()).hexdigest()[:20].upper()


def close_entries(form: Form, slot: str, desk: Desk) -> tuple[Draw, bytes]:
    """Close a slot's entries: returns what was committed to and the file to publish.

    Raises NotInThisState while entries may still come. Closing again returns the first commitment; the file
    is the same unless somebody has withdrawn since, so it is published at the first closing.
    """
    closes, now = form.policy.closes, desk.clock()
    if form.policy.lottery is None or closes is None or now < closes + SETTLES:
        raise NotInThisState(f"{form.id}: entries are still open")
    entries = entries_file(entry_code(one.number) for one in desk.store.queue(form.id, slot))
    lines = len(entries.splitlines())
    draw = Draw(commitment(entries), lines, now)
    return desk.store.close_draw(form.id, slot, draw), entries


def seed(form: Form, slot: str, public_number: str, desk: Desk) -> Draw:
    """Set the seed of a closed draw; seats then go by it (`promote`). The first seed stands."""
    drawn = desk.store.seed_draw(form.id, slot, public_number) if public_number.strip() else None
    if drawn is None:
        raise NotInThisState(f"{form.id}: close the entries, then draw with a public number")
    return drawn


def in_order(queue: Iterable[Queued], draw: Draw) -> list[Queued]:
    """Put entries into the order of their tickets."""
    entries = {entry_code(one.number): one for one in queue}
    return [entries[code] for code in ranked(entries, draw.commitment, draw.seed)]
