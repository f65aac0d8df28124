"""AWS clients: made on first use, one a service, with time limits that fit inside a function's own."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sqs import SQSClient


@cache
def _client(service: str) -> Any:
    # The session beneath boto3: boto3 itself also imports its S3 transfer manager, 45 ms of every cold start.
    from botocore.config import Config
    from botocore.session import get_session

    return get_session().create_client(
        service,
        config=Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 4}),
    )


def dynamodb() -> "DynamoDBClient":
    """Return DynamoDB's low-level client: the resource costs 40 ms more at every cold start."""
    client: DynamoDBClient = _client("dynamodb")
    return client


def sqs() -> "SQSClient":
    """Return the client of SQS."""
    client: SQSClient = _client("sqs")
    return client


def scheduler() -> "EventBridgeSchedulerClient":
    """Return the client of EventBridge Scheduler."""
    client: EventBridgeSchedulerClient = _client("scheduler")
    return client
