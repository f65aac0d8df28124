"""Seats, queues and draws in the table of applications.

pk                     sk                    what                                        written
SEATS#<form>           <slot>                seats taken, places in the queue            when a seat moves
QUEUE#<form>#<slot>    <arrival>#<number>    who waits, or has entered the draw          while they do
DRAW#<form>            <slot>                the closed entries' hash, then the seed     once it is closed
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from madoguchi.forms.application.seats import Draw, Move, Queued, moves, place
from madoguchi.forms.definition.model import Application
from madoguchi.forms.records.items import Item, key, queue_item, queue_key, read_queued
from madoguchi.forms.records.table import Table
from madoguchi.runtime.clock import iso
from madoguchi.runtime.dynamodb import ConditionFailed


@dataclass(frozen=True)
class SeatStore(Table):
    """Seats in DynamoDB: counted in the same transaction as the application that takes or leaves them."""

    def seat_writes(
        self, before: Application | None, after: Application, capacity: int
    ) -> Mapping[str, Item]:
        """Return what a change moves, as parts of its transaction; `full` is the one that may refuse."""
        writes: dict[str, Item] = {}
        for one in moves(before, after, capacity):
            # Only one slot can gain: the one that is moved into.
            writes["full" if one.taken > 0 else f"seats {one.slot}"] = self._move(after.form_id, one)
        was, now = place(before) if before else None, place(after)
        if was and was != now:
            writes["left the queue"] = self.delete(*queue_key(was))
        if now and was != now:
            writes["queued"] = self.put(queue_item(now, after.expires_at))
        return writes

    def queue(self, form_id: str, slot: str) -> Iterator[Queued]:
        """List who waits in a slot's queue, by arrival."""
        for item in self.query(f"QUEUE#{form_id}#{slot}"):
            yield read_queued(item)

    def taken(self, form_id: str) -> Mapping[str, int]:
        """Return the seats taken by slot. One read, whatever the number of applications."""
        return {item["sk"]["S"]: int(item["taken"]["N"]) for item in self.query(f"SEATS#{form_id}")}

    def close_draw(self, form_id: str, slot: str, draw: Draw) -> Draw:
        """Keep what was committed to; returns what stands, for entries are closed once."""
        item = {
            **key(f"DRAW#{form_id}", slot),
            "commitment": {"S": draw.commitment},
            "entries": {"N": str(draw.entries)},
            "closed_at": {"S": iso(draw.closed_at)},
        }
        try:
            self.call("PutItem", Item=item, ConditionExpression="attribute_not_exists(pk)")
        except ConditionFailed:
            return self.draw(form_id, slot) or draw
        return draw

    def seed_draw(self, form_id: str, slot: str, seed: str) -> Draw | None:
        """Keep the seed; returns what stands, for a draw has one seed. None before its entries are closed."""
        with suppress(ConditionFailed):
            self.call(
                "UpdateItem",
                Key=key(f"DRAW#{form_id}", slot),
                UpdateExpression="SET seed = :seed",
                ConditionExpression="attribute_exists(pk) AND attribute_not_exists(seed)",
                ExpressionAttributeValues={":seed": {"S": seed}},
            )
        return self.draw(form_id, slot)

    def draw(self, form_id: str, slot: str) -> Draw | None:
        """Find a slot's draw."""
        item = self.get(f"DRAW#{form_id}", slot)
        if item is None:
            return None
        closed_at = datetime.fromisoformat(item["closed_at"]["S"])
        seed = item.get("seed", {"S": ""})["S"]
        return Draw(item["commitment"]["S"], int(item["entries"]["N"]), closed_at, seed)

    def _move(self, form_id: str, one: Move) -> Item:
        conditions = []
        values = {":none": {"N": "0"}, ":taken": {"N": str(one.taken)}, ":queued": {"N": str(one.queued)}}
        if one.taken > 0:
            # Nobody has taken one yet: then so many must have been there at all.
            first = "attribute_not_exists(taken) OR " if one.taken <= one.capacity else ""
            conditions.append(f"({first}taken <= :left)")
            values[":left"] = {"N": str(one.capacity - one.taken)}
            if one.in_turn:
                conditions.append("(attribute_not_exists(queued) OR queued = :none)")
        if one.taken < 0:
            conditions.append("taken >= :given")
            values[":given"] = {"N": str(-one.taken)}
        update = {
            "TableName": self.table,
            "Key": key(f"SEATS#{form_id}", one.slot),
            "UpdateExpression": "SET taken = if_not_exists(taken, :none) + :taken, "
            "queued = if_not_exists(queued, :none) + :queued",
            "ExpressionAttributeValues": values,
        }
        if conditions:
            update["ConditionExpression"] = " AND ".join(conditions)
        return {"Update": update}
