"""The one AWS service that our signed calls do not speak: EventBridge Scheduler's API is REST."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    """Return the client of EventBridge Scheduler, with time limits that fit inside a function's own."""
    import boto3
    from botocore.config import Config

    limits = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 4})
    client: EventBridgeSchedulerClient = boto3.client("scheduler", config=limits)
    return client
