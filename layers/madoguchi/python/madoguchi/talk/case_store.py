"""Questions to a person in ResidentsTable (pk = LINE user id, sk = `case#` and the id of the message).

An open one stands in the index `by-segment` under a key of its own, where no broadcast looks.
"""

import time
from typing import TYPE_CHECKING

from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb, query_pages
from madoguchi.runtime.settings import settings
from madoguchi.talk.model import CASE_KEPT_DAYS, Case
from madoguchi.talk.settings import CaseSettings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

PREFIX = "case#"
OPEN = "case#open"
DAY_SECONDS = 24 * 60 * 60


def _table() -> str:
    cases: CaseSettings = settings(CaseSettings)
    return cases.residents_table


def _key(user_id: str, case_id: str) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": user_id}, "sk": {"S": PREFIX + case_id}}


def _expiry() -> "AttributeValueTypeDef":
    return {"N": str(int(time.time()) + CASE_KEPT_DAYS * DAY_SECONDS)}


def add(case: Case) -> None:
    """Write a new question; one that is there already stays as it is (3 write units)."""
    try:
        dynamodb(
            "PutItem",
            TableName=_table(),
            Item={
                **_key(case.user_id, case.id),
                "question": {"S": case.question},
                "opened_at": {"S": case.opened_at},
                "status": {"S": case.status},
                "segment_key": {"S": OPEN},
                "expires_at": _expiry(),
            },
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        return


def of(user_id: str) -> list[Case]:
    """Read all questions of one resident, oldest first (1 read unit for 8 KB)."""
    page = dynamodb(
        "Query",
        TableName=_table(),
        KeyConditionExpression="pk = :user AND begins_with(sk, :case)",
        ExpressionAttributeValues={":user": {"S": user_id}, ":case": {"S": PREFIX}},
        ConsistentRead=True,
    )
    return [_case(item) for item in page["Items"]]


def opened() -> list[Case]:
    """Read all that wait for an answer, oldest first."""
    pages = query_pages(
        TableName=_table(),
        IndexName="by-segment",
        KeyConditionExpression="segment_key = :open",
        ExpressionAttributeValues={":open": {"S": OPEN}},
        ProjectionExpression="pk, sk",
    )
    items = (
        dynamodb("GetItem", TableName=_table(), Key=key, ConsistentRead=True).get("Item")
        for page in pages
        for key in page["Items"]
    )
    return sorted((_case(item) for item in items if item), key=lambda case: case.opened_at)


def close(case: Case) -> bool:
    """Write the answer; False when the question is no longer there to be answered."""
    values = {":answered": case.status, ":answer": case.answer, ":at": case.answered_at, ":open": "open"}
    try:
        dynamodb(
            "UpdateItem",
            TableName=_table(),
            Key=_key(case.user_id, case.id),
            UpdateExpression="SET #status = :answered, answer = :answer, "
            "answered_at = :at, expires_at = :expiry",
            ConditionExpression="#status = :open OR (#status = :answered AND answer = :answer)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                **{name: {"S": value} for name, value in values.items()},
                ":expiry": _expiry(),
            },
        )
    except ConditionFailed:
        return False
    return True


def unlist(case: Case) -> None:
    """Take an answered question from the list of the open."""
    try:
        dynamodb(
            "UpdateItem",
            TableName=_table(),
            Key=_key(case.user_id, case.id),
            UpdateExpression="REMOVE segment_key",
            ConditionExpression="attribute_exists(pk)",
        )
    except ConditionFailed:
        return


def delete(user_id: str, case_id: str) -> None:
    """Delete one question, or nothing."""
    dynamodb("DeleteItem", TableName=_table(), Key=_key(user_id, case_id))


def _case(item: "dict[str, AttributeValueTypeDef]") -> Case:
    def text(name: str) -> str:
        return item.get(name, {}).get("S", "")

    return Case(
        id=item["sk"]["S"].removeprefix(PREFIX),
        user_id=item["pk"]["S"],
        question=text("question"),
        opened_at=text("opened_at"),
        status=text("status"),
        answer=text("answer"),
        answered_at=text("answered_at"),
    )
