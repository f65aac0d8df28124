"""DynamoDB's side of plan cards: what a household changed, and links that show it read-only.

pk                  sk     what                                         written
PLAN#<plan id>      CARD   a household's own changes, the share's id    at each change
SHARE#<share id>    SHARE  which plan a link shows                      when a link is made
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from madoguchi.drill.attempt import Attempt
from madoguchi.drill.card import Card
from madoguchi.drill.store import plan_key, read_attempt
from madoguchi.flow.model import Value
from madoguchi.runtime.clock import iso
from madoguchi.runtime.dynamodb import MOST_AT_ONCE, ConditionFailed, dynamodb, get_many
from madoguchi.runtime.errors import AwsRefused


@dataclass(frozen=True)
class CardStore:
    """Cards in DynamoDB, read consistently: a household sees what it just wrote.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def find(self, plan_id: str) -> Card | None:
        """Find a plan with its changes. 1 read unit up to 4 KB."""
        found = dynamodb(
            "Query",
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": plan_key(plan_id)["pk"]},
            ConsistentRead=True,
        )
        items = {item["sk"]["S"]: item for item in found["Items"]}
        return _card(read_attempt(plan_id, items["PLAN"]), items.get("CARD", {})) if "PLAN" in items else None

    def find_many(self, plan_ids: Iterable[str]) -> Iterator[Card]:
        """Yield those of many plans that there are, changes and all, as of a moment ago. 1 read unit each."""
        for some in batched(plan_ids, MOST_AT_ONCE // 2, strict=False):
            keys = [key for plan_id in some for key in (plan_key(plan_id), _card_key(plan_id))]
            items = {(item["pk"]["S"], item["sk"]["S"]): item for item in get_many(self.table, keys)}
            for plan_id in some:
                pk = plan_key(plan_id)["pk"]["S"]
                if (pk, "PLAN") in items:
                    attempt = read_attempt(plan_id, items[pk, "PLAN"])
                    yield _card(attempt, items.get((pk, "CARD"), {}))

    def save(self, card: Card, own: Mapping[str, Value], at: datetime) -> bool:
        """Write a household's changes; False when the card is no longer as it was read, or gone.

        4 write units for 1 KB: that the plan is still there is part of it: nothing may outlive a deletion.
        """
        unchanged = "version = :version" if card.version else "attribute_not_exists(version)"
        values = {
            ":own": {"S": json.dumps(dict(own), sort_keys=True, ensure_ascii=False)},
            ":next": {"N": str(card.version + 1)},
            ":at": {"S": iso(at)},
            ":until": _until(card.attempt),
            **({":version": {"N": str(card.version)}} if card.version else {}),
        }
        set_all = "SET own = :own, version = :next, reviewed_at = :at, expires_at = :until"
        change = {"Update": self._update(card, set_all, unchanged, values)}
        return self._transact(self._while_there(card), change)

    def share(self, card: Card, share_id: str) -> bool:
        """Make the link that shows a card; False when there is one. 6 write units, all or nothing."""
        until = _until(card.attempt)
        link = {**_share_key(share_id), "plan_id": {"S": card.plan_id}, "expires_at": until}
        values = {":share": {"S": share_id}, ":until": until}
        set_both = "SET share_id = :share, expires_at = :until"
        return self._transact(
            self._while_there(card),
            {"Put": {"TableName": self.table, "Item": link}},
            {"Update": self._update(card, set_both, "attribute_not_exists(share_id)", values)},
        )

    def unshare(self, card: Card) -> None:
        """End the link. 2 write units; it is dead after the first, whatever becomes of the second."""
        if self._change(card, "REMOVE share_id", "share_id = :share", {":share": {"S": card.share_id}}):
            dynamodb("DeleteItem", TableName=self.table, Key=_share_key(card.share_id))

    def shared(self, share_id: str) -> Card | None:
        """Find the card that a link shows. 2 read units."""
        found = dynamodb("GetItem", TableName=self.table, Key=_share_key(share_id), ConsistentRead=True)
        if "Item" not in found:
            return None
        card = self.find(found["Item"]["plan_id"]["S"])
        return card if card and card.share_id == share_id else None

    def mark_surveyed(self, card: Card) -> bool:
        """Note that the survey was answered; False when it was before. 1 write unit."""
        values = {":yes": {"BOOL": True}, ":until": _until(card.attempt)}
        set_both = "SET surveyed = :yes, expires_at = :until"
        return self._change(card, set_both, "attribute_not_exists(surveyed)", values)

    def delete(self, card: Card) -> None:
        """Delete a plan, its changes and its link. 1 write unit each; it may be repeated."""
        keys = [_card_key(card.plan_id), plan_key(card.plan_id)]
        for key in [*([_share_key(card.share_id)] if card.share_id else []), *keys]:
            dynamodb("DeleteItem", TableName=self.table, Key=key)

    def _while_there(self, card: Card) -> dict[str, Any]:
        return {
            "ConditionCheck": {
                "TableName": self.table,
                "Key": plan_key(card.plan_id),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }

    def _update(self, card: Card, expression: str, condition: str, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "TableName": self.table,
            "Key": _card_key(card.plan_id),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }

    def _change(self, card: Card, expression: str, condition: str, values: dict[str, Any]) -> bool:
        try:
            dynamodb("UpdateItem", **self._update(card, expression, condition, values))
        except ConditionFailed:
            return False
        return True

    def _transact(self, *writes: dict[str, Any]) -> bool:
        try:
            dynamodb("TransactWriteItems", TransactItems=list(writes))
        except AwsRefused as refusal:
            if refusal.name != "TransactionCanceledException":
                raise
            return False
        return True


def _card_key(plan_id: str) -> dict[str, Any]:
    return {**plan_key(plan_id), "sk": {"S": "CARD"}}


def _share_key(share_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"SHARE#{share_id}"}, "sk": {"S": "SHARE"}}


def _until(attempt: Attempt) -> dict[str, str]:
    return {"N": str(int(attempt.expires_at.timestamp()))}


def _card(attempt: Attempt, item: Mapping[str, Any]) -> Card:
    reviewed = item.get("reviewed_at", {}).get("S")
    return Card(
        attempt,
        own=json.loads(item["own"]["S"]) if "own" in item else {},
        version=int(item.get("version", {}).get("N", 0)),
        share_id=item.get("share_id", {}).get("S", ""),
        reviewed_at=datetime.fromisoformat(reviewed) if reviewed else None,
        surveyed="surveyed" in item,
    )
