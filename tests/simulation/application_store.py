"""Applications in memory, with the promises of the real store; a contract test holds both to them."""

import copy
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from madoguchi.forms.application.seats import Appended, Draw, Queued, moves, place
from madoguchi.forms.definition.model import (
    Application,
    Change,
    Claim,
    Dossier,
    Draft,
    Entry,
    Filing,
    Scan,
    StoredFile,
    Waiting,
    outweighed,
)
from madoguchi.forms.records.items import arrival_place
from madoguchi.forms.records.store import ATTEMPTS_MAX, ATTEMPTS_SECONDS, Commit, Filed
from madoguchi.runtime.clock import JST


@dataclass
class ApplicationsInMemory:
    """A store whose transactions are whole, because nothing runs beside them."""

    applications: dict[str, Application] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    persons: dict[tuple[str, str], Filed] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    attempts: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    mailed: dict[tuple[str, str], datetime] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    scans: dict[str, Scan] = field(default_factory=dict)
    scanned_until: dict[str, datetime] = field(default_factory=dict)
    seats: Counter[tuple[str, str]] = field(default_factory=Counter)
    queued: Counter[tuple[str, str]] = field(default_factory=Counter)
    queues: set[Queued] = field(default_factory=set)
    draws: dict[tuple[str, str], Draw] = field(default_factory=dict)

    def file(self, filing: Filing) -> Commit:
        application, claim = filing.application, filing.claim
        person = (application.person, application.person_key)
        if (claim.form_id, claim.key_hash) in self.claims:
            return "key_spent"
        if application.number in self.applications:
            return "number_taken"
        if application.person_key and person in self.persons:
            return "person_applied"
        if not self._seats_move(None, application, filing.capacity):
            return "full"
        self.claims[claim.form_id, claim.key_hash] = claim
        self.applications[application.number] = application
        self.entries[application.number] = [copy.deepcopy(filing.entry)]
        if application.person_key:
            self._keep_person(application)
        return "committed"

    def append(self, change: Change) -> Appended:
        before, after = change.before, change.after
        if self.applications[after.number].head != before.head:
            return "overtaken"
        if not self._seats_move(before, after, change.capacity):
            return "full"
        if before.person_key != after.person_key:
            self.persons.pop((before.person, before.person_key), None)
            self._keep_person(after)
        self.applications[after.number] = after
        self.entries[after.number].append(copy.deepcopy(change.entry))
        return "committed"

    def _keep_person(self, one: Application) -> None:
        self.persons[one.person, one.person_key] = Filed(
            one.number, one.form_id, one.arrived_at, one.expires_at
        )

    def _seats_move(self, before: Application | None, after: Application, capacity: int) -> bool:
        form_id, moving = after.form_id, list(moves(before, after, capacity))
        for one in moving:
            there = (form_id, one.slot)
            passes = one.in_turn and self.queued[there] > 0
            if one.taken > 0 and (passes or self.seats[there] + one.taken > one.capacity):
                return False
        for one in moving:
            self.seats[form_id, one.slot] += one.taken
            self.queued[form_id, one.slot] += one.queued
        if before and (was := place(before)):
            self.queues.discard(was)
        if now := place(after):
            self.queues.add(now)
        return True

    def queue(self, form_id: str, slot: str) -> list[Queued]:
        found = [one for one in self.queues if (one.form_id, one.slot) == (form_id, slot)]
        return sorted(found, key=lambda one: (one.arrived_at, one.number))

    def taken(self, form_id: str) -> dict[str, int]:
        return {slot: seats for (one, slot), seats in self.seats.items() if one == form_id}

    def close_draw(self, form_id: str, slot: str, draw: Draw) -> Draw:
        return self.draws.setdefault((form_id, slot), draw)

    def forget(self, one: Application) -> bool:
        if self.applications.get(one.number) != one:
            return False
        del self.applications[one.number]
        self.persons.pop((one.person, one.person_key), None)
        return True

    def seed_draw(self, form_id: str, slot: str, seed: str) -> Draw | None:
        draw = self.draws.get((form_id, slot))
        if draw and not draw.seed:
            self.draws[form_id, slot] = replace(draw, seed=seed)
        return self.draws.get((form_id, slot))

    def draw(self, form_id: str, slot: str) -> Draw | None:
        return self.draws.get((form_id, slot))

    def inbox(
        self, owner: str, form_id: str, day: date, after: str = "", _at_once: int | None = None
    ) -> list[Waiting]:
        found = [
            Waiting(one.number, one.arrived_at, one.state)
            for one in self.applications.values()
            if (one.owner, one.form_id, one.arrived_at.astimezone(JST).date()) == (owner, form_id, day)
        ]
        return sorted(
            (one for one in found if arrival_place(one.arrived_at, one.number) > after),
            key=lambda one: (one.arrived_at, one.number),
        )

    def claim(self, form_id: str, key_hash: str) -> Claim | None:
        return self.claims.get((form_id, key_hash))

    def dossier(self, number: str) -> Dossier | None:
        application = self.applications.get(number)
        return Dossier(application, tuple(self.entries[number])) if application else None

    def of_person(self, person: str) -> list[Filed]:
        found = [filed for (one, _), filed in self.persons.items() if one == person]
        return sorted(found, key=lambda one: one.arrived_at, reverse=True)

    def keep_definition(self, form_id: str, definition: str, source: str) -> None:
        self.sources.setdefault((form_id, definition), source)

    def definition(self, form_id: str, definition: str) -> str | None:
        return self.sources.get((form_id, definition))

    def definitions(self, form_id: str) -> list[str]:
        return [source for (of, _), source in self.sources.items() if of == form_id]

    def keep_draft(self, name: str, draft: Draft) -> None:
        self.drafts[name] = draft

    def draft(self, name: str) -> Draft | None:
        return self.drafts.get(name)

    def drop_draft(self, name: str) -> None:
        self.drafts.pop(name, None)

    def keep_file(self, one: StoredFile) -> None:
        known = self.files.get(one.id)
        if known and known.key != one.key:
            return
        self.files[one.id] = replace(one, scan=known.scan if known else self.scans.get(one.id, one.scan))

    def stored_file(self, file_id: str) -> StoredFile | None:
        return self.files.get(file_id)

    def note_scan(self, file_id: str, scan: Scan, until: datetime) -> None:
        known = self.scans.get(file_id, "pending")
        if known not in outweighed(scan):
            return
        self.scans[file_id] = scan
        self.scanned_until[file_id] = until
        if file_id in self.files:
            self.files[file_id] = replace(self.files[file_id], scan=scan)

    def move_file(self, file_id: str, object_key: str, until: datetime) -> None:
        self.files[file_id] = replace(self.files[file_id], key=object_key, until=until)

    def was_mailed(self, number: str, letter: str) -> bool:
        return (number, letter) in self.mailed

    def note_mailed(self, number: str, letter: str, until: datetime) -> None:
        self.mailed[number, letter] = until

    def count_attempt(self, number: str, at: datetime) -> bool:
        count, until = self.attempts.get(number, (0, at))
        count = 0 if until <= at else count
        if count >= ATTEMPTS_MAX:
            return False
        self.attempts[number] = (count + 1, at + timedelta(seconds=ATTEMPTS_SECONDS))
        return True

    def forget_attempts(self, number: str) -> None:
        self.attempts.pop(number, None)
