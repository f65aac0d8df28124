"""The only place that talks to the table of drills.

pk              sk       what                                                    written
PLAN#<plan id>  PLAN     a finished drill: answers, score, versions; no person   when the drill is finished
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from madoguchi.drill.attempt import Attempt
from madoguchi.runtime.clock import iso
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb


@dataclass(frozen=True)
class DrillStore:
    """Finished drills in DynamoDB.

    Every operation raises Unavailable when DynamoDB refuses or stays silent; a write may then have happened.
    """

    table: str

    def keep(self, attempt: Attempt) -> bool:
        """Write an attempt once; False when it is already there. 1 write unit."""
        try:
            dynamodb(
                "PutItem",
                TableName=self.table,
                Item=_item(attempt),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ConditionFailed:
            return False
        return True

    def find(self, plan_id: str) -> Attempt | None:
        """Find an attempt. 1 read unit: its resident reads it right after the write."""
        found = dynamodb("GetItem", TableName=self.table, Key=plan_key(plan_id), ConsistentRead=True)
        return read_attempt(plan_id, found["Item"]) if "Item" in found else None


def plan_key(plan_id: str) -> dict[str, Any]:
    """Return the key of a finished drill; what else belongs to its plan stands beside it."""
    return {"pk": {"S": f"PLAN#{plan_id}"}, "sk": {"S": "PLAN"}}


def _item(attempt: Attempt) -> dict[str, Any]:
    return {
        **plan_key(attempt.plan_id),
        "edition": {"S": attempt.edition},
        "municipality": {"S": attempt.municipality},
        "answers": {"S": json.dumps(dict(attempt.answers), sort_keys=True, separators=(",", ":"))},
        "points": {"M": {name: {"N": str(points)} for name, points in attempt.points.items()}},
        "total": {"N": str(attempt.total)},
        "language": {"S": attempt.language},
        "data_version": {"S": attempt.data_version},
        "finished_at": {"S": iso(attempt.finished_at)},
        "expires_at": {"N": str(int(attempt.expires_at.timestamp()))},
    }


def read_attempt(plan_id: str, item: dict[str, Any]) -> Attempt:
    """Read a finished drill."""
    return Attempt(
        plan_id=plan_id,
        edition=item["edition"]["S"],
        municipality=item["municipality"]["S"],
        answers=json.loads(item["answers"]["S"]),
        points={name: int(number["N"]) for name, number in item["points"]["M"].items()},
        total=int(item["total"]["N"]),
        language=item["language"]["S"],
        data_version=item["data_version"]["S"],
        finished_at=datetime.fromisoformat(item["finished_at"]["S"]),
        expires_at=datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC),
    )
