"""One DynamoDB table: reads that see what was just written, and writes that happen together or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.forms.records.items import Item, key
from madoguchi.runtime.dynamodb import dynamodb
from madoguchi.runtime.errors import AwsRefused


@dataclass(frozen=True)
class Table:
    """A table by its name.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def get(self, pk: str, sk: str) -> Item | None:
        """Find one item."""
        return self.call("GetItem", Key=key(pk, sk), ConsistentRead=True).get("Item")

    def query(self, pk: str, after: str = "", at_once: int | None = None) -> Iterator[Item]:
        """List the items of one partition in their order, from after a sort key on.

        They are read `at_once` by `at_once` (None: by the megabyte), as far as somebody looks.
        """
        wanted, values = "pk = :pk", {":pk": {"S": pk}}
        if after:
            wanted, values = f"{wanted} AND sk > :after", {**values, ":after": {"S": after}}
        more: dict[str, Any] = {"Limit": at_once} if at_once else {}
        while True:
            page = self.call(
                "Query",
                KeyConditionExpression=wanted,
                ExpressionAttributeValues=values,
                ConsistentRead=True,
                **more,
            )
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            more["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def put(self, item: Item, condition: str = "", values: Item | None = None) -> Item:
        """Return a write of an item, as part of a transaction."""
        put: Item = {"TableName": self.table, "Item": item}
        if condition:
            put["ConditionExpression"] = condition
        if values:
            put["ExpressionAttributeValues"] = values
        return {"Put": put}

    def delete(self, pk: str, sk: str, condition: str = "", values: Item | None = None) -> Item:
        """Return the removal of an item, as part of a transaction."""
        delete: Item = {"TableName": self.table, "Key": key(pk, sk)}
        if condition:
            delete |= {"ConditionExpression": condition, "ExpressionAttributeValues": values}
        return {"Delete": delete}

    def transact(self, writes: Mapping[str, Item]) -> list[str] | None:
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

    def call(self, operation: str, **body: Any) -> dict[str, Any]:
        """Call an operation on this table."""
        return dynamodb(operation, TableName=self.table, **body)
