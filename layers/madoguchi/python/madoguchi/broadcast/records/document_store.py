"""BroadcastsTable, and how it keeps what is revised: of two changes at once, only one counts.

pk `{KIND}#{id}`  sk `META`  `document` is everything that is known, `revision` guards every change
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from madoguchi.broadcast.definition.model import Addressees, Approval, Broadcast, Kind, Step
from madoguchi.broadcast.definition.series import Series
from madoguchi.residents.model import Segment
from madoguchi.runtime.dynamodb import ConditionFailed, dynamodb, query_pages
from madoguchi.runtime.errors import AwsRefused, BroadcastChanged, NotFound, Overtaken
from madoguchi.runtime.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Revised = Broadcast | Series
Write = dict[str, Any]

FAILED = "ConditionalCheckFailed"


@dataclass(frozen=True)
class BroadcastSettings:
    """Where broadcasts are kept."""

    broadcasts_table: str


def table() -> str:
    """Return the name of BroadcastsTable."""
    name: str = settings(BroadcastSettings).broadcasts_table
    return name


def key(pk: str, sk: str) -> "dict[str, AttributeValueTypeDef]":
    """Return an item's key."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def query(condition: str, values: "dict[str, AttributeValueTypeDef]") -> Iterator[dict[str, Any]]:
    """Yield the items of one partition, page after page, as last written."""
    pages = query_pages(
        TableName=table(),
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ConsistentRead=True,
    )
    yield from (item for page in pages for item in page["Items"])


def listing(pk: str, name: str) -> Write:
    """Return the write that puts a name on a list."""
    return {"TableName": table(), "Item": key(pk, name)}


def first(pk: str, revised: Revised) -> Write:
    """Return the write that keeps something new, unless its id is taken."""
    return {**_write(pk, revised), "ConditionExpression": "attribute_not_exists(pk)"}


def following(pk: str, revised: Revised) -> Write:
    """Return the write that keeps the next revision, unless another came first."""
    before = {":before": {"N": str(revised.revision - 1)}}
    return {
        **_write(pk, revised),
        "ConditionExpression": "revision = :before",
        "ExpressionAttributeValues": before,
    }


def _write(pk: str, revised: Revised) -> Write:
    document = json.dumps(asdict(revised), ensure_ascii=False, default=_plain)
    return {
        "TableName": table(),
        "Item": {
            **key(pk, "META"),
            "revision": {"N": str(revised.revision)},
            "state": {"S": revised.state},
            "document": {"S": document},
        },
    }


def put(write: Write) -> None:
    """Write it (1 write unit a kilobyte); raises BroadcastChanged when its condition does not hold."""
    try:
        dynamodb("PutItem", **write)
    except ConditionFailed as error:
        item = write["Item"]
        raise BroadcastChanged(f"{item['pk']['S']}, revision {item['revision']['N']}") from error


def transact(writes: Sequence[Mapping[str, Any]], token: str) -> Sequence[str]:
    """Write all or nothing (2 write units a kilobyte), once for each token of up to 36 characters.

    Returns nothing when it is written, else for each write why it was not, `None` where the others are why.
    """
    try:
        dynamodb("TransactWriteItems", TransactItems=list(writes), ClientRequestToken=token)
    except AwsRefused as refusal:
        if refusal.name != "TransactionCanceledException":
            raise
        return [one["Code"] for one in refusal.answer["CancellationReasons"]]
    return ()


def put_all(writes: Sequence[Write], name: str) -> None:
    """Write several items, all or nothing; raises BroadcastChanged when a condition of one does not hold.

    Raises Overtaken when somebody else writes one of them in this moment.
    """
    refused = transact([{"Put": one} for one in writes], str(uuid.uuid4()))
    if FAILED in refused:
        raise BroadcastChanged(name)
    if refused:
        raise Overtaken(f"{name}: {', '.join(refused)}")


def read(pk: str) -> dict[str, Any]:
    """Return a document as it stands (1 read unit up to 4 KB), with what all have in common made of it.

    Raises NotFound.
    """
    answer = dynamodb("GetItem", TableName=table(), Key=key(pk, "META"), ConsistentRead=True)
    if "Item" not in answer:
        raise NotFound(pk)
    document: dict[str, Any] = json.loads(answer["Item"]["document"]["S"])
    return {**document, **_common(document)}


def _common(document: Mapping[str, Any]) -> dict[str, Any]:
    addressees = document["addressees"]
    return {
        "kind": Kind(document["kind"]),
        "languages": tuple(document["languages"]),
        "placeholders": tuple(document["placeholders"]),
        "addressees": Addressees(
            Segment.from_dict(addressees["segment"]), addressees["corrects"], addressees.get("completes", "")
        ),
        "approvals": tuple(
            Approval(one["by"], datetime.fromisoformat(one["at"]), one["approval_hash"])
            for one in document["approvals"]
        ),
        "history": tuple(
            Step(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in document.get("history", ())
        ),
    }


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
