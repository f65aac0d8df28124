"""Every event file is executed by the function whose folder it lies in."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from madoguchi.line import http
from madoguchi.runtime.errors import Refusal
from tests.functional.line import AgreeableLine
from tests.moto_cloud import ROOT, cloud, function

EVENTS = sorted((ROOT / "events").rglob("*.json"))
CONTEXT = SimpleNamespace(
    function_name="function",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:ap-northeast-1:123456789012:function:function",
    aws_request_id="00000000-0000-4000-8000-000000000000",
    get_remaining_time_in_millis=lambda: 10_000,
)


@pytest.fixture
def agreeable_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with cloud():
        chunks = boto3.client("sqs").create_queue(QueueName="broadcast-chunks")["QueueUrl"]
        monkeypatch.setenv("BROADCAST_CHUNKS_QUEUE_URL", chunks)
        monkeypatch.setattr(http, "send", AgreeableLine().send)
        yield


def named(path: Path) -> str:
    return path.relative_to(ROOT / "events").with_suffix("").as_posix()


def test_there_are_events():
    assert EVENTS


@pytest.mark.usefixtures("agreeable_cloud")
@pytest.mark.parametrize("path", EVENTS, ids=named)
def test_every_event_is_handled_without_a_crash(path: Path):
    event = json.loads(path.read_text())
    try:
        answer = function(path.relative_to(ROOT / "events").parts[0]).handler(event, CONTEXT)
    except Refusal:
        # An asynchronous function refuses by raising: its failure destination keeps the event.
        assert "routeKey" not in event
        assert "Records" not in event
    else:
        assert well_formed(event, answer), answer


def well_formed(event: dict[str, Any], answer: Any) -> bool:
    """Whether AWS would take this answer to this kind of event, and no resident would read of a failure."""
    if "routeKey" in event:
        return 200 <= answer["statusCode"] < 500 and isinstance(answer.get("body", ""), str)
    if "Records" in event:
        known = {
            record.get("messageId") or record["dynamodb"]["SequenceNumber"] for record in event["Records"]
        }
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]} <= known
    return json.dumps(answer) is not None
