"""The only place that talks to the table of applications.

pk                         sk                what                                 written
APPLICATION#<number>       APPLICATION       the application as it stands         at arrival, at each change
APPLICATION#<number>       ENTRY#<position>  one entry of its history             at arrival, at each change
CLIENT#<form>#<key hash>   CLAIM             the key of a page, spent             at arrival
PERSON#<hash of the user>  FORM#<form>...    a signed-in resident has applied     at arrival
DEFINITION#<form>          <fingerprint>     a definition that has been answered  before its first answer
MAIL#<number>              <entry>#<hash>    a letter was sent                    after it was
ATTEMPTS#<number>          ATTEMPTS          look-ups not yet known to be right   at each look-up
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from madoguchi.forms.application.seats import Appended
from madoguchi.forms.definition.model import Application, Change, Claim, Dossier, Filing, Waiting
from madoguchi.forms.records.draft_store import DraftStore
from madoguchi.forms.records.file_store import FileStore
from madoguchi.forms.records.items import (
    Item,
    application_item,
    claim_item,
    entry_item,
    inbox_item,
    inbox_key,
    key,
    moment,
    person_item,
    read_application,
    read_claim,
    read_entry,
    read_waiting,
)
from madoguchi.forms.records.seat_store import SeatStore
from madoguchi.runtime.dynamodb import ConditionFailed

ATTEMPTS_SECONDS = 15 * 60
ATTEMPTS_MAX = 10

Commit = Literal["committed", "key_spent", "person_applied", "number_taken", "full", "conflict"]
"""What became of a filing. After `conflict` the same filing may be tried again."""


class Filed(NamedTuple):
    """A line in a signed-in resident's list."""

    number: str
    form_id: str
    arrived_at: datetime
    until: datetime
    """When the application ends; that somebody has applied once may be remembered for longer."""


@dataclass(frozen=True)
class ApplicationStore(SeatStore, DraftStore, FileStore):
    """Applications in DynamoDB, read consistently: a resident sees what they just did."""

    _kept: set[str] = field(default_factory=set)

    def file(self, filing: Filing) -> Commit:
        """Write an arrival: application, first entry, spent key, inbox, person, seat; all or nothing.

        10 write units for answers up to 1 KB and two more for each further KB; 2 fewer for an unknown person,
        2 more for a seat, 4 more for a place in a queue.
        """
        own_key = self.vault.new_key(filing.application.number)
        application = replace(filing.application, locked_key=own_key.locked)
        until = application.expires_at
        new = {
            "key_spent": claim_item(filing.claim, until),
            "number_taken": application_item(application),
            "conflict": entry_item(filing.entry, until, own_key),
        }
        if application.person_key:
            new["person_applied"] = person_item(application, filing.person_until)
        writes = {reason: self.put(item, "attribute_not_exists(pk)") for reason, item in new.items()}
        writes["inbox"] = self.put(inbox_item(application))
        failed = self.transact({**writes, **self.seat_writes(None, application, filing.capacity)})
        # A spent key explains the others: the same page has filed, the same person with it.
        order: tuple[Commit, ...] = ("key_spent", "number_taken", "person_applied", "full")
        if failed is None:
            return "committed"
        return next((one for one in order if one in failed), "conflict")

    def append(self, change: Change) -> Appended:
        """Write a step of an application, with the seats that it moves."""
        before, after = change.before, change.after
        own_key = self.vault.open_key(before.number, before.locked_key)
        item = entry_item(change.entry, after.expires_at, own_key)
        writes = {
            "overtaken": self.put(application_item(after), "head = :head", {":head": {"S": before.head}}),
            "entry": self.put(item, "attribute_not_exists(pk)"),
            "inbox": self.put(inbox_item(after)),
            **self.seat_writes(before, after, change.capacity),
        }
        if after.person_key != before.person_key:
            writes["person"] = self.put(person_item(after))
            writes["no longer once"] = self.delete(f"PERSON#{before.person}", before.person_key)
        failed = self.transact(writes)
        if failed is None:
            return "committed"
        return "full" if failed == ["full"] else "overtaken"

    def forget(self, one: Application) -> bool:
        """Remove an application with its key, so that no copy of its entries can be read; False if overtaken.

        What is left behind by a crash is unreadable, and goes with its time to live.
        """
        head = {":head": {"S": one.head}}
        line = inbox_item(one)
        writes = {
            "application": self.delete(f"APPLICATION#{one.number}", "APPLICATION", "head = :head", head),
            "inbox": self.delete(line["pk"]["S"], line["sk"]["S"]),
        }
        if one.person_key:
            writes["person"] = self.delete(f"PERSON#{one.person}", one.person_key)
        if self.transact(writes) is not None:
            return False
        for pk in (f"APPLICATION#{one.number}", f"MAIL#{one.number}"):
            for item in self.query(pk):
                self.call("DeleteItem", Key={"pk": item["pk"], "sk": item["sk"]})
        return True

    def inbox(
        self, owner: str, form_id: str, day: date, after: str = "", at_once: int | None = None
    ) -> Iterator[Waiting]:
        """Yield what arrived on a day in Japan, oldest first, from after a place (`items.arrival_place`).

        Some 28 lines a read unit, and only as far as somebody looks.
        """
        for item in self.query(inbox_key(owner, form_id, day), after, at_once):
            yield read_waiting(item)

    def claim(self, form_id: str, key_hash: str) -> Claim | None:
        """Find what a page's key has filed."""
        item = self.get(f"CLIENT#{form_id}#{key_hash}", "CLAIM")
        return read_claim(item) if item else None

    def dossier(self, number: str) -> Dossier | None:
        """Find an application with its history; without its key it is as good as gone."""
        items = list(self.query(f"APPLICATION#{number}"))
        # APPLICATION sorts before ENTRY#000001.
        if not items or "locked_key" not in items[0]:
            return None
        application = read_application(items[0])
        own_key = self.vault.open_key(number, application.locked_key)
        return Dossier(application, tuple(read_entry(item, own_key) for item in items[1:]))

    def of_person(self, person: str) -> list[Filed]:
        """List a signed-in resident's applications, newest first."""
        found = [
            Filed(
                item["number"]["S"],
                item["form_id"]["S"],
                moment(item, "arrived_at"),
                moment(item, "kept_until"),
            )
            for item in self.query(f"PERSON#{person}")
        ]
        return sorted(found, key=lambda one: one.arrived_at, reverse=True)

    def keep_definition(self, form_id: str, definition: str, source: str) -> None:
        """Keep a definition before it is first answered, so that its answers can always be read."""
        if definition in self._kept:
            return
        if self.get(f"DEFINITION#{form_id}", definition) is None:
            item = {**key(f"DEFINITION#{form_id}", definition), "source": {"S": source}}
            self.call("PutItem", Item=item)
        self._kept.add(definition)

    def definition(self, form_id: str, definition: str) -> str | None:
        """Find the definition that an application was filed under."""
        item = self.get(f"DEFINITION#{form_id}", definition)
        return item["source"]["S"] if item else None

    def definitions(self, form_id: str) -> Iterator[str]:
        """Yield every definition of a form that applications were filed under."""
        for item in self.query(f"DEFINITION#{form_id}"):
            yield item["source"]["S"]

    def was_mailed(self, number: str, letter: str) -> bool:
        """Tell whether a letter about an application is known to be sent."""
        return self.get(f"MAIL#{number}", letter) is not None

    def note_mailed(self, number: str, letter: str, until: datetime) -> None:
        """Note that a letter was sent."""
        item = {**key(f"MAIL#{number}", letter), "expires_at": {"N": str(int(until.timestamp()))}}
        self.call("PutItem", Item=item)

    def count_attempt(self, number: str, at: datetime) -> bool:
        """Count a look-up before it is judged; False when this number has had too many lately.

        Counting first leaves no gap for look-ups that run side by side. After a quarter of an hour without
        an allowed look-up the count starts anew, whether or not the table has removed it yet.
        """
        now = int(at.timestamp())
        recent = "attribute_not_exists(pk) OR (expires_at > :now AND attempts < :most)"
        most = {":most": {"N": str(ATTEMPTS_MAX)}}
        return self._attempt(
            number, now, "SET expires_at = :until ADD attempts :one", recent, most
        ) or self._attempt(number, now, "SET expires_at = :until, attempts = :one", "expires_at <= :now", {})

    def _attempt(self, number: str, now: int, update: str, condition: str, more: Item) -> bool:
        values = {
            ":one": {"N": "1"},
            ":now": {"N": str(now)},
            ":until": {"N": str(now + ATTEMPTS_SECONDS)},
            **more,
        }
        try:
            self.call(
                "UpdateItem",
                Key=key(f"ATTEMPTS#{number}", "ATTEMPTS"),
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except ConditionFailed:
            return False
        return True

    def forget_attempts(self, number: str) -> None:
        """A look-up that was right is no attempt."""
        self.call("DeleteItem", Key=key(f"ATTEMPTS#{number}", "ATTEMPTS"))
