"""An application's history as a chain: each entry seals its own content and everything before it.

The seal is keyed, so who can write to the table cannot forge an entry. The application keeps the last seal
and the count, so an entry cut off the end is missed; whoever puts the application back with it is found
out by the anchors that the office's trail (`office.trail`) keeps of what staff have touched.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from madoguchi.flow.model import Value
from madoguchi.forms.definition.model import Application, Dossier, Entry
from madoguchi.runtime.clock import iso

Anchor = tuple[int, str]
"""Position and check of an entry, kept where whoever can write to the table cannot write."""


def entry(
    key: bytes,
    number: str,
    previous: tuple[int, str],
    kind: str,
    at: datetime,
    by: str,
    facts: Mapping[str, str] | None = None,
    definition: str = "",
    answers: Mapping[str, Value] | None = None,
) -> Entry:
    """Seal what happened, after `previous`: position and check of the entry before, `(0, "")` at first."""
    position, before = previous[0] + 1, previous[1]
    unsealed = Entry(number, position, kind, at, by, "", facts or {}, definition, answers)
    return replace(unsealed, check=_seal(key, unsealed, before))


def broken(key: bytes, dossier: Dossier, anchors: Iterable[Anchor] = ()) -> Iterator[str]:
    """Say what was changed, removed or reordered in a history; nothing when it is whole.

    Without `anchors` kept elsewhere a cut end goes unnoticed where the application was put back with it.
    """
    yield from broken_chain(key, dossier.application.number, dossier.entries)
    yield from _broken_head(dossier.application, dossier.entries)
    yield from unanchored(dossier.entries, anchors)


def broken_chain(key: bytes, name: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Say what was changed, removed from the middle, or reordered in the chain of entries of this name."""
    before = ""
    for place, one in enumerate(entries, 1):
        if one.position != place:
            yield f"entry {place} is missing: {one.position} stands in its place"
        if one.number != name:
            yield f"entry {one.position} belongs to another chain"
        if not hmac.compare_digest(one.check, _seal(key, one, before)):
            yield f"entry {one.position} is not as it was sealed"
        before = one.check


def unanchored(entries: Sequence[Entry], anchors: Iterable[Anchor]) -> Iterator[str]:
    """Say which entries that are vouched for elsewhere are not there as they were."""
    checks = {one.position: one.check for one in entries}
    for position, check in anchors:
        if position not in checks:
            yield f"entry {position} was made and is not there: the end was cut off"
        elif not hmac.compare_digest(checks[position], check):
            yield f"entry {position} is not the one that was anchored"


def _broken_head(application: Application, entries: Sequence[Entry]) -> Iterator[str]:
    if application.entries != len(entries):
        yield f"{application.entries} entries were made, {len(entries)} are there"
    elif not entries or application.head != entries[-1].check:
        yield "the last entry is not the one that the application names"
    elif application.arrived_at != entries[0].at:
        yield "the arrival is not the one of the first entry"


def _seal(key: bytes, one: Entry, before: str) -> str:
    what = (one.kind, iso(one.at), one.by, one.facts, one.definition, one.answers)
    parts = (before, one.number, one.position, *what)
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()
