"""The only place that talks to the office's own part of the table of applications.

pk               sk                 what                                        written
TRAIL#<owner>    HEAD               position and check of the last entry        with each entry
TRAIL#<owner>    ENTRY#<position>   one sealed entry of what staff did          at each operation of staff
SEARCH#...#<day> <arrival>#<number> which words an application may hold        after its arrival or correction
BULK#<hash>      PLAN               what somebody is about to do to many        at a preview
SAME#...#<hash>  number             whose identity an application gives        after its arrival or correction
ALIKE#...        <number>#<number>  two applications of one identity           the same
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from madoguchi.forms.application.history import Anchor
from madoguchi.forms.definition.model import Application, Entry
from madoguchi.forms.records.items import Item, arrival_place, key
from madoguchi.forms.records.table import Table
from madoguchi.office.plan import Plan, Planned
from madoguchi.office.trail import chain_name
from madoguchi.runtime.clock import JST, iso

ALIKE_MOST = 20


@dataclass(frozen=True)
class OfficeStore(Table):
    """The office's trails, plans and filters in DynamoDB.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    def trail_head(self, owner: str) -> Anchor:
        """Return position and check of a trail's last entry; `(0, "")` before the first. 1 read unit."""
        item = self.get(f"TRAIL#{owner}", "HEAD")
        return (int(item["position"]["N"]), item["seal"]["S"]) if item else (0, "")

    def append_to_trail(self, owner: str, before: Anchor, one: Entry) -> bool:
        """Append an entry while `before` is still the last; False when it is not. 4 write units."""
        head = {
            **key(f"TRAIL#{owner}", "HEAD"),
            "position": {"N": str(one.position)},
            "seal": {"S": one.check},
        }
        unmoved = "seal = :seal" if before[0] else "attribute_not_exists(pk)"
        seal = {":seal": {"S": before[1]}} if before[0] else None
        writes = {
            "head": self.put(head, unmoved, seal),
            "entry": self.put(_entry_item(owner, one), "attribute_not_exists(pk)"),
        }
        return self.transact(writes) is None

    def trail(self, owner: str, after: int = 0, limit: int | None = None) -> list[Entry]:
        """List a trail's entries after a position, oldest first."""
        values = {
            ":pk": {"S": f"TRAIL#{owner}"},
            ":from": {"S": _position(after + 1)},
            ":to": {"S": "ENTRY#~"},
        }
        found: list[Entry] = []
        start: Item = {}
        while limit is None or len(found) < limit:
            page = self.call(
                "Query",
                KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
                ExpressionAttributeValues=values,
                ConsistentRead=True,
                **({"Limit": limit - len(found)} if limit else {}),
                **start,
            )
            found += [_read_entry(owner, item) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return found

    def keep_plan(self, plan: Plan) -> None:
        """Keep a plan for as long as it may be carried out; its token is its key."""
        item = {
            **key(f"BULK#{_hash(plan.token)}", "PLAN"),
            "by": {"S": plan.by},
            "owner": {"S": plan.owner},
            "kind": {"S": plan.kind},
            "facts": {"S": json.dumps(dict(plan.facts), ensure_ascii=False)},
            "ready": {"S": json.dumps([[one.number, one.state, one.seen] for one in plan.ready])},
            "refused": {"S": json.dumps(dict(plan.refused))},
            "expires_at": {"N": str(int(plan.until.timestamp()))},
        }
        self.call("PutItem", Item=item)

    def plan(self, token: str) -> Plan | None:
        """Find a plan by its token."""
        item = self.get(f"BULK#{_hash(token)}", "PLAN")
        return _read_plan(token, item) if item else None

    def keep_filter(self, one: Application, found: bytes) -> None:
        """Keep which words an application may hold, as long as the application. 1 write unit."""
        self.call("PutItem", Item=filter_item(one, found))

    def drop_filter(self, one: Application) -> None:
        """Forget which words an application may hold."""
        item = filter_item(one, b"")
        self.call("DeleteItem", Key={"pk": item["pk"], "sk": item["sk"]})

    def filters(
        self, owner: str, form_id: str, day: date, arrived: tuple[datetime, datetime], at_once: int
    ) -> dict[str, bytes]:
        """List by number the filters of what arrived on a day in Japan between two moments, both included.

        Some 20 of them a read unit.
        """
        first, last = map(iso, arrived)
        found: dict[str, bytes] = {}
        for item in self.query(_filters_key(owner, form_id, day), first, at_once):
            at, _, number = item["sk"]["S"].partition("#")
            if at > last:
                break
            found[number] = base64.b64decode(item["pairs"]["B"])
        return found

    def join_alike(self, one: Application, identity: str) -> None:
        """Put an application beside those of its identity, and mark each of them.

        1 write unit and 1 read unit; 2 more write units for each other, of which 20 are enough. Put before it
        looks: of two that arrive at once, the later to look sees both.
        """
        until = {"expires_at": {"N": str(int(one.expires_at.timestamp()))}}
        self.call("PutItem", Item={**key(_same_key(one, identity), one.number), **until})
        for mark in islice(self._marks(one, identity), 2 * ALIKE_MOST):
            self.call("PutItem", Item={**mark, **until})

    def part_alike(self, one: Application, identity: str) -> None:
        """Take an application away from those of an identity that it gives no more."""
        for mark in self._marks(one, identity):
            self.call("DeleteItem", Key=mark)
        self.call("DeleteItem", Key=key(_same_key(one, identity), one.number))

    def alike(self, owner: str, form_id: str) -> dict[str, list[str]]:
        """List by number, with whom it shares its identity: only the marked, some 30 of them a read unit."""
        found: dict[str, list[str]] = {}
        for item in self.query(f"ALIKE#{owner}#{form_id}"):
            number, _, other = item["sk"]["S"].partition("#")
            found.setdefault(number, []).append(other)
        return found

    def _marks(self, one: Application, identity: str) -> Iterator[Item]:
        for item in self.query(_same_key(one, identity)):
            other = item["sk"]["S"]
            for pair in ((one.number, other), (other, one.number)) if other != one.number else ():
                yield key(f"ALIKE#{one.owner}#{one.form_id}", "#".join(pair))


def _same_key(one: Application, identity: str) -> str:
    return f"SAME#{one.owner}#{one.form_id}#{identity}"


def filter_item(one: Application, found: bytes) -> Item:
    """Write which words an application may hold."""
    day = one.arrived_at.astimezone(JST).date()
    return {
        **key(_filters_key(one.owner, one.form_id, day), arrival_place(one.arrived_at, one.number)),
        "pairs": {"B": base64.b64encode(found).decode()},
        "expires_at": {"N": str(int(one.expires_at.timestamp()))},
    }


def _filters_key(owner: str, form_id: str, day: date) -> str:
    return f"SEARCH#{owner}#{form_id}#{day.isoformat()}"


def _position(position: int) -> str:
    return f"ENTRY#{position:010}"


def _entry_item(owner: str, one: Entry) -> Item:
    return {
        **key(f"TRAIL#{owner}", _position(one.position)),
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
