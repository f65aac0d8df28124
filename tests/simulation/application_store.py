"""Applications in memory, with the promises of the real store; a contract test holds both to them."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from madoguchi.forms.model import Application, Claim, Dossier, Entry, Filing
from madoguchi.forms.store import ATTEMPTS_MAX, ATTEMPTS_SECONDS, Commit, Filed


@dataclass
class ApplicationsInMemory:
    """A store whose transactions are whole, because nothing runs beside them."""

    applications: dict[str, Application] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    persons: dict[tuple[str, str], Filed] = field(default_factory=dict)
    definitions: dict[tuple[str, str], str] = field(default_factory=dict)
    attempts: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def file(self, filing: Filing) -> Commit:
        application, claim = filing.application, filing.claim
        person = (application.person, filing.person_key)
        if (claim.form_id, claim.key_hash) in self.claims:
            return "key_spent"
        if application.number in self.applications:
            return "number_taken"
        if filing.person_key and person in self.persons:
            return "person_applied"
        self.claims[claim.form_id, claim.key_hash] = claim
        self.applications[application.number] = application
        self.entries[application.number] = [copy.deepcopy(filing.entry)]
        if filing.person_key:
            self.persons[person] = Filed(application.number, application.form_id, application.arrived_at)
        return "committed"

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
