"""The store of applications on a bad day: others in between, calls lost before or after they were done."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from madoguchi.forms.application.seats import Appended, Draw, Queued
from madoguchi.forms.definition.model import (
    Application,
    Change,
    Claim,
    Dossier,
    Draft,
    Filing,
    Scan,
    StoredFile,
    Waiting,
)
from madoguchi.forms.records.store import Commit, Filed
from madoguchi.runtime.errors import Unavailable
from tests.simulation.application_store import ApplicationsInMemory
from tests.simulation.turns import Turns


class Crash(Exception):
    """The function's container dies here; nobody gets an answer."""


@dataclass
class FaultyApplications:
    """A store behind faults. `rate` is the chance of a fault at each side of each call."""

    inner: ApplicationsInMemory
    turns: Turns
    dice: random.Random
    rate: float = 0.0
    faults: int = field(default=0)
    notes_lost: int = field(default=0)

    def file(self, filing: Filing) -> Commit:
        self._before()
        if self._unlucky():
            return "conflict"
        done = self.inner.file(filing)
        self._after()
        return done

    def append(self, change: Change) -> Appended:
        self._before()
        if self._unlucky():
            return "overtaken"
        done = self.inner.append(change)
        self._after()
        return done

    def forget(self, one: Application) -> bool:
        self._before()
        done = self.inner.forget(one)
        self._after()
        return done

    def queue(self, form_id: str, slot: str) -> list[Queued]:
        self._before()
        return self.inner.queue(form_id, slot)

    def taken(self, form_id: str) -> dict[str, int]:
        self._before()
        return self.inner.taken(form_id)

    def close_draw(self, form_id: str, slot: str, draw: Draw) -> Draw:
        self._before()
        closed = self.inner.close_draw(form_id, slot, draw)
        self._after()
        return closed

    def seed_draw(self, form_id: str, slot: str, seed: str) -> Draw | None:
        self._before()
        drawn = self.inner.seed_draw(form_id, slot, seed)
        self._after()
        return drawn

    def draw(self, form_id: str, slot: str) -> Draw | None:
        self._before()
        return self.inner.draw(form_id, slot)

    def inbox(
        self, owner: str, form_id: str, day: date, after: str = "", at_once: int | None = None
    ) -> list[Waiting]:
        self._before()
        return self.inner.inbox(owner, form_id, day, after, at_once)

    def claim(self, form_id: str, key_hash: str) -> Claim | None:
        self._before()
        return self.inner.claim(form_id, key_hash)

    def dossier(self, number: str) -> Dossier | None:
        self._before()
        return self.inner.dossier(number)

    def of_person(self, person: str) -> list[Filed]:
        self._before()
        return self.inner.of_person(person)

    def keep_definition(self, form_id: str, definition: str, source: str) -> None:
        self._before()
        self.inner.keep_definition(form_id, definition, source)
        self._after()

    def definition(self, form_id: str, definition: str) -> str | None:
        self._before()
        return self.inner.definition(form_id, definition)

    def definitions(self, form_id: str) -> Iterable[str]:
        self._before()
        return self.inner.definitions(form_id)

    def keep_draft(self, name: str, draft: Draft) -> None:
        self._before()
        self.inner.keep_draft(name, draft)
        self._after()

    def draft(self, name: str) -> Draft | None:
        self._before()
        return self.inner.draft(name)

    def drop_draft(self, name: str) -> None:
        self._before()
        self.inner.drop_draft(name)
        self._after()

    def keep_file(self, one: StoredFile) -> None:
        self._before()
        self.inner.keep_file(one)
        self._after()

    def stored_file(self, file_id: str) -> StoredFile | None:
        self._before()
        return self.inner.stored_file(file_id)

    def note_scan(self, file_id: str, scan: Scan, until: datetime) -> None:
        self._before()
        self.inner.note_scan(file_id, scan, until)
        self._after()

    def move_file(self, file_id: str, object_key: str, until: datetime) -> None:
        self._before()
        self.inner.move_file(file_id, object_key, until)
        self._after()

    def was_mailed(self, number: str, letter: str) -> bool:
        self._before()
        return self.inner.was_mailed(number, letter)

    def note_mailed(self, number: str, letter: str, until: datetime) -> None:
        self.notes_lost += 1
        self._before()
        self.notes_lost -= 1
        self.inner.note_mailed(number, letter, until)
        self._after()

    def count_attempt(self, number: str, at: datetime) -> bool:
        self._before()
        return self.inner.count_attempt(number, at)

    def forget_attempts(self, number: str) -> None:
        self._before()
        self.inner.forget_attempts(number)
        self._after()

    def _before(self) -> None:
        self.turns.pass_on()
        self._fail("before")

    def _after(self) -> None:
        self._fail("after")
        self.turns.pass_on()

    def _fail(self, when: str) -> None:
        if self._unlucky():
            self.faults += 1
            raise self.dice.choice([Unavailable(f"lost {when}"), Crash(when)])

    def _unlucky(self) -> bool:
        return self.dice.random() < self.rate
