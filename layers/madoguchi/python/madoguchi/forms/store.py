"""The only place that talks to the table of applications.

pk                         sk                what                                 written
APPLICATION#<number>       APPLICATION       the application as it stands         at arrival, at each change
APPLICATION#<number>       ENTRY#<position>  one entry of its history             at arrival, at each change
CLIENT#<form>#<key hash>   CLAIM             the key of a page, spent             at arrival
PERSON#<hash of the user>  FORM#<form>...    a signed-in resident has applied     at arrival
DEFINITION#<form>          <fingerprint>     a definition that has been answered  before its first answer
ATTEMPTS#<number>          ATTEMPTS          look-ups not yet known to be right   at each look-up
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from madoguchi.forms.items import (
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
from madoguchi.forms.model import Application, Change, Claim, Dossier, Filing, Waiting
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb
from madoguchi.runtime.errors import AwsRefused

ATTEMPTS_SECONDS = 15 * 60
ATTEMPTS_MAX = 10

Commit = Literal["committed", "key_spent", "person_applied", "number_taken", "full", "conflict"]
"""What became of a filing. After `conflict` the same filing may be tried again."""


class Filed(NamedTuple):
    """A line in a signed-in resident's list."""

    number: str
    form_id: str
    arrived_at: datetime


@dataclass(frozen=True)
class ApplicationStore:
    """Applications in DynamoDB, read consistently: a resident sees what they just did.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str
    _kept: set[str] = field(default_factory=set)

    def file(self, filing: Filing) -> Commit:
        """Write an arrival: application, first entry, spent key, inbox, person, seat; all or nothing.

        10 write units for answers up to 1 KB and two more for each further KB; 2 fewer for an unknown person,
        2 more for a seat.
        """
        until = filing.application.expires_at
        new = {
            "key_spent": claim_item(filing.claim, until),
            "number_taken": application_item(filing.application),
            "conflict": entry_item(filing.entry, until),
        }
        if filing.person_key:
            new["person_applied"] = person_item(filing)
        writes = {reason: self._put(item, "attribute_not_exists(pk)") for reason, item in new.items()}
        writes["inbox"] = self._put(inbox_item(filing.application))
        if filing.capacity is not None:
            writes["full"] = self._take_seats(filing.application, filing.capacity)
        failed = self._transact(writes)
        # A spent key explains the others: the same page has filed, the same person with it.
        order: tuple[Commit, ...] = ("key_spent", "number_taken", "person_applied", "full")
        if failed is None:
            return "committed"
        return next((one for one in order if one in failed), "conflict")

    def append(self, change: Change) -> bool:
        """Write a step of an application; False when somebody else was faster: read it again then."""
        after = change.after
        unchanged = "head = :head"
        writes = {
            "application": self._put(
                application_item(after), unchanged, {":head": {"S": change.before.head}}
            ),
            "entry": self._put(entry_item(change.entry, after.expires_at), "attribute_not_exists(pk)"),
            "inbox": self._put(inbox_item(after)),
        }
        if after.seats < change.before.seats:
            writes["seats"] = self._leave_seats(after.form_id, change.before.seats - after.seats)
        return self._transact(writes) is None

    def inbox(self, owner: str, form_id: str, day: date) -> list[Waiting]:
        """List what arrived on a day in Japan, oldest first."""
        return [read_waiting(item) for item in self._query(inbox_key(owner, form_id, day))]

    def _put(self, item: Item, condition: str = "", values: Item | None = None) -> Item:
        put: Item = {"TableName": self.table, "Item": item}
        if condition:
            put["ConditionExpression"] = condition
        if values:
            put["ExpressionAttributeValues"] = values
        return {"Put": put}

    def _take_seats(self, application: Application, capacity: int) -> Item:
        left = capacity - application.seats
        return self._count_seats(
            application.form_id,
            "SET taken = if_not_exists(taken, :none) + :seats",
            "attribute_not_exists(taken) OR taken <= :left",
            {":none": {"N": "0"}, ":seats": {"N": str(application.seats)}, ":left": {"N": str(left)}},
        )

    def _leave_seats(self, form_id: str, seats: int) -> Item:
        return self._count_seats(
            form_id, "SET taken = taken - :seats", "taken >= :seats", {":seats": {"N": str(seats)}}
        )

    def _count_seats(self, form_id: str, update: str, condition: str, values: Item) -> Item:
        return {
            "Update": {
                "TableName": self.table,
                "Key": key(f"SEATS#{form_id}", "SEATS"),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
            }
        }

    def _transact(self, writes: Mapping[str, Item]) -> list[str] | None:
        """Write all; None when done, else the writes whose condition did not hold (none: met another)."""
        try:
            dynamodb("TransactWriteItems", TransactItems=list(writes.values()))
        except AwsRefused as refusal:
            if refusal.name != "TransactionCanceledException":
                raise
            reasons = [reason.get("Code") for reason in refusal.answer["CancellationReasons"]]
            return [
                name
                for name, reason in zip(writes, reasons, strict=True)
                if reason == "ConditionalCheckFailed"
            ]
        return None

    def claim(self, form_id: str, key_hash: str) -> Claim | None:
        """Find what a page's key has filed."""
        item = self._get(f"CLIENT#{form_id}#{key_hash}", "CLAIM")
        return read_claim(item) if item else None

    def dossier(self, number: str) -> Dossier | None:
        """Find an application with its history."""
        items = list(self._query(f"APPLICATION#{number}"))
        if not items:
            return None
        # APPLICATION sorts before ENTRY#000001.
        return Dossier(read_application(items[0]), tuple(read_entry(item) for item in items[1:]))

    def of_person(self, person: str) -> list[Filed]:
        """List a signed-in resident's applications, newest first."""
        found = [
            Filed(item["number"]["S"], item["form_id"]["S"], moment(item, "arrived_at"))
            for item in self._query(f"PERSON#{person}")
        ]
        return sorted(found, key=lambda one: one.arrived_at, reverse=True)

    def keep_definition(self, form_id: str, definition: str, source: str) -> None:
        """Keep a definition before it is first answered, so that its answers can always be read."""
        if definition in self._kept:
            return
        if self._get(f"DEFINITION#{form_id}", definition) is None:
            item = {**key(f"DEFINITION#{form_id}", definition), "source": {"S": source}}
            self._call("PutItem", Item=item)
        self._kept.add(definition)

    def definition(self, form_id: str, definition: str) -> str | None:
        """Find the definition that an application was filed under."""
        item = self._get(f"DEFINITION#{form_id}", definition)
        return item["source"]["S"] if item else None

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
            self._call(
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
        self._call("DeleteItem", Key=key(f"ATTEMPTS#{number}", "ATTEMPTS"))

    def _get(self, pk: str, sk: str) -> Item | None:
        return self._call("GetItem", Key=key(pk, sk), ConsistentRead=True).get("Item")

    def _query(self, pk: str) -> Iterator[Item]:
        start: dict[str, Any] = {}
        while True:
            page = self._call(
                "Query",
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": pk}},
                ConsistentRead=True,
                **start,
            )
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: str, **body: Any) -> dict[str, Any]:
        return dynamodb(operation, TableName=self.table, **body)
