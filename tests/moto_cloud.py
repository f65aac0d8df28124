"""The cloud in the test's own process: moto's tables and queues, the environment, built content."""

import atexit
import base64
import importlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

from local import line_channel
from madoguchi.runtime import secrets, settings, signed_call
from tests.acting import as_function, judge, under_roles
from tests.residents_table import residents_table

ROOT = Path(__file__).resolve().parent.parent
REGION = "ap-northeast-1"
BUCKET = "attachments"
TABLES = ("RESIDENTS_TABLE", "APPLICATIONS_TABLE", "DRILLS_TABLE", "BROADCASTS_TABLE")


@dataclass(frozen=True)
class Cloud:
    """Tables, one FIFO queue and one secret."""

    queue_url: str

    @property
    def dynamodb(self) -> Any:
        return _client("dynamodb")

    def items(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dynamodb.scan(TableName=table)["Items"]
        return found

    def notices(self) -> list[dict[str, Any]]:
        """Take what was queued for residents."""
        found: list[dict[str, Any]] = []
        while (
            messages := _client("sqs")
            .receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
            .get("Messages")
        ):
            found += [json.loads(one["Body"]) for one in messages]
        return found


@cache
def _client(service: str) -> Any:
    """A client outlives its cloud: making one costs more than a whole test, and moto empties its store."""
    return boto3.client(service)


@contextmanager
def cloud() -> Iterator[Cloud]:
    """Run a block inside a fresh cloud; what functions cache is forgotten before and after."""
    with ExitStack() as parts:
        parts.enter_context(mock_aws())
        parts.enter_context(patch.dict("os.environ", _environment()))
        parts.callback(_forget)
        parts.enter_context(under_roles())
        _forget()
        boto3.DEFAULT_SESSION = _judged_session()
        content_on_path()
        parts.enter_context(patch.object(signed_call, "_post", _post))
        for table in TABLES:
            _create_table(table.lower())
        url = _client("sqs").create_queue(QueueName="line-events.fifo", Attributes={"FifoQueue": "true"})[
            "QueueUrl"
        ]
        _client("secretsmanager").create_secret(
            Name="madoguchi", SecretString=json.dumps(line_channel.secrets())
        )
        _client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        key = _client("kms").create_key()["KeyMetadata"]["Arn"]
        parts.enter_context(
            patch.dict(
                "os.environ",
                {"LINE_EVENTS_QUEUE_URL": url, "APPLICATIONS_KEY": key, "ATTACHMENTS_BUCKET": BUCKET},
            )
        )
        yield Cloud(url)


@cache
def _judged_session() -> boto3.Session:
    """A session whose clients are judged; moto throws the default one away for every cloud."""
    session = boto3.Session()
    session.events.register_first("before-parameter-build", judge)
    return session


def function(name: str) -> ModuleType:
    """Load a function's doorway, as Lambda does; its handler may do what the function's role allows."""
    path = ROOT / "functions" / name / "app.py"
    spec = importlib.util.spec_from_file_location(f"functions.{name}.app", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.handler = as_function(name, module.handler)  # type: ignore[attr-defined]
    return module


def _environment() -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "POWERTOOLS_SERVICE_NAME": "madoguchi",
        "STAGE": "test",
        "SECRETS_ID": "madoguchi",
        "LINE_API_URL": "http://line.invalid",
        "LIFF_URL": "https://liff.line.me/1234567890-abcdefgh",
        "LIFF_SDK_URL": "https://static.line-scdn.net/liff/edge/2/sdk.js",
        "LINE_LOGIN_CHANNEL_ID": "1234567890",
        **{table: table.lower() for table in TABLES},
    }


def _post(service: str, target: str, payload: bytes) -> tuple[int, bytes]:
    # Signed calls go to moto through boto3: there is no network at this level.
    operation = re.sub(r"(?<!^)(?=[A-Z])", "_", target.rpartition(".")[2]).lower()
    request: dict[str, Any] = json.loads(payload)
    if "CiphertextBlob" in request:
        request["CiphertextBlob"] = base64.b64decode(request["CiphertextBlob"])
    try:
        answer: dict[str, Any] = getattr(_client(service), operation)(**request)
    except ClientError as error:
        said = {**error.response, "__type": f"moto#{error.response['Error']['Code']}"}
        return error.response["ResponseMetadata"]["HTTPStatusCode"], json.dumps(said).encode()
    return 200, json.dumps(answer, default=_json).encode()


def _json(value: object) -> str:
    # Bytes in tables went in as the text of their base64; those of KMS are bytes. Times are read by nobody
    # here.
    if isinstance(value, bytes):
        return value.decode() if value.isascii() else base64.b64encode(value).decode()
    return str(value)


def _create_table(name: str) -> None:
    _client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        **residents_table(),
    )


def _forget() -> None:
    from madoguchi.drill import assembly
    from madoguchi.forms.filing import follow_up
    from madoguchi.forms.records import desk
    from madoguchi.office import assembly as office_assembly
    from madoguchi.runtime import aws
    from madoguchi.talk import rich_menu, surroundings

    for cached in (
        aws.scheduler,
        aws._s3,
        aws._ses,
        secrets._values,
        settings.settings,
        assembly.ground,
        desk.desk,
        follow_up.mailroom,
        office_assembly.office,
        surroundings.surroundings,
        rich_menu._menu_id,
    ):
        cached.cache_clear()


@cache
def content_build() -> ModuleType:
    """Load the program that checks and compiles content; it belongs to no package."""
    spec = importlib.util.spec_from_file_location("content_build", ROOT / "layers" / "content" / "build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build


@cache
def content_on_path() -> None:
    """Build the content once and let the package find it."""
    build = content_build()
    folder = tempfile.mkdtemp(prefix="madoguchi-content-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pieces = dict(build.read_content(ROOT / "layers" / "content"))
    assert build.complete(pieces, build.collected("EXPANDED")) == []
    build.derive(pieces, build.collected("DERIVED"))
    build.write_content(pieces, Path(folder))
    sys.path.insert(0, folder)
