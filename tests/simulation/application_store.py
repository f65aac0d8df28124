"""Applications in memory, with the promises of the real store; a contract test holds both to them."""

import copy
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from madoguchi.forms.model import Application, Change, Claim, Dossier, Entry, Filing, Waiting
from madoguchi.forms.store import ATTEMPTS_MAX, ATTEMPTS_SECONDS, Commit, Filed
from madoguchi.runtime.clock import JST


@dataclass
class ApplicationsInMemory:
    """A store whose transactions are whole, because nothing runs beside them."""

    applications: dict[str, Application] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    persons: dict[tuple[str, str], Filed] = field(default_factory=dict)
    definitions: dict[tuple[str, str], str] = field(default_factory=dict)
    attempts: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    seats: Counter[str] = field(default_factory=Counter)

    def file(self, filing: Filing) -> Commit:
        application, claim = filing.application, filing.claim
        person = (application.person, filing.person_key)
        if (claim.form_id, claim.key_hash) in self.claims:
            return "key_spent"
        if application.number in self.applications:
            return "number_taken"
        if filing.person_key and person in self.persons:
            return "person_applied"
        if filing.capacity is not None and self.seats[claim.form_id] + application.seats > filing.capacity:
            return "full"
        self.seats[claim.form_id] += application.seats
        self.claims[claim.form_id, claim.key_hash] = claim
        self.applications[application.number] = application
        self.entries[application.number] = [copy.deepcopy(filing.entry)]
        if filing.person_key:
            self.persons[person] = Filed(application.number, application.form_id, application.arrived_at)
        return "committed"

    def append(self, change: Change) -> bool:
        number = change.after.number
        if self.applications[number].head != change.before.head:
            return False
        self.seats[change.after.form_id] -= change.before.seats - change.after.seats
        self.applications[number] = change.after
        self.entries[number].append(copy.deepcopy(change.entry))
        return True

    def inbox(self, owner: str, form_id: str, day: date) -> list[Waiting]:
        found = [
            Waiting(one.number, one.arrived_at, one.state)
            for one in self.applications.values()
            if (one.owner, one.form_id, one.arrived_at.astimezone(JST).date()) == (owner, form_id, day)
        ]
        return sorted(found, key=lambda one: one.arrived_at)

    def claim(self, form_id: str, key_hash: str) -> Claim | None:
        return self.claims.get((form_id, key_hash))

    def dossier(self, number: str) -> Dossier | None:
        application = self.applications.get(number)
        return Dossier(application, tuple(self.entries[number])) if application else None

    def of_person(self, person: str) -> list[Filed]:
        found = [filed for (one, _), filed in self.persons.items() if one == person]
        return sorted(found, key=lambda one: one.arrived_at, reverse=True)

    def keep_definition(self, form_id: str, definition: str, source: str) -> None:
        self.definitions.setdefault((form_id, definition), source)

    def definition(self, form_id: str, definition: str) -> str | None:
        return self.definitions.get((form_id, definition))

    def count_attempt(self, number: str, at: datetime) -> bool:
        count, until = self.attempts.get(number, (0, at))
        count = 0 if until <= at else count
        if count >= ATTEMPTS_MAX:
            return False
        self.attempts[number] = (count + 1, at + timedelta(seconds=ATTEMPTS_SECONDS))
        return True

    def forget_attempts(self, number: str) -> None:
        self.attempts.pop(number, None)
