"""What AWS asks of the caller's role for one API call.

By the service authorization reference (docs.aws.amazon.com/service-authorization/latest/reference): an
operation is mostly an action of its name, but a transaction is its parts, a batch of SQS is its single
action, and some calls need more than one. A service that is not known here is an error, never a permission.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from tests.architecture.template import resources
from tests.roles import ACCOUNT, REGION, Need, arn, resolved

Named = Callable[[str, str], str | None]
"""Finds the logical id of a resource by its type and the name or address that a call gives."""
TABLE, QUEUE = "AWS::DynamoDB::Table", "AWS::SQS::Queue"
PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
"""A transaction needs no permission of its own."""
THROUGH_DYNAMODB = ("Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey")
"""What DynamoDB does with a table's own key in the caller's name: developer guide, "encryption at rest"."""
_HASH_KEY = re.compile(r"^\s*\w+ = (:\w+)")


def needs(service: str, operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    """Yield what a call needs; nothing for what is not a resource of the template."""
    if service == "dynamodb":
        for action, table, at, keys in _items(operation, call):
            if found := named(TABLE, table):
                context = {"dynamodb:LeadingKeys": [key for key in keys if key]}
                yield Need(f"dynamodb:{action}", arn(found) + at, context)
                yield from table_key(found)
    else:
        yield from OTHERS[service](operation, call, named)


@cache
def table_key(table: str) -> tuple[Need, ...]:
    """Return what the use of a table needs of the key that it is encrypted with, if that is one of ours."""
    key = resources(TABLE)[table]["Properties"]["SSESpecification"].get("KMSMasterKeyId")
    via = {"kms:ViaService": [f"dynamodb.{REGION}.amazonaws.com"]}
    return tuple(Need(f"kms:{action}", resolved(key), via) for action in THROUGH_DYNAMODB if key)


def _items(operation: str, call: Mapping[str, Any]) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield each action with its table, the index below it, and the partitions that it touches."""
    match operation:
        case "TransactWriteItems" | "TransactGetItems":
            for ((part, one),) in (item.items() for item in call["TransactItems"]):
                yield PARTS[part], one["TableName"], "", [_partition(one)]
        case "BatchGetItem":
            for table, asked in call["RequestItems"].items():
                yield operation, table, "", [_partition({"Key": key}) for key in asked["Keys"]]
        case "BatchWriteItem":
            for table, asked in call["RequestItems"].items():
                yield operation, table, "", [_partition(next(iter(one.values()))) for one in asked]
        case "Query":
            index = f"/index/{call['IndexName']}" if "IndexName" in call else ""
            given = _HASH_KEY.match(call["KeyConditionExpression"])
            value = call["ExpressionAttributeValues"][given[1]] if given else {}
            yield operation, call["TableName"], index, [value.get("S", "")]
        case _:
            assert operation in PARTS.values(), operation
            yield operation, call["TableName"], "", [_partition(call)]


def _partition(one: Mapping[str, Any]) -> str:
    keyed = one.get("Key") or one["Item"]
    return str(keyed["pk"]["S"])


def _sqs(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    if found := named(QUEUE, call["QueueUrl"]):
        yield Need(f"sqs:{operation.removesuffix('Batch')}", arn(found))


def _secrets(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    if found := named("AWS::SecretsManager::Secret", call["SecretId"]):
        yield Need(f"secretsmanager:{operation}", arn(found))


def _kms(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    if found := named("AWS::KMS::Key", call["KeyId"]):
        said = {f"kms:EncryptionContext:{key}": [one] for key, one in call["EncryptionContext"].items()}
        yield Need(f"kms:{operation}", arn(found), said)


def _scheduler(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    if group := named("AWS::Scheduler::ScheduleGroup", call["GroupName"]):
        at = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{call['Name']}"
        yield Need(f"scheduler:{operation}", at)
        if "Target" in call and (role := named("AWS::IAM::Role", call["Target"]["RoleArn"])):
            yield Need("iam:PassRole", arn(role), {"iam:PassedToService": ["scheduler.amazonaws.com"]})


def _mail(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    sender = call["FromEmailAddress"]
    at = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{sender}"
    yield Need(f"ses:{operation}", at, {"ses:FromAddress": [named("", sender) or sender]})


def _s3(operation: str, call: Mapping[str, Any], named: Named) -> Iterator[Need]:
    bucket = named("AWS::S3::Bucket", call["Bucket"])
    if not bucket:
        return
    for action in OBJECT_ACTIONS.get(operation, ()):
        yield Need(f"s3:{action}", f"{arn(bucket)}/{call['Key']}")
    for action in SOURCE_ACTIONS.get(operation, ()):
        # boto3 may have written bucket and key as one text by now.
        source = call["CopySource"]
        key = source["Key"] if isinstance(source, Mapping) else unquote(source).partition("/")[2]
        yield Need(f"s3:{action}", f"{arn(bucket)}/{key}")
    if operation in LOOKING:
        yield Need("s3:ListBucket", arn(bucket))


OBJECT_ACTIONS = {
    "GetObject": ("GetObject",),
    "HeadObject": ("GetObject",),
    "PutObject": ("PutObject",),
    "CopyObject": ("PutObject", "PutObjectTagging"),
    "DeleteObject": ("DeleteObject",),
}
SOURCE_ACTIONS = {"CopyObject": ("GetObject", "GetObjectTagging")}
"""Tags go with an object, and a scan may have given it some."""
LOOKING = ("GetObject", "HeadObject", "CopyObject", "ListObjectsV2")
"""Who may not list a bucket is told of an object that is not there that it is forbidden."""
SIGNED = {"link": "GetObject", "form_for": "PutObject"}
"""Requests that `runtime.s3` signs, for others to make with the rights of the function's role."""
OTHERS: Mapping[str, Callable[[str, Mapping[str, Any], Named], Iterator[Need]]] = {
    "sqs": _sqs,
    "secretsmanager": _secrets,
    "kms": _kms,
    "scheduler": _scheduler,
    "sesv2": _mail,
    "s3": _s3,
}
