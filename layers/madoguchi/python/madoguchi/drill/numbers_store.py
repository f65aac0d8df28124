"""DynamoDB's side of the drill's numbers.

pk                         sk       what                                        written
NUMBERS#<edition>#<shard>  <slice>  sums by municipality, age, step and delay   at finish, survey, step
"""

import random
from dataclasses import dataclass

from madoguchi.drill.tally import Sums
from madoguchi.runtime.dynamodb import dynamodb

SHARDS = 16
"""At a campaign's noon 1,300 drills a second are finished. One partition key takes 1,000 writes a
second; each of 16 takes 82 of them, even if all residents were of one town."""


@dataclass(frozen=True)
class NumbersStore:
    """Sums in DynamoDB. Every operation raises Unavailable when DynamoDB refuses or stays silent."""

    table: str

    def add(self, edition: str, name: str, sums: Sums) -> None:
        """Add to one slice. 1 write unit."""
        dynamodb(
            "UpdateItem",
            TableName=self.table,
            Key={"pk": {"S": f"NUMBERS#{edition}#{random.randrange(SHARDS)}"}, "sk": {"S": name}},
            UpdateExpression="ADD " + ", ".join(f"#{one} :{one}" for one in sums),
            ExpressionAttributeNames={f"#{one}": one for one in sums},
            ExpressionAttributeValues={f":{one}": {"N": str(value)} for one, value in sums.items()},
        )

    def read(self, edition: str) -> dict[str, dict[str, int]]:
        """Sum all slices of an edition. At most 2 read units for each of 16 shards of 70 slices."""
        found: dict[str, dict[str, int]] = {}
        for shard in range(SHARDS):
            answer = dynamodb(
                "Query",
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"NUMBERS#{edition}#{shard}"}},
            )
            for item in answer["Items"]:
                sums = found.setdefault(item["sk"]["S"], {})
                for one in item.keys() - {"pk", "sk"}:
                    sums[one] = sums.get(one, 0) + int(item[one]["N"])
        return found
