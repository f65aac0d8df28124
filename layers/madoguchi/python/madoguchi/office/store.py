"""The only place that talks to the office's own part of the table of applications.

pk               sk                 what                                        written
TRAIL#<owner>    HEAD               position and check of the last entry        with each entry
TRAIL#<owner>    ENTRY#<position>   one sealed entry of what staff did          at each operation of staff
SEARCH#...#<day> number             which words an application may hold        after its arrival or correction
BULK#<hash>      PLAN               what somebody is about to do to many        at a preview
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from madoguchi.forms.history import Anchor
from madoguchi.forms.model import Application, Entry
from madoguchi.office.plan import Plan, Planned
from madoguchi.office.trail import chain_name
from madoguchi.runtime.clock import JST, iso
from madoguchi.runtime.dynamodb import dynamodb
from madoguchi.runtime.errors import AwsRefused

Item = dict[str, Any]


@dataclass(frozen=True)
class OfficeStore:
    """The office's trails in DynamoDB.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def trail_head(self, owner: str) -> Anchor:
        """Return position and check of a trail's last entry; `(0, "")` before the first. 1 read unit."""
        item = self._call("GetItem", Key=_key(f"TRAIL#{owner}", "HEAD"), ConsistentRead=True).get("Item")
        return (int(item["position"]["N"]), item["check"]["S"]) if item else (0, "")

    def append_to_trail(self, owner: str, before: Anchor, one: Entry) -> bool:
        """Append an entry while `before` is still the last; False when it is not. 4 write units."""
        head = {
            **_key(f"TRAIL#{owner}", "HEAD"),
            "position": {"N": str(one.position)},
            "check": {"S": one.check},
        }
        unmoved: Item = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before[0]:
            unmoved = {
                "ConditionExpression": "#check = :check",
                "ExpressionAttributeNames": {"#check": "check"},
                "ExpressionAttributeValues": {":check": {"S": before[1]}},
            }
        new = {"ConditionExpression": "attribute_not_exists(pk)"}
        try:
            dynamodb(
                "TransactWriteItems",
                TransactItems=[
                    {"Put": {"TableName": self.table, "Item": head, **unmoved}},
                    {"Put": {"TableName": self.table, "Item": _entry_item(owner, one), **new}},
                ],
            )
        except AwsRefused as refusal:
            if refusal.name != "TransactionCanceledException":
                raise
            return False
        return True

    def trail(self, owner: str, after: int = 0, limit: int | None = None) -> list[Entry]:
        """List a trail's entries after a position, oldest first."""
        values = {
            ":pk": {"S": f"TRAIL#{owner}"},
            ":from": {"S": _position(after + 1)},
            ":to": {"S": "ENTRY#~"},
        }
        items = self._query(values, " AND sk BETWEEN :from AND :to", limit)
        return [_read_entry(owner, item) for item in islice(items, limit)]

    def keep_plan(self, plan: Plan) -> None:
        """Keep a plan for as long as it may be carried out; its token is its key."""
        item = {
            **_key(f"BULK#{_hash(plan.token)}", "PLAN"),
            "by": {"S": plan.by},
            "owner": {"S": plan.owner},
            "kind": {"S": plan.kind},
            "facts": {"S": json.dumps(dict(plan.facts), ensure_ascii=False)},
            "ready": {"S": json.dumps([[one.number, one.state, one.seen] for one in plan.ready])},
            "refused": {"S": json.dumps(dict(plan.refused))},
            "expires_at": {"N": str(int(plan.until.timestamp()))},
        }
        self._call("PutItem", Item=item)

    def plan(self, token: str) -> Plan | None:
        """Find a plan by its token."""
        found = self._call("GetItem", Key=_key(f"BULK#{_hash(token)}", "PLAN"), ConsistentRead=True)
        return _read_plan(token, found["Item"]) if "Item" in found else None

    def keep_filter(self, one: Application, found: bytes) -> None:
        """Keep which words an application may hold, as long as the application. 1 write unit."""
        day = one.arrived_at.astimezone(JST).date()
        item = {
            **_key(_filters_key(one.owner, one.form_id, day), one.number),
            "pairs": {"B": base64.b64encode(found).decode()},
            "expires_at": {"N": str(int(one.expires_at.timestamp()))},
        }
        self._call("PutItem", Item=item)

    def filters(self, owner: str, form_id: str, day: date) -> dict[str, bytes]:
        """List by number the filters of what arrived on a day in Japan: some 20 of them a read unit."""
        items = self._query({":pk": {"S": _filters_key(owner, form_id, day)}})
        return {item["sk"]["S"]: base64.b64decode(item["pairs"]["B"]) for item in items}

    def _query(self, values: Item, more: str = "", limit: int | None = None) -> Iterator[Item]:
        start: Item = {}
        while True:
            page = self._call(
                "Query",
                KeyConditionExpression=f"pk = :pk{more}",
                ExpressionAttributeValues=values,
                ConsistentRead=True,
                **({"Limit": limit} if limit else {}),
                **start,
            )
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: str, **body: Any) -> dict[str, Any]:
        return dynamodb(operation, TableName=self.table, **body)


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _filters_key(owner: str, form_id: str, day: date) -> str:
    return f"SEARCH#{owner}#{form_id}#{day.isoformat()}"


def _position(position: int) -> str:
    return f"ENTRY#{position:010}"


def _entry_item(owner: str, one: Entry) -> Item:
    return {
        **_key(f"TRAIL#{owner}", _position(one.position)),
        "kind": {"S": one.kind},
        "at": {"S": iso(one.at)},
        "by": {"S": one.by},
        "check": {"S": one.check},
        "facts": {"S": json.dumps(dict(one.facts), ensure_ascii=False)},
    }


def _read_entry(owner: str, item: Item) -> Entry:
    return Entry(
        number=chain_name(owner),
        position=int(item["sk"]["S"].removeprefix("ENTRY#")),
        kind=item["kind"]["S"],
        at=datetime.fromisoformat(item["at"]["S"]),
        by=item["by"]["S"],
        check=item["check"]["S"],
        facts=json.loads(item["facts"]["S"]),
    )


def _read_plan(token: str, item: Item) -> Plan:
    return Plan(
        token=token,
        by=item["by"]["S"],
        owner=item["owner"]["S"],
        kind=item["kind"]["S"],
        facts=json.loads(item["facts"]["S"]),
        ready=tuple(Planned(*one) for one in json.loads(item["ready"]["S"])),
        refused=json.loads(item["refused"]["S"]),
        until=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
