"""DynamoDB's side of campaigns: entries apart from drills, one a person, and how far each draw has come.

pk                          sk        what                                         written
ENTRY#<campaign>#<shard>    <number>  an entry: how its winner would be reached    when a resident enters
ENTRANT#<campaign>#<hash>   ENTRANT   a telephone number or LINE user has entered  with its entry
CAMPAIGN#<campaign>         DRAW      commitment, seed, winners                    at closing, at the draw
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from madoguchi.drill.campaign import Draw, Entry, person
from madoguchi.drill.store import plan_key
from madoguchi.runtime.clock import iso
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb, query_pages
from madoguchi.runtime.errors import AwsRefused, Overtaken

SHARDS = 16

Entered = Literal["entered", "same_page", "same_person", "same_plan"]


@dataclass(frozen=True)
class CampaignStore:
    """Entries and draws in DynamoDB, read consistently.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def enter(self, entry: Entry, plan_id: str) -> Entered:
        """Write an entry, its claims and the mark on the plan that opened it; all or nothing.

        8 write units, 2 fewer for who is not signed in. The mark says which campaign, never which entry.
        """
        until = {"expires_at": {"N": str(int(entry.expires_at.timestamp()))}}
        absent = "attribute_not_exists(pk)"
        claims = [
            {**_entrant_key(entry.campaign, one), "number": {"S": entry.number}, **until}
            for one in entry.persons()
        ]
        puts = [{**_entry_item(entry), **until}, *claims]
        mark = {
            "TableName": self.table,
            "Key": plan_key(plan_id),
            "UpdateExpression": "SET entered = :campaign",
            "ConditionExpression": "attribute_exists(pk) AND attribute_not_exists(entered)",
            "ExpressionAttributeValues": {":campaign": {"S": entry.campaign}},
        }
        writes: list[dict[str, Any]] = [
            {"Put": {"TableName": self.table, "Item": item, "ConditionExpression": absent}} for item in puts
        ]
        try:
            dynamodb("TransactWriteItems", TransactItems=[*writes, {"Update": mark}])
        except AwsRefused as refusal:
            return _why_not(refusal, len(claims))
        return "entered"

    def entry(self, campaign: str, number: str) -> Entry | None:
        """Find an entry. 1 read unit."""
        key = _entry_key(campaign, number)
        found = dynamodb("GetItem", TableName=self.table, Key=key, ConsistentRead=True)
        return _entry(campaign, found["Item"]) if "Item" in found else None

    def entry_of(self, campaign: str, known_by: str) -> Entry | None:
        """Find a person's entry by telephone number or LINE user. 2 read units."""
        key = _entrant_key(campaign, person(campaign, known_by))
        found = dynamodb("GetItem", TableName=self.table, Key=key, ConsistentRead=True)
        return self.entry(campaign, found["Item"]["number"]["S"]) if "Item" in found else None

    def entries(self, campaign: str) -> Iterator[Entry]:
        """Yield all entries, shard by shard. 1 read unit for some 20 of them."""
        for shard in range(SHARDS):
            pages = query_pages(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"ENTRY#{campaign}#{shard}"}},
                ConsistentRead=True,
            )
            yield from (_entry(campaign, item) for page in pages for item in page["Items"])

    def forget(self, entry: Entry, *, keep_number: bool = False) -> None:
        """Delete an entry with its claims; `keep_number` leaves its bare number. 3 write units."""
        if keep_number:
            dynamodb(
                "UpdateItem",
                TableName=self.table,
                Key=_entry_key(entry.campaign, entry.number),
                UpdateExpression="REMOVE phone, user_id",
                ConditionExpression="attribute_exists(pk)",
            )
        else:
            dynamodb("DeleteItem", TableName=self.table, Key=_entry_key(entry.campaign, entry.number))
        for one in entry.persons():
            dynamodb("DeleteItem", TableName=self.table, Key=_entrant_key(entry.campaign, one))

    def draw(self, campaign: str) -> Draw:
        """Find how far a draw has come. 1 read unit."""
        found = dynamodb("GetItem", TableName=self.table, Key=_draw_key(campaign), ConsistentRead=True)
        item = found.get("Item", {})
        return Draw(
            item.get("commitment", {}).get("S", ""),
            int(item.get("entries", {}).get("N", 0)),
            item.get("seed", {}).get("S", ""),
            tuple(one["S"] for one in item.get("winners", {}).get("L", [])),
            item.get("losers_forgotten", {}).get("BOOL", False),
        )

    def keep_draw(self, campaign: str, before: Draw, after: Draw) -> None:
        """Write the next step of a draw. Raises Overtaken when it has come further than `before`."""
        item = {
            **_draw_key(campaign),
            "commitment": {"S": after.commitment},
            "entries": {"N": str(after.entries)},
            "seed": {"S": after.seed},
            "winners": {"L": [{"S": number} for number in after.winners]},
            "losers_forgotten": {"BOOL": after.losers_forgotten},
        }
        known = {":commitment": {"S": before.commitment}, ":seed": {"S": before.seed}}
        unchanged = "commitment = :commitment AND seed = :seed"
        try:
            dynamodb(
                "PutItem",
                TableName=self.table,
                Item=item,
                ConditionExpression=unchanged if before.commitment else "attribute_not_exists(pk)",
                **({"ExpressionAttributeValues": known} if before.commitment else {}),
            )
        except ConditionFailed as refusal:
            raise Overtaken("draw of a campaign") from refusal


def _why_not(refusal: AwsRefused, claims: int) -> Entered:
    reasons = [one.get("Code") for one in refusal.answer.get("CancellationReasons", [])]
    failed = [at for at, code in enumerate(reasons) if code == "ConditionalCheckFailed"]
    if refusal.name != "TransactionCanceledException" or not failed:
        raise refusal
    if 0 in failed:
        return "same_page"
    return "same_person" if failed[0] <= claims else "same_plan"


def _entry_key(campaign: str, number: str) -> dict[str, Any]:
    shard = hashlib.sha256(number.encode()).digest()[0] % SHARDS
    return {"pk": {"S": f"ENTRY#{campaign}#{shard}"}, "sk": {"S": number}}


def _entrant_key(campaign: str, who: str) -> dict[str, Any]:
    return {"pk": {"S": f"ENTRANT#{campaign}#{who}"}, "sk": {"S": "ENTRANT"}}


def _draw_key(campaign: str) -> dict[str, Any]:
    return {"pk": {"S": f"CAMPAIGN#{campaign}"}, "sk": {"S": "DRAW"}}


def _entry_item(entry: Entry) -> dict[str, Any]:
    signed_in = {"user_id": {"S": entry.user_id}} if entry.user_id else {}
    return {
        **_entry_key(entry.campaign, entry.number),
        "phone": {"S": entry.phone},
        "entered_at": {"S": iso(entry.entered_at)},
        **signed_in,
    }


def _entry(campaign: str, item: dict[str, Any]) -> Entry:
    return Entry(
        campaign,
        item["sk"]["S"],
        item.get("phone", {}).get("S", ""),
        item.get("user_id", {}).get("S", ""),
        datetime.fromisoformat(item["entered_at"]["S"]),
        datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
    )
