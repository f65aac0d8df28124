"""An application's history as a chain: each entry seals its own content and everything before it.

The seal is keyed, so who can write to the table cannot forge an entry. The application keeps the last seal
and the count, so an entry cut off the end is missed too.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from madoguchi.flow.model import Value
from madoguchi.forms.model import Application, Dossier, Entry
from madoguchi.runtime.clock import iso


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


def broken(key: bytes, dossier: Dossier) -> Iterator[str]:
    """Say what was changed, removed or reordered in a history; nothing when it is whole."""
    application, before = dossier.application, ""
    for place, one in enumerate(dossier.entries, 1):
        if one.position != place:
            yield f"entry {place} is missing: {one.position} stands in its place"
        if one.number != application.number:
            yield f"entry {one.position} belongs to another application"
        if not hmac.compare_digest(one.check, _seal(key, one, before)):
            yield f"entry {one.position} is not as it was sealed"
        before = one.check
    yield from _broken_head(application, dossier.entries)


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
