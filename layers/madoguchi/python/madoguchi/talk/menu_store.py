"""Where the emergency menu is shown, in ResidentsTable (pk = `EMERGENCY`, sk = municipality)."""

from typing import TYPE_CHECKING

from madoguchi.runtime.clock import iso, now
from madoguchi.runtime.dynamodb import dynamodb
from madoguchi.runtime.settings import settings
from madoguchi.talk.settings import CaseSettings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

EMERGENCY = "EMERGENCY"


def _table() -> str:
    known: CaseSettings = settings(CaseSettings)
    return known.residents_table


def _key(municipality: str) -> "dict[str, AttributeValueTypeDef]":
    return {"pk": {"S": EMERGENCY}, "sk": {"S": municipality}}


def in_emergency(municipality: str) -> bool:
    """Tell whether a municipality's residents see its emergency menu now (1 read unit)."""
    found = dynamodb("GetItem", TableName=_table(), Key=_key(municipality), ConsistentRead=True)
    return "Item" in found


def begin(municipality: str) -> None:
    """Let a municipality's residents see its emergency menu from now on (1 write unit)."""
    dynamodb("PutItem", TableName=_table(), Item={**_key(municipality), "since": {"S": iso(now())}})


def end(municipality: str) -> None:
    """End it (1 write unit)."""
    dynamodb("DeleteItem", TableName=_table(), Key=_key(municipality))
