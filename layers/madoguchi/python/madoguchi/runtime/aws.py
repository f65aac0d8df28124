"""The AWS services that our signed calls do not speak: their APIs are REST, and nobody waits for them."""

from functools import cache
from typing import TYPE_CHECKING, Any

from madoguchi.runtime.errors import Unavailable

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


def send_mail(sender: str, to: str, subject: str, body: str) -> None:
    """Hand a plain letter to SES. Raises Unavailable when it is not taken, or nobody knows."""
    from botocore.exceptions import BotoCoreError, ClientError

    def text(data: str) -> dict[str, str]:
        return {"Data": data, "Charset": "UTF-8"}

    try:
        _ses().send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": [to]},
            Content={"Simple": {"Subject": text(subject), "Body": {"Text": text(body)}}},
        )
    except (BotoCoreError, ClientError) as problem:
        # Neither the address nor the letter: AWS's own words may hold both.
        raise Unavailable(f"SES: {type(problem).__name__}") from None


@cache
def _ses() -> Any:
    import boto3
    from botocore.config import Config

    # No second try of its own: a letter that was taken without an answer would go out twice.
    limits = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", config=limits)
