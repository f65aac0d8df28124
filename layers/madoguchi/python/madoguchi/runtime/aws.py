"""The AWS services that our signed calls do not speak: their APIs are REST, and nobody waits for them."""

from functools import cache
from typing import TYPE_CHECKING, Any

from madoguchi.runtime.errors import NotFound, Refusal, Unavailable

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


class MailRejected(Refusal):
    """A letter that SES declines as things stand: our address is not verified, or we are in its sandbox."""

    code = "mail_rejected"


def send_mail(sender: str, to: str, subject: str, body: str) -> bool:
    """Hand a plain letter to SES; False when it will never take it, such as for an address that cannot be.

    Raises MailRejected until somebody mends our account, Unavailable when it is not taken now, or nobody
    knows.
    """
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
        code = problem.response["Error"]["Code"] if isinstance(problem, ClientError) else ""
        if code == "BadRequestException":
            return False
        if code == "MessageRejected":
            raise MailRejected("SES") from None
        # Neither the address nor the letter: AWS's own words may hold both.
        raise Unavailable(f"SES: {type(problem).__name__}") from None
    return True


@cache
def _ses() -> Any:
    import boto3
    from botocore.config import Config

    # No second try of its own: a letter that was taken without an answer would go out twice.
    limits = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", config=limits)


_NO_OBJECT = ("NoSuchKey", "404")


def move_object(bucket: str, key: str, to: str) -> None:
    """Copy an object to another key and delete the first; moved already is fine.

    Raises NotFound when it is at neither, and Unavailable.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        _s3().copy_object(Bucket=bucket, Key=to, CopySource={"Bucket": bucket, "Key": key})
    except ClientError as problem:
        if problem.response["Error"]["Code"] not in _NO_OBJECT:
            raise Unavailable("S3: copy") from None
        _must_be_there(bucket, to)
    except BotoCoreError as problem:
        raise Unavailable(f"S3: {type(problem).__name__}") from None
    _delete(bucket, [key])


def delete_objects(bucket: str, prefix: str) -> None:
    """Delete every object below a prefix. Raises Unavailable."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        listed = _s3().list_objects_v2(Bucket=bucket, Prefix=prefix)
    except (BotoCoreError, ClientError) as problem:
        raise Unavailable(f"S3: {type(problem).__name__}") from None
    _delete(bucket, [one["Key"] for one in listed.get("Contents", ())])


def _must_be_there(bucket: str, key: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        _s3().head_object(Bucket=bucket, Key=key)
    except ClientError as problem:
        if problem.response["Error"]["Code"] in _NO_OBJECT:
            raise NotFound("object") from None
        raise Unavailable("S3: head") from None
    except BotoCoreError as problem:
        raise Unavailable(f"S3: {type(problem).__name__}") from None


def _delete(bucket: str, keys: list[str]) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        for key in keys:
            _s3().delete_object(Bucket=bucket, Key=key)
    except (BotoCoreError, ClientError) as problem:
        raise Unavailable(f"S3: {type(problem).__name__}") from None


@cache
def _s3() -> Any:
    import boto3
    from botocore.config import Config

    limits = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "max_attempts": 3})
    return boto3.client("s3", config=limits)
